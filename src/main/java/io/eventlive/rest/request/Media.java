package io.eventlive.rest.request;

import static java.util.Comparator.comparingDouble;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// In what form the answer's rows are wanted.
///
/// @param singular one object instead of an array; any other number of rows is an error
/// @param nullsStripped keys whose value is null are left out
public record Media(boolean singular, boolean nullsStripped) {
  public static final Media JSON = new Media(false, false);

  private record Wanted(String type, double quality) {}

  /// The first acceptable type by quality.
  ///
  /// @throws Refusal PGRST107 where none is
  static Media parse(HttpHeaders headers) {
    List<Wanted> wanted = new ArrayList<>();
    for (String line : headers.all("accept")) {
      for (String part : line.split(",", -1)) {
        if (!part.isBlank()) wanted.add(wanted(part));
      }
    }
    if (wanted.isEmpty()) return JSON;
    wanted.sort(comparingDouble(Wanted::quality).reversed());
    return wanted.stream()
        .map(each -> offered(each.type()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> notAcceptable(wanted));
  }

  /// The `Content-Type` of an answer in this form.
  public String contentType() {
    if (!singular && !nullsStripped) return "application/json; charset=utf-8";
    return "application/vnd.pgrst.%s+json%s; charset=utf-8"
        .formatted(singular ? "object" : "array", nullsStripped ? ";nulls=stripped" : "");
  }

  private static Wanted wanted(String part) {
    StringBuilder type = new StringBuilder();
    double quality = 1;
    for (String piece : part.split(";", -1)) {
      String trimmed = piece.strip().toLowerCase(Locale.ROOT);
      if (trimmed.startsWith("q=")) {
        quality = quality(trimmed.substring(2));
      } else if (!trimmed.startsWith("charset=")) {
        type.append(type.isEmpty() ? "" : ";").append(trimmed);
      }
    }
    return new Wanted(type.toString(), quality);
  }

  private static double quality(String text) {
    return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 1;
  }

  private static Optional<Media> offered(String type) {
    return switch (type) {
      case "*/*", "application/*", "application/json", "application/vnd.pgrst.array+json" ->
          Optional.of(JSON);
      case "application/vnd.pgrst.object+json", "application/vnd.pgrst.object" ->
          Optional.of(new Media(true, false));
      case "application/vnd.pgrst.object+json;nulls=stripped",
          "application/vnd.pgrst.object;nulls=stripped" ->
          Optional.of(new Media(true, true));
      case "application/vnd.pgrst.array+json;nulls=stripped",
          "application/vnd.pgrst.array;nulls=stripped" ->
          Optional.of(new Media(false, true));
      default -> Optional.empty();
    };
  }

  private static Refusal notAcceptable(List<Wanted> wanted) {
    return new Refusal(
        ErrorCode.MEDIA_TYPE_NOT_OFFERED,
        "None of these media types are available: "
            + String.join(", ", wanted.stream().map(Wanted::type).toList()));
  }
}
