package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectsTest {
  private final Redirects redirects =
      new Redirects(
          () -> "https://www.example.com",
          List.of(
              "https://*.partner.example/**",
              "https://shared.example/me/*",
              "com.example.app://callback",
              "https://{one,two}.example:8443/[a-c]?",
              "https://**.deep.example/x"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.example.com",
        "https://WWW.example.com/anything?a=b#c",
        "https://www.example.com:443/",
        "http://127.0.0.1:5173/callback",
        "http://[::1]:3000/",
        "https://app.partner.example/a/b?next=/c",
        "https://shared.example/me/home#part",
        "com.example.app://callback",
        "https://one.example:8443/ax",
        "https://two.example:8443/cz",
        "https://a.b.deep.example/x"
      })
  void leadsWhereItMay(String address) {
    assertThat(redirects.allowed(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//evil.example",
        "https:/www.example.com",
        "https:www.example.com",
        "http://www.example.com",
        "https://www.example.com:8443/",
        "https://www.example.com.evil.example",
        "https://www.example.com@evil.example.com/",
        "https://www.example.com%40evil.example/",
        "https://www.example.com\\\\@evil.example/",
        "https://evil.example\\\\.partner.example/",
        "https://evil.example\\t.partner.example/",
        "https://evil.example#.partner.example/",
        "https://evil.example?.partner.example/",
        "https://evil.example/.partner.example/",
        "https://a.b.partner.example/",
        "https://.partner.example/",
        "https://app.partner.example",
        "https://shared.example/me/../you",
        "https://shared.example/me/%2e%2e",
        "https://shared.example/me/.",
        "https://shared.example/me/a/b",
        "https://three.example:8443/ax",
        "https://one.example:8443/dx",
        "https://one.example:8443/a/",
        "https://evil.example/a.deep.example/x",
        "https://evil.example/x?.deep.example/x",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://192.0.2.1/",
        "http://127.0.0.1.evil.example/",
        "http://[::ffff:192.0.2.1]/",
        "javascript:alert(1)",
        "javascript://www.example.com/%0aalert(1)",
        "data:text/html,x",
        "com.example.app://callback.evil",
        "com.example.app://user@callback",
        " https://www.example.com",
        "https://www.example.com/\\r\\nSet-Cookie: a=b",
        "https://www.example.com/<script>",
        "https://ｗｗｗ.example.com/"
      })
  void leadsNowhereElse(String address) {
    assertThat(redirects.allowed(address)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/*, https://a.example/b, true",
    "https://a.example/*, https://a.example/b/c, false",
    "https://a.example/*, https://a.example/b.c, false",
    "https://a.example/**, https://a.example/b.c/d, true",
    "https://a.example/?, https://a.example/b, true",
    "https://a.example/?, https://a.example/bc, false",
    "https://a.example/[!a-c], https://a.example/d, true",
    "https://a.example/[!a-c], https://a.example/b, false",
    "https://a.example/\\*, https://a.example/*, true",
    "https://a.example/\\*, https://a.example/b, false",
    "https://A.example/Path, https://a.EXAMPLE/Path, true",
    "https://a.example/Path, https://a.example/path, false",
  })
  void readsPatternsAsSupabaseAuthDoes(String pattern, String address, boolean allowed) {
    Redirects alone = new Redirects(() -> "https://www.example.com", List.of(pattern));

    assertThat(alone.allowed(address)).isEqualTo(allowed);
  }

  @Test
  void aPatternOfManyWildcardsTakesNoLongerThanItsLength() {
    Redirects hungry =
        new Redirects(
            () -> "https://www.example.com", List.of("https://a.example/" + "**a".repeat(200)));

    assertThat(hungry.allowed("https://a.example/" + "a".repeat(2_000))).isTrue();
    assertThat(hungry.allowed("https://a.example/" + "a".repeat(2_000) + "b")).isFalse();
    assertThat(hungry.allowed("https://a.example/" + "a".repeat(3_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://{a.example", "https://[a.example", "https://a.example/\\"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> RedirectPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
