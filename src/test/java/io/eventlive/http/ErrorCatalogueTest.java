package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The section "Looking a code up" of docs/reference/errors.md.
class ErrorCatalogueTest {
  private static final String LIST = "/eventlive/v1/errors";
  private static final Routes ROUTES = new Routes();

  static {
    ErrorCatalogue.register(ROUTES);
  }

  @Test
  void servesTheWholeCatalogue() {
    JsonNode errors = body(get(LIST)).path("errors");

    assertThat(errors).hasSize(CatalogueEntry.all().size());
    assertThat(errors)
        .anySatisfy(error ->
            assertThat(error.toString())
                .isEqualTo(
                    "{\"code\":\"webinar_full\",\"status\":403,\"sentence\":"
                        + "{\"en\":\"All seats of this webinar are taken.\","
                        + "\"ko\":\"정원이 모두 찼어요.\"}}"));
  }

  @Test
  void looksOneCodeUp() {
    assertThat(body(get(LIST + "/23505")).toString())
        .isEqualTo(
            "{\"code\":\"23505\",\"status\":409,\"sentence\":"
                + "{\"en\":\"This entry already exists.\",\"ko\":\"이미 등록된 내용이에요.\"}}");
    assertThat(body(get(LIST + "/08006")).path("code").asString()).isEqualTo("08006");
    assertThat(body(get(LIST + "/08006")).path("status").asInt()).isEqualTo(503);
  }

  @Test
  void knowsNothingOfACodeThatIsNotInIt() {
    for (String code : new String[] {"nonsense", "", "ZZ999", "a/b"}) {
      HttpAnswer answer = get(LIST + "/" + code);
      assertThat(answer.status()).as(code).isEqualTo(404);
      assertThat(body(answer).path("code").asString()).isEqualTo("PGRST125");
    }
  }

  @Test
  void mayBeKeptByAnyCacheAndIsNotSentTwice() {
    for (String path : new String[] {LIST, LIST + "/23505"}) {
      HttpAnswer first = get(path);
      String tag = first.header("ETag").orElseThrow();
      HttpAnswer again = get(path, "if-none-match", "\"other\", W/" + tag);
      HttpAnswer other = get(path, "if-none-match", "\"other\"");

      assertThat(first.header("Cache-Control")).contains("public, max-age=3600");
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).contains(tag);
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void isOnlyRead() {
    HttpAnswer answer = send("DELETE", LIST + "/23505");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, HEAD, OPTIONS");
  }

  private static HttpAnswer get(String path, String... header) {
    return send("GET", path, header);
  }

  private static HttpAnswer send(String method, String path, String... header) {
    Map<String, String> headers = header.length == 0 ? Map.of() : Map.of(header[0], header[1]);
    return TestRoutes.answer(
        ROUTES,
        new HttpRequest(
            "test", method, path, "", HttpHeaders.of(headers), new byte[0], "127.0.0.1"));
  }

  private static JsonNode body(HttpAnswer answer) {
    return JsonMapper.shared().readTree(new String(answer.body(), StandardCharsets.UTF_8));
  }
}
