package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request body as sign-in reads it: one JSON object, whose members have the types that they
/// should have. What is missing or null counts as empty, as in Supabase Auth.
final class AuthBody {
  static final int MAX_BYTES = 1 << 20;

  private final ObjectNode object;

  private AuthBody(ObjectNode object) {
    this.object = object;
  }

  static AuthBody of(HttpRequest request) {
    byte[] body = request.body();
    if (body.length > MAX_BYTES) {
      throw new AuthRefusal(
          ErrorCode.REQUEST_ENTITY_TOO_LARGE,
          "Request body too large (max " + MAX_BYTES + " bytes)");
    }
    if (body.length == 0) throw badJson("unexpected end of JSON input");
    JsonNode node;
    try {
      node = Json.read(body);
    } catch (JacksonException _) {
      throw badJson("it is not one well-formed JSON value");
    }
    return switch (node) {
      case ObjectNode object -> new AuthBody(object);
      case JsonNode other when other.isNull() -> new AuthBody(Json.object());
      case JsonNode _ -> throw badJson("it is not an object");
    };
  }

  /// The text of a member, empty where there is none.
  String text(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) return "";
    if (!value.isString()) throw badJson(name + " must be a string");
    return value.stringValue();
  }

  boolean flag(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) return false;
    if (!value.isBoolean()) throw badJson(name + " must be true or false");
    return value.booleanValue();
  }

  /// A flag that counts as set where it is missing.
  boolean flagUnlessFalse(String name) {
    JsonNode value = object.path(name);
    return value.isMissingNode() || value.isNull() || flag(name);
  }

  /// A member that is an object, or null where there is none.
  @Nullable ObjectNode object(String name) {
    JsonNode value = object.path(name);
    return switch (value) {
      case ObjectNode member -> member;
      case JsonNode other when other.isMissingNode() || other.isNull() -> null;
      case JsonNode _ -> throw badJson(name + " must be an object");
    };
  }

  private static AuthRefusal badJson(String why) {
    return new AuthRefusal(ErrorCode.BAD_JSON, "Could not parse request body as JSON: " + why);
  }
}
