package io.eventlive.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private static final String UUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select=id,title&order=start_time.desc&limit=10 | select=id,title&order=start_time.desc&limit=10",
        "user_id=eq." + UUID + " | user_id=eq.*",
        "id=in.(1,2,3) | id=in.(*3)",
        "id=not.in.(%22a%22) | id=not.in.(*1)",
        "id=in.() | id=in.(*0)",
        "deleted_at=is.null&b=not.is.true | deleted_at=is.null&b=not.is.true",
        "name=ilike.*Kim* | name=ilike.*",
        "title=fts(english).live | title=fts(english).*",
        "or=(email.eq.a@example.com,id.eq.1) | or=*",
        "rel.order=name&rel.limit=1&rel.name=eq.Kim | rel.order=name&rel.limit=1&rel.name=eq.*",
        "apikey=eyJhbGciOiJIUzI1NiJ9.e30.abc | apikey=*",
        "grant_type=password | grant_type=password",
        "webinar_id=" + UUID + " | webinar_id=*",
        "select=eyJhbGciOiJIUzI1NiJ9.e30.x | select=*",
        "someone%40example.com=eq.1 | *=eq.*",
      })
  void keepsWhatWasAskedAndTakesOutTheValues(String query, String redacted) {
    assertThat(Redaction.query(query)).isEqualTo(redacted);
  }

  @Test
  void takesIdsOutOfPaths() {
    assertThat(Redaction.path("/auth/v1/admin/users/" + UUID)).isEqualTo("/auth/v1/admin/users/*");
    assertThat(Redaction.path("/a/42/attendee1@example.com")).isEqualTo("/a/*/*");
    assertThat(Redaction.path("/rest/v1/rpc/join_webinar")).isEqualTo("/rest/v1/rpc/join_webinar");
  }

  @Test
  void keepsTheNetworkOfAnAddress() {
    assertThat(Redaction.network("203.0.113.77")).isEqualTo("203.0.113.0/24");
    assertThat(Redaction.network("2001:db8:1:2:0:0:0:9")).isEqualTo("2001:db8:1::/48");
    assertThat(Redaction.network("2001:db8:1:2::9")).isEqualTo("2001:db8:1::/48");
    assertThat(Redaction.network("0:0:0:0:0:0:0:1")).isEqualTo("0:0:0::/48");
    assertThat(Redaction.network("unknown")).isEmpty();
  }

  @Test
  void neverLetsAnAddressOrATokenThroughWhateverSurroundsIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String marks = "=.,()&\"'!:;*+/ %20%28->";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder query = new StringBuilder("name=");
      for (int i = random.nextInt(8); i > 0; i--) {
        query.append(marks.charAt(random.nextInt(marks.length())));
      }
      query.append(random.nextBoolean() ? "kim@example.com" : "eyJabcd.efgh.ijkl");
      for (int i = random.nextInt(4); i > 0; i--) {
        query.append(marks.charAt(random.nextInt(marks.length())));
      }

      assertThat(Redaction.query(query.toString()))
          .as("seed %d: %s", seed, query)
          .doesNotContain("kim@", "example.com", "eyJabcd");
    }
  }

  @Test
  void leavesNoHalfOfASecretWhereALongTextIsCut() {
    String address = "somebody.with.a.long.name@example.com";
    for (int before = 1_100; before < 1_250; before++) {
      String text = UUID.repeat(20) + " ".repeat(before - 20 * UUID.length()) + address + " end";
      assertThat(Redaction.words(text)).as("cut after %d", before).doesNotContain("somebody");
    }
  }

  @Test
  void saysWhereALongQueryWasCut() {
    assertThat(Redaction.query("select=id&id=in.(" + "12345678,".repeat(500) + "1)"))
        .isEqualTo("select=id&id=in.(*…)");
    assertThat(Redaction.query("a&".repeat(64_000))).hasSizeLessThan(700).endsWith("…");
  }

  @Test
  void keepsOfARequestWhatALineCanShow() {
    String huge = "a&b=c/".repeat(20_000);
    Observation.RequestAnswered answered =
        new Observation.RequestAnswered(
            "1",
            huge,
            "(none)",
            huge,
            huge,
            404,
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            0,
            0,
            "203.0.113.77",
            huge,
            huge);
    Observation.ImpossibleRequest impossible =
        new Observation.ImpossibleRequest("1", huge, huge, "42703", "", "anon", huge, huge, true);

    assertThat(
            List.of(
                answered.method(),
                answered.path(),
                answered.query(),
                answered.clientInfo(),
                answered.userAgent(),
                impossible.method(),
                impossible.path(),
                impossible.clientInfo(),
                impossible.userAgent()))
        .allSatisfy(text -> assertThat(text.length()).isBetween(1_000, 1_200));
  }

  @Test
  void spendsLittleOnALongWordThatOnlyAlmostIsAnAddress() {
    String almost = "a.".repeat(500_000) + "@";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(Redaction.words(almost)).isEqualTo("…"));
  }
}
