package io.eventlive.rehearsal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// A text with placeholders, taken apart once and filled often. What is filled in is encoded for
/// where it stands.
final class Template {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(?<name>[a-z_]+)(?::(?<number>\\d+))?(?:-(?<minutes>\\d+)min)?}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._*:@ -]*");

  /// A placeholder.
  ///
  /// @param minutes how many before, for moments
  record Placeholder(String name, int minutes) {}

  private final List<Object> pieces;
  private final UnaryOperator<String> encoding;

  private Template(List<Object> pieces, UnaryOperator<String> encoding) {
    this.pieces = pieces;
    this.encoding = encoding;
  }

  /// A path with its query.
  ///
  /// @param query `name=value`, decoded; leaves as forms are encoded
  static Template address(String path, List<String> query) {
    List<Object> pieces = new ArrayList<>();
    add(pieces, path, UnaryOperator.identity());
    for (int i = 0; i < query.size(); i++) {
      String parameter = query.get(i);
      int name = parameter.indexOf('=');
      pieces.add((i == 0 ? "?" : "&") + encoded(parameter.substring(0, name)) + "=");
      add(pieces, parameter.substring(name + 1), Template::encoded);
    }
    return new Template(joined(pieces), Template::encoded);
  }

  /// JSON in which placeholders stand inside strings.
  static Template json(String json) {
    List<Object> pieces = new ArrayList<>();
    add(pieces, json, UnaryOperator.identity());
    return new Template(joined(pieces), Template::insideQuotes);
  }

  /// A text whose values stand in it as they are.
  static Template plain(String text) {
    List<Object> pieces = new ArrayList<>();
    add(pieces, text, UnaryOperator.identity());
    return new Template(List.copyOf(pieces), UnaryOperator.identity());
  }

  private static void add(List<Object> pieces, String text, UnaryOperator<String> encoding) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      pieces.add(encoding.apply(text.substring(end, matcher.start())));
      String minutes = matcher.group("minutes");
      pieces.add(
          new Placeholder(matcher.group("name"), minutes == null ? 0 : Integer.parseInt(minutes)));
      end = matcher.end();
    }
    pieces.add(encoding.apply(text.substring(end)));
  }

  private static List<Object> joined(List<Object> pieces) {
    List<Object> joined = new ArrayList<>();
    for (Object piece : pieces) {
      if (piece instanceof String text
          && !joined.isEmpty()
          && joined.getLast() instanceof String before) {
        joined.set(joined.size() - 1, before + text);
      } else {
        joined.add(piece);
      }
    }
    return List.copyOf(joined);
  }

  /// The names of its placeholders.
  List<String> names() {
    return pieces.stream()
        .filter(Placeholder.class::isInstance)
        .map(each -> ((Placeholder) each).name())
        .distinct()
        .toList();
  }

  String filled(Function<Placeholder, String> values) {
    StringBuilder text = new StringBuilder();
    for (Object piece : pieces) {
      text.append(
          piece instanceof Placeholder placeholder
              ? encoding.apply(values.apply(placeholder))
              : piece);
    }
    return text.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String insideQuotes(String text) {
    if (PLAIN.matcher(text).matches()) return text;
    String quoted = JsonMapper.shared().writeValueAsString(text);
    return quoted.substring(1, quoted.length() - 1);
  }
}
