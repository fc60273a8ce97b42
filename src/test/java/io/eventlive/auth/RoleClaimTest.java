package io.eventlive.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoleClaimTest {
  private static final String CLAIMS =
      """
      {"role": "plain", "n": 5, "nothing": null,
       "own": {"roles": ["other", "author", "editor", 7], "$x@": "odd"},
       "https://example.com/role": {"key-name": "far", "": "empty"}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.role|plain",
        ".role|plain",
        "$.n|5",
        "$.own.roles[1]|author",
        "$.own.roles[-2]|editor",
        ".own.$x@|odd",
        "$['https://example.com/role']['key-name']|far",
        "$[\"https://example.com/role\"].\"key-name\"|far",
        ".\"https://example.com/role\".\"\"|empty",
        "$.own.roles[?(@ == 'author')]|author",
        "$.own.roles[?@ == 'author']|author",
        "$.own.roles[?search(@, '^e')]|editor",
        "$.own.roles[?(match(@, 'a.*r'))]|author",
        ".own.roles[?(@ != \"other\")]|author",
        ".own.roles[?(@ ^== \"au\")]|author",
        ".own.roles[?(@ ==^ \"or\")]|author",
        ".own.roles[?(@ *== \"dit\")]|editor",
        "$.missing|-",
        "$.nothing|-",
        "$.role.more|-",
        "$.own.roles[9]|-",
        "$.own.roles[-9]|-",
        "$.own.roles.name|-",
        "$.own.roles[?(@ == '7')]|-",
      })
  void findsTheRole(String path, String role) {
    assertThat(
            RoleClaim.parse(path).orElseThrow().in(Json.read(CLAIMS.getBytes(UTF_8))).orElse("-"))
        .isEqualTo(role);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$",
        "role",
        "$.",
        "$..role",
        "$.a b",
        "$[a]",
        "$['a",
        "$.a[1",
        "$.a[?(@ ~ 'x')]",
        "$.a[?search(@, '(')]",
        "$.a[*]",
        "$.a[99999999999]",
        "$.role;drop",
        "$.'a",
        "$[.'a'",
        "$['a'",
        "$'a'"
      })
  void readsNothingElse(String path) {
    assertThat(RoleClaim.parse(path)).isEmpty();
  }
}
