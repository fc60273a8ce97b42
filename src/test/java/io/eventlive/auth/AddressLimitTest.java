package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressLimitTest {
  private static final Map<String, String> HEADERS =
      Map.of("apikey", Forge.ANON, "x-supabase-api-version", "2024-01-01");

  @Test
  void anonymousSignInsAreBoundedPerNetworkAndComeBackWithTime() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::tightLimits)) {
      assertThat(anonymous(kit, "203.0.113.7").status()).isEqualTo(200);
      assertThat(anonymous(kit, "203.0.113.7").status()).isEqualTo(200);

      Answer third = anonymous(kit, "203.0.113.7");

      assertThat(third.status()).isEqualTo(429);
      assertThat(third.code()).isEqualTo("over_request_rate_limit");
      assertThat(third.raw().header("retry-after")).contains("30");
      assertThat(anonymous(kit, "203.0.113.8").status()).isEqualTo(200);
      kit.clock.advance(Duration.ofSeconds(30));
      assertThat(anonymous(kit, "203.0.113.7").status()).isEqualTo(200);
      assertThat(anonymous(kit, "203.0.113.7").status()).isEqualTo(429);
    }
  }

  @Test
  void signUpsWithAnAddressHaveABucketOfTheirOwn() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::tightLimits)) {
      anonymous(kit, "203.0.113.7");
      anonymous(kit, "203.0.113.7");

      assertThat(signUp(kit, "attendee.1@example.com").status()).isEqualTo(200);
      assertThat(signUp(kit, "attendee.2@example.com").status()).isEqualTo(200);
      assertThat(signUp(kit, "attendee.3@example.com").status()).isEqualTo(429);
    }
  }

  @Test
  void wrongPasswordsAreBoundedForAnAddressInANetworkAndRightOnesAreNone() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::fewPasswords)) {
      kit.confirmed("host@example.com", "password 1");
      assertThat(signIn(kit, "203.0.113.7", "HOST@example.com", "wrong").status()).isEqualTo(400);
      assertThat(signIn(kit, "203.0.113.7", "host@example.com", "password 1").status())
          .isEqualTo(200);
      assertThat(signIn(kit, "203.0.113.7", "host@example.com", "wrong").status()).isEqualTo(400);

      Answer refused = signIn(kit, "203.0.113.7", "host@example.com", "password 1");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("over_request_rate_limit");
      assertThat(refused.text("message")).isEqualTo("Too many wrong passwords");
      assertThat(refused.raw().header("retry-after")).contains("30");
      assertThat(signIn(kit, "203.0.113.8", "host@example.com", "password 1").status())
          .isEqualTo(200);
      kit.clock.advance(Duration.ofSeconds(30));
      assertThat(signIn(kit, "203.0.113.7", "host@example.com", "password 1").status())
          .isEqualTo(200);
    }
  }

  @Test
  void signInsByPasswordAreBoundedPerNetwork() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::fewPasswords)) {
      kit.confirmed("host@example.com", "password 1");
      for (int i = 0; i < 5; i++) {
        assertThat(signIn(kit, "203.0.113.7", "host@example.com", "password 1").status())
            .isEqualTo(200);
      }

      assertThat(signIn(kit, "203.0.113.7", "host@example.com", "password 1").code())
          .isEqualTo("over_request_rate_limit");
      assertThat(signIn(kit, "203.0.113.8", "host@example.com", "password 1").status())
          .isEqualTo(200);
    }
  }

  @Test
  void guessesFromManyNetworksAndForManyAddressesAreBoundedToo() {
    AuthConfig.Limit minute = new AuthConfig.Limit(1, Duration.ofMinutes(1));
    PasswordLimits limits =
        new PasswordLimits(new AuthConfig.Limit(1_000, Duration.ofMinutes(1)), minute, () -> 0);
    for (int i = 0; i < 20; i++) {
      limits.take("203.0.113." + i, "host@example.com");
      limits.take("198.51.100.1", "attendee." + i + "@example.com");
    }

    assertThatThrownBy(() -> limits.take("203.0.113.20", "host@example.com"))
        .hasMessage("Too many wrong passwords");
    assertThatThrownBy(() -> limits.take("198.51.100.1", "attendee.20@example.com"))
        .hasMessage("Too many wrong passwords");
    limits.take("203.0.113.20", "attendee.20@example.com");
  }

  @Test
  void aRefreshIsNeverRefusedForItsNumber() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::tightLimits)) {
      String token = anonymous(kit, "203.0.113.7").text("refresh_token");

      for (int i = 0; i < 50; i++) {
        Answer refreshed = kit.refresh(token);
        assertThat(refreshed.status()).isEqualTo(200);
        token = refreshed.text("refresh_token");
      }
    }
  }

  @Test
  void byDefaultAWholeOfficeComesInThroughOneAddress() {
    AddressLimit limit =
        new AddressLimit(AuthConfig.defaults(Forge.SECRET).anonymousLimit(), () -> 0);

    for (int i = 0; i < 20_000; i++) limit.take("203.0.113.7");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.8, false",
    "2001:db8:1:2:3::4, 2001:db8:1:2:ffff::1, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:203.0.113.7, 203.0.113.7, true",
    "local, local, true"
  })
  void aNetworkIsOneIpv4AddressOrOneIpv6Prefix(String one, String other, boolean same) {
    assertThat(AddressLimit.network(one).equals(AddressLimit.network(other))).isEqualTo(same);
  }

  private static Answer anonymous(AuthKit kit, String address) {
    return kit.sendFrom(address, "POST", "/signup", "{}", HEADERS);
  }

  private static Answer signIn(AuthKit kit, String network, String email, String password) {
    return kit.sendFrom(
        network,
        "POST",
        "/token?grant_type=password",
        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password),
        HEADERS);
  }

  private static Answer signUp(AuthKit kit, String email) {
    return kit.sendFrom(
        "203.0.113.7",
        "POST",
        "/signup",
        "{\"email\":\"" + email + "\",\"password\":\"password\"}",
        HEADERS);
  }
}
