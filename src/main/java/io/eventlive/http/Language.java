package io.eventlive.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The languages in which EventLive speaks to people.
public enum Language {
  ENGLISH("en"),
  KOREAN("ko");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /// The language tag, as in `lang="ko"`.
  public String tag() {
    return tag;
  }

  /// The language with this tag.
  public static Optional<Language> byTag(String tag) {
    return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }

  /// What `Accept-Language` prefers; English where it names neither.
  public static Language preferredBy(HttpHeaders headers) {
    Language best = ENGLISH;
    double bestWeight = 0;
    for (String range : String.join(",", headers.all("accept-language")).split(",", -1)) {
      List<String> parts = Arrays.stream(range.split(";", -1)).map(String::strip).toList();
      String primary = parts.getFirst().toLowerCase(Locale.ROOT).split("-", -1)[0];
      Optional<Language> named = byTag(primary);
      double weight = weightOf(parts);
      if (named.isPresent() && weight > bestWeight) {
        best = named.get();
        bestWeight = weight;
      }
    }
    return best;
  }

  private static double weightOf(List<String> parts) {
    return parts.stream()
        .skip(1)
        .filter(part -> part.matches("q=[01](\\.\\d{0,3})?"))
        .mapToDouble(part -> Double.parseDouble(part.substring(2)))
        .findFirst()
        .orElse(1.0);
  }
}
