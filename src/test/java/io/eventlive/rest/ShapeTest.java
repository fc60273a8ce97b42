package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapeTest {
  private static final String LONG = "x".repeat(4_096);

  @Test
  void isSmallWithWhatClientsSend() {
    assertThat(shape("select=id&order=id", Map.of("Accept", "application/json")).isSmall())
        .isTrue();
  }

  /// Whoever may ask must not decide how much is remembered.
  @ParameterizedTest
  @ValueSource(strings = {"Prefer", "Accept", "Accept-Profile", "Range"})
  void countsEveryHeaderThatItHolds(String header) {
    assertThat(shape("", Map.of(header, LONG)).isSmall()).isFalse();
    assertThat(shape(LONG, Map.of()).isSmall()).isFalse();
  }

  private static Shape shape(String query, Map<String, String> headers) {
    return Shape.of(
        new HttpRequest(
            "1",
            "GET",
            "/rest/v1/things",
            query,
            HttpHeaders.of(headers),
            new byte[0],
            "127.0.0.1"));
  }
}
