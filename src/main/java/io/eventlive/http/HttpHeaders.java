package io.eventlive.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Request headers by lower-case name, in the order in which they came.
///
/// Immutable; may be read from any thread.
public record HttpHeaders(Map<String, List<String>> values) {
  public HttpHeaders {
    Map<String, List<String>> lowerCase = new TreeMap<>();
    values.forEach((name, list) -> lowerCase.put(name.toLowerCase(Locale.ROOT), List.copyOf(list)));
    values = java.util.Collections.unmodifiableMap(lowerCase);
  }

  public static HttpHeaders of(Map<String, String> single) {
    Map<String, List<String>> lists = new TreeMap<>();
    single.forEach((name, value) -> lists.put(name, List.of(value)));
    return new HttpHeaders(lists);
  }

  /// The first value of a header, or empty. Names are compared without regard to case.
  public Optional<String> first(String name) {
    List<String> list = values.get(name.toLowerCase(Locale.ROOT));
    return list == null || list.isEmpty() ? Optional.empty() : Optional.of(list.getFirst());
  }

  /// Every value of a header, in order.
  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
