package io.eventlive.rest.request;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A query string taken apart: names and values, decoded, in the order in which they came.
///
/// @param parameters those with a `=`; others mean nothing in the dialect and are left out
public record QueryString(List<Parameter> parameters) {
  /// One `name=value`.
  public record Parameter(String name, String value) {}

  public QueryString {
    parameters = List.copyOf(parameters);
  }

  /// Decodes form-style: `+` is a space, a `%` that begins no escape stands for itself.
  ///
  /// @throws Refusal where an escape gives bytes that are not UTF-8, or the character NUL, which
  ///   PostgreSQL has no place for
  static QueryString parse(String raw) {
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start < raw.length()) {
      int end = raw.indexOf('&', start);
      if (end < 0) end = raw.length();
      int equals = raw.indexOf('=', start);
      if (equals >= 0 && equals < end) {
        parameters.add(
            new Parameter(
                decode(raw.substring(start, equals)), decode(raw.substring(equals + 1, end))));
      }
      start = end + 1;
    }
    return new QueryString(parameters);
  }

  /// Without the gateway's key, which some clients send as a parameter. A filter on a column of
  /// that name stays.
  QueryString withoutKey() {
    return new QueryString(
        parameters.stream()
            .filter(each -> !each.name().equals("apikey") || FilterGrammar.isFilter(each.value()))
            .toList());
  }

  /// The same question in one spelling: sorted by name and encoded again.
  public String canonical() {
    return parameters.stream()
        .sorted(comparing(Parameter::name))
        .map(parameter -> encode(parameter.name()) + "=" + encode(parameter.value()))
        .collect(joining("&"));
  }

  /// Encodes a name or value of a query string.
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
  }

  private static String decode(String raw) {
    if (raw.indexOf('%') < 0) return raw.replace('+', ' ');

    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    byte[] encoded = raw.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      byte next = encoded[i];
      if (next == '%' && i + 2 < encoded.length) {
        int high = Character.digit(encoded[i + 1], 16);
        int low = Character.digit(encoded[i + 2], 16);
        if (high >= 0 && low >= 0) {
          bytes.write(high << 4 | low);
          i += 2;
          continue;
        }
      }
      bytes.write(next == '+' ? ' ' : next);
    }
    return text(bytes.toByteArray());
  }

  private static String text(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (text.indexOf('\0') < 0) return text;
    } catch (CharacterCodingException _) {
      // answered below, together with NUL: both are bytes that no text of ours can hold
    }
    throw new Refusal(
        ErrorCode.QUERY_NOT_UNDERSTOOD,
        "The query string is not valid UTF-8 text",
        "Names and values must decode to UTF-8 without the character NUL",
        null);
  }
}
