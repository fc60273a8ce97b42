package io.eventlive.rest.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A media type as a header writes it.
///
/// @param name type and subtype in small letters
/// @param parameters by name in small letters, values without quotes
public record MediaType(String name, Map<String, String> parameters) {
  public MediaType {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  public static MediaType of(String text) {
    List<String> pieces = split(text, ';');
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String piece : pieces.subList(1, pieces.size())) {
      int equals = piece.indexOf('=');
      if (equals < 0) continue;
      String value = piece.substring(equals + 1).strip();
      boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
      parameters.putIfAbsent(
          piece.substring(0, equals).strip().toLowerCase(Locale.ROOT),
          quoted ? value.substring(1, value.length() - 1) : value);
    }
    return new MediaType(pieces.getFirst().strip().toLowerCase(Locale.ROOT), parameters);
  }

  Optional<String> parameter(String parameter) {
    return Optional.ofNullable(parameters.get(parameter));
  }

  boolean stripsNulls() {
    return parameter("nulls").filter("stripped"::equals).isPresent();
  }

  /// How much it is wanted, from 0 to 1.
  double quality() {
    return parameter("q")
        .filter(text -> text.matches("[01](\\.[0-9]{0,3})?"))
        .map(Double::parseDouble)
        .orElse(1.0);
  }

  /// For messages: what a client would recognise.
  String written() {
    return Media.named(this).filter(media -> !name.contains("*")).map(Media::type).orElse(name);
  }

  /// The parts between separators that stand outside of quotes.
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '"') quoted = !quoted;
      if (text.charAt(i) == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
