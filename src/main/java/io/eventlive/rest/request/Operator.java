package io.eventlive.rest.request;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words before a filter's value.
enum Operator {
  EQ("eq"),
  NEQ("neq"),
  GT("gt"),
  GTE("gte"),
  LT("lt"),
  LTE("lte"),
  LIKE("like"),
  ILIKE("ilike"),
  IN("in"),
  IS("is");

  /// PostgREST knows these words as well; they are answered with "not implemented" rather than as a
  /// mistake of the caller.
  private static final Set<String> NOT_OFFERED =
      Set.of(
          "match",
          "imatch",
          "isdistinct",
          "fts",
          "plfts",
          "phfts",
          "wfts",
          "cs",
          "cd",
          "ov",
          "sl",
          "sr",
          "nxr",
          "nxl",
          "adj");

  private static final Map<String, Operator> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(Operator::word, Function.identity()));

  private final String word;

  Operator(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<Operator> byWord(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  static boolean knownElsewhere(String word) {
    return NOT_OFFERED.contains(word);
  }

  /// Whether it may be followed by `(any)` or `(all)` in PostgREST.
  boolean takesQuantifier() {
    return switch (this) {
      case EQ, GT, GTE, LT, LTE, LIKE, ILIKE -> true;
      case NEQ, IN, IS -> false;
    };
  }
}
