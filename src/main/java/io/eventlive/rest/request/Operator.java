package io.eventlive.rest.request;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
  MATCH("match"),
  IMATCH("imatch"),
  IN("in"),
  IS("is"),
  ISDISTINCT("isdistinct"),
  FTS("fts"),
  PLFTS("plfts"),
  PHFTS("phfts"),
  WFTS("wfts"),
  CS("cs"),
  CD("cd"),
  OV("ov"),
  SL("sl"),
  SR("sr"),
  NXR("nxr"),
  NXL("nxl"),
  ADJ("adj");

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

  /// Whether it may be followed by `(any)` or `(all)`.
  boolean takesQuantifier() {
    return switch (this) {
      case EQ, GT, GTE, LT, LTE, LIKE, ILIKE, MATCH, IMATCH -> true;
      case NEQ, IN, IS, ISDISTINCT, FTS, PLFTS, PHFTS, WFTS, CS, CD, OV, SL, SR, NXR, NXL, ADJ ->
          false;
    };
  }

  /// Whether it may be followed by a language in parentheses.
  boolean takesLanguage() {
    return switch (this) {
      case FTS, PLFTS, PHFTS, WFTS -> true;
      case EQ,
          NEQ,
          GT,
          GTE,
          LT,
          LTE,
          LIKE,
          ILIKE,
          MATCH,
          IMATCH,
          IN,
          IS,
          ISDISTINCT,
          CS,
          CD,
          OV,
          SL,
          SR,
          NXR,
          NXL,
          ADJ ->
          false;
    };
  }
}
