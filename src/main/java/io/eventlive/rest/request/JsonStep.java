package io.eventlive.rest.request;

/// One arrow of a JSON path: `->key`, `->>key`, `->0`, `->>-1`.
public sealed interface JsonStep {
  /// Whether the arrow is `->>`, which gives text.
  boolean asText();

  /// Into an object, by key.
  record Key(String name, boolean asText) implements JsonStep {}

  /// Into an array, by position; negative counts from the end.
  record Index(int position, boolean asText) implements JsonStep {}
}
