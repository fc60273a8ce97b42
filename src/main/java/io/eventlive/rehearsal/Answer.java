package io.eventlive.rehearsal;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came back to one request.
///
/// @param status 0 where nothing came
/// @param failure why nothing came, else empty
record Answer(int status, MultiMap headers, Buffer body, String failure) {
  static Answer none(Throwable why) {
    String name = why.getClass().getSimpleName();
    return new Answer(0, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), name);
  }

  static Answer heldBackTooLong() {
    return new Answer(0, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), "HeldBack");
  }

  String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /// Whether a cache on the way, or the server's own, says that it had the answer already.
  boolean cacheHit() {
    return header("Cache-Status").contains("; hit");
  }

  String text() {
    if (!header("Content-Encoding").equalsIgnoreCase("gzip")) {
      return body.toString(StandardCharsets.UTF_8);
    }
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(text());
  }
}
