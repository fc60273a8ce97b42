package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
    requireShort(object, name);
    return object;
  }

  /// What was known, with changes; a null takes a member away.
  ///
  /// @throws AuthRefusal where the sum is too large to travel
  static ObjectNode merged(ObjectNode before, @Nullable ObjectNode changes, String name) {
    ObjectNode after = before.deepCopy();
    if (changes == null) return after;
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (change.getValue().isNull()) {
        after.remove(change.getKey());
      } else {
        after.set(change.getKey(), change.getValue());
      }
    }
    requireShort(after, name);
    return after;
  }

  private static void requireShort(ObjectNode object, String name) {
    if (object.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw AuthRefusal.invalid(name + " cannot be longer than " + MAX_BYTES + " bytes");
    }
  }
}
