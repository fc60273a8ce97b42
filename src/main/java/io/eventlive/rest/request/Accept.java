package io.eventlive.rest.request;

import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.joining;

import io.eventlive.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/// The media types that a client takes, the most wanted first; those of one quality as they came.
///
/// @param wanted never empty
public record Accept(List<MediaType> wanted) {
  private static final Accept ANYTHING = new Accept(List.of(MediaType.of("*/*")));

  public Accept {
    wanted = List.copyOf(wanted);
  }

  static Accept parse(HttpHeaders headers) {
    List<MediaType> wanted = new ArrayList<>();
    for (String line : headers.all("accept")) {
      for (String part : MediaType.split(line, ',')) {
        if (!part.isBlank()) wanted.add(MediaType.of(part));
      }
    }
    if (wanted.isEmpty()) return ANYTHING;
    wanted.sort(comparingDouble(MediaType::quality).reversed());
    return new Accept(wanted);
  }

  /// For messages.
  public String written() {
    return wanted.stream().map(MediaType::written).collect(joining(", "));
  }
}
