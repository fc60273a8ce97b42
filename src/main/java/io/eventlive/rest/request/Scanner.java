package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import java.util.ArrayList;
import java.util.List;

/// A cursor over one parameter's text, with the words that every part of the grammar shares: names,
/// JSON paths, and the error that says where reading stopped. It only ever moves forward, except
/// over a single name, so that reading stays linear.
final class Scanner {
  private static final int ECHOED_CHARACTERS = 200;
  private static final String FIELD_NAME = "field name (* or [a..z0..9_$])";

  private final String subject;
  private final String text;
  private final RequestLimits limits;
  private int at;

  /// @param subject what is being read, for messages: `filter`, `select parameter`, …
  Scanner(String subject, String text, RequestLimits limits) {
    this.subject = subject;
    this.text = text;
    this.limits = limits;
  }

  boolean atEnd() {
    return at == text.length();
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  boolean next(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  boolean next(String wanted) {
    return text.startsWith(wanted, at);
  }

  boolean accept(char wanted) {
    if (!next(wanted)) return false;
    at++;
    return true;
  }

  boolean accept(String wanted) {
    if (!next(wanted)) return false;
    at += wanted.length();
    return true;
  }

  boolean acceptIgnoringCase(String wanted) {
    if (!text.regionMatches(true, at, wanted, 0, wanted.length())) return false;
    at += wanted.length();
    return true;
  }

  void expect(char wanted, String expecting) {
    if (!accept(wanted)) throw unexpected(expecting);
  }

  void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
  }

  /// Everything that is left.
  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  /// The lower-case letters from here on, without moving.
  String peekWord() {
    int end = at;
    while (end < text.length() && Character.isLetter(text.charAt(end))) end++;
    return text.substring(at, end);
  }

  /// Characters up to the first of `stops`, or to the end.
  String until(String stops) {
    int start = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) at++;
    return text.substring(start, at);
  }

  /// A name: quoted, or letters, digits, `_`, `$`, spaces, and dashes that begin no arrow.
  String name() {
    if (next('"')) return bounded(quoted());

    int start = at;
    while (at < text.length() && (isNameCharacter(text.charAt(at)) || dashInsideName(start))) at++;
    if (at > start && text.charAt(at - 1) == '-') throw unexpected("letter or digit");
    if (at == start) throw unexpected(FIELD_NAME);
    return bounded(text.substring(start, at).strip());
  }

  /// A name that cannot be quoted: a type, or a language.
  String word() {
    int start = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) at++;
    if (at == start) throw unexpected("letter or digit");
    return bounded(text.substring(start, at).strip());
  }

  /// A word in double quotes, in which a backslash makes the next character stand for itself.
  String quoted() {
    expect('"', "\"\\\"\"");
    StringBuilder word = new StringBuilder();
    while (!next('"')) {
      accept('\\');
      if (atEnd()) throw unexpected("\"\\\"\"");
      word.append(text.charAt(at++));
    }
    at++;
    return word.toString();
  }

  /// A name and its JSON path, with blanks around.
  Field field() {
    skipBlanks();
    Field field = new Field(name(), jsonPath());
    skipBlanks();
    return field;
  }

  List<JsonStep> jsonPath() {
    if (!next("->")) return List.of();
    List<JsonStep> steps = new ArrayList<>();
    while (accept("->")) {
      if (steps.size() == limits.jsonSteps()) {
        throw tooMuch("A JSON path may have " + limits.jsonSteps() + " arrows");
      }
      steps.add(jsonOperand(accept('>')));
    }
    return steps;
  }

  private JsonStep jsonOperand(boolean asText) {
    int start = at;
    accept('-');
    int digits = at;
    while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) at++;
    if (at > digits && at - digits < 10 && endsJsonIndex()) {
      return new JsonStep.Index(Integer.parseInt(text.substring(start, at)), asText);
    }
    at = start;
    return new JsonStep.Key(jsonKey(), asText);
  }

  private boolean endsJsonIndex() {
    return atEnd() || next("->") || next("::") || next('.') || next(',') || next(')');
  }

  private String jsonKey() {
    if (next('"')) return bounded(quoted());
    int start = at;
    while (at < text.length()
        && ("(-:.,>)".indexOf(text.charAt(at)) < 0 || dashInsideName(start))) {
      at++;
    }
    if (at == start) throw unexpected("any non reserved character different from: .,>()");
    return bounded(text.substring(start, at).strip());
  }

  private boolean dashInsideName(int start) {
    return at > start && next('-') && !next("->");
  }

  private static boolean isNameCharacter(char c) {
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || c == '_'
        || c == ' '
        || c == '$';
  }

  private String bounded(String name) {
    if (name.length() <= limits.nameLength()) return name;
    throw tooMuch("A name may have " + limits.nameLength() + " characters");
  }

  /// The error that says what stands here and what should.
  Refusal unexpected(String expecting) {
    int point = Math.min(at, text.length());
    String found =
        point == text.length()
            ? "end of input"
            : "\"" + Character.toString(text.codePointAt(point)) + "\"";
    return new Refusal(
        ErrorCode.QUERY_NOT_UNDERSTOOD,
        message(point),
        "unexpected " + found + " expecting " + expecting,
        null);
  }

  /// The error for more than [RequestLimits] allow.
  Refusal tooMuch(String limit) {
    return new Refusal(
        ErrorCode.QUERY_NOT_UNDERSTOOD,
        message(at),
        "The request asks for more than this server allows",
        limit);
  }

  private String message(int point) {
    String echo =
        text.length() <= ECHOED_CHARACTERS ? text : text.substring(0, ECHOED_CHARACTERS) + "…";
    return "\"failed to parse %s (%s)\" (line 1, column %d)".formatted(subject, echo, point + 1);
  }
}
