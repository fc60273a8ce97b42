package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Text that would hurt if it ever became SQL, in every place where a caller can put text.
class InjectionTest {
  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> NASTY =
      List.of(
          "'; drop table public.hosts; --",
          "\"; drop table public.hosts; --",
          "x\") ; drop table public.hosts; --",
          "1) or (1=1",
          "$1",
          "?",
          "??",
          "{fn now()}",
          "\\'; drop table public.hosts; --",
          "/* */ select",
          "a\nb",
          "$$ drop table public.hosts $$",
          "' || (select current_user) || '",
          "한글😀");

  /// Every `@` is replaced.
  private static final List<String> PLACES =
      List.of(
          "/@",
          "/hosts?select=@",
          "/hosts?select=\"@\"",
          "/hosts?select=\"@\":name",
          "/hosts?select=name::@",
          "/hosts?select=name::text,\"@\":id::text",
          "/events?select=info->\"@\"",
          "/events?select=\"@\":info->>\"@\"&info->>\"@\"=eq.@",
          "/hosts?name=eq.@",
          "/hosts?name=like.@",
          "/hosts?name=in.(@,\"@\")",
          "/hosts?name=is.@",
          "/hosts?name=eq(any).@",
          "/hosts?name=like(all).{\"@\"}",
          "/hosts?name=imatch.@",
          "/hosts?name=isdistinct.@",
          "/hosts?name=fts(@).@",
          "/hosts?name=wfts(english).@",
          "/events?tags=cs.{\"@\"}",
          "/events?or=(tags.ov.{@},title.plfts.\"@\")",
          "/hosts?\"@\"=eq.1",
          "/hosts?or=(name.eq.\"@\",name.eq.@)",
          "/hosts?order=@",
          "/hosts?order=name.@",
          "/hosts?limit=@",
          "/hosts?offset=@",
          "/events?select=id,\"@\":talks(title)&\"@\".title=eq.@&\"@\".limit=1",
          "/events?select=id,talks!\"@\"(title)",
          "/rpc/@",
          "/rpc/joined?words=@&words=@",
          "/rpc/joined?@=1");

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  static Stream<String> nasty() {
    return NASTY.stream();
  }

  @ParameterizedTest
  @MethodSource("nasty")
  void staysText(String text) {
    for (String place : PLACES) {
      Answer answer = DIALECT.get(filled(place, text), "X-Nasty", text, "Cookie", "a=" + text);

      assertThat(answer.status()).as("%s: %s", place, answer.body()).isLessThan(500);
    }
    writes(text);

    assertThat(DIALECT.database().value("select count(*) from public.hosts where id < 3"))
        .isEqualTo("2");
  }

  private static void writes(String text) {
    ObjectNode row = JSON.createObjectNode().put("id", 77).put("name", text);
    Answer stored =
        DIALECT.post("/hosts?select=name", row.toString(), "Prefer", "return=representation");
    Answer renamed =
        DIALECT.patch(
            filled("/hosts?select=name&name=eq.@", text),
            JSON.createObjectNode().put("name", text + text).toString(),
            "Prefer",
            "return=representation");
    Answer unknown = DIALECT.post("/hosts", JSON.createObjectNode().put(text, 1).toString());
    Answer deleted =
        DIALECT.delete(filled("/hosts?name=eq.@", text + text), "Prefer", "count=exact");

    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    assertThat(JSON.readTree(stored.body()).path(0).path("name").asString()).isEqualTo(text);
    assertThat(JSON.readTree(renamed.body()).path(0).path("name").asString())
        .isEqualTo(text + text);
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body()).contains("PGRST204");
    assertThat(deleted.header("Content-Range")).isEqualTo("*/1");
    assertThat(DIALECT.get(filled("/rpc/joined?words=@", text)).body())
        .isEqualTo(JSON.writeValueAsString(text));
  }

  /// Inside quotes the dialect wants quotes and backslashes escaped.
  private static String filled(String place, String text) {
    int question = place.indexOf('?');
    String path = question < 0 ? place : place.substring(0, question);
    if (question < 0) return path.replace("@", text.replace("?", ""));
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    String query =
        place
            .substring(question + 1)
            .replace("\"@\"", "\"" + encoded(escaped) + "\"")
            .replace("@", encoded(text));
    return path + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
