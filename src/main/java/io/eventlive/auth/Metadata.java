package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What people, or those who make their accounts, want to be known of them.
final class Metadata {
  /// All of it goes into every access token, and a token travels in a header of every request.
  static final int MAX_BYTES = 6_000;

  private Metadata() {}

  /// @throws AuthRefusal where it is too large to travel
  static ObjectNode of(AuthBody body, String name) {
    @Nullable ObjectNode object = body.object(name);
    if (object == null) return Json.object();
    if (object.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw AuthRefusal.invalid(name + " cannot be longer than " + MAX_BYTES + " bytes");
    }
    return object;
  }
}
