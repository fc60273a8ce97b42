package io.eventlive.rest.request;

import io.eventlive.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads filters and logic trees:
///
///     filter = [ "not." ] operator [ "(any)" | "(all)" | "(" language ")" ] "." value
///     logic  = [ "not." ] ( "and" | "or" ) "(" term *( "," term ) ")"
///     term   = logic | [ "not." ] name *( arrow key ) "." filter
///
/// Inside a logic tree a value ends at `,` or `)` unless it is quoted or an array in braces.
final class FilterGrammar {
  private static final String OPERATOR = "operator (eq, gt, ...)";

  private final Scanner in;
  private final RequestLimits limits;
  private final boolean insideLogic;
  private int terms;

  private FilterGrammar(Scanner in, RequestLimits limits, boolean insideLogic) {
    this.in = in;
    this.limits = limits;
    this.insideLogic = insideLogic;
  }

  /// The value of a filter parameter, applied to a field.
  static Condition filter(Field field, String text, RequestLimits limits) {
    return new FilterGrammar(new Scanner("filter", text, limits), limits, false).test(field);
  }

  /// Whether a parameter of a function call is a filter on its result: it begins with an operator.
  static boolean isFilter(String text) {
    String operation = text.startsWith("not.") ? text.substring(4) : text;
    int end = operation.indexOf('.');
    int parenthesis = operation.indexOf('(');
    if (parenthesis >= 0 && parenthesis < end) end = parenthesis;
    if (end <= 0) return false;
    String word = operation.substring(0, end);
    return Operator.byWord(word).isPresent();
  }

  /// A logic tree, written as `or(…)`, `not.and(…)`.
  static Condition logic(String text, RequestLimits limits) {
    FilterGrammar grammar =
        new FilterGrammar(new Scanner("logic tree", text, limits), limits, true);
    Condition condition = grammar.tree(0);
    if (!grammar.in.atEnd()) throw grammar.in.unexpected("end of input");
    return condition;
  }

  private Condition tree(int depth) {
    if (depth > limits.nesting()) {
      throw in.tooMuch("and/or may be nested " + limits.nesting() + " levels deep");
    }
    int start = in.position();
    boolean negated = in.accept("not.");
    boolean all = in.accept("and");
    if (!all && !in.accept("or")) throw in.unexpected("logic operator (and, or)");
    in.skipBlanks();
    if (!in.next('(')) {
      in.moveTo(start);
      throw in.unexpected("logic operator (and, or) with \"(\"");
    }
    List<Condition> terms = terms(depth);
    Condition condition = all ? new Condition.All(terms) : new Condition.Any(terms);
    return negated ? new Condition.Not(condition) : condition;
  }

  private List<Condition> terms(int depth) {
    List<Condition> list = new ArrayList<>();
    in.expect('(', "\"(\"");
    do {
      if (++terms > limits.conditions()) {
        throw in.tooMuch("A request may have " + limits.conditions() + " conditions");
      }
      in.skipBlanks();
      list.add(term(depth));
      in.skipBlanks();
    } while (in.accept(','));
    in.expect(')', "\",\" or \")\"");
    in.skipBlanks();
    return list;
  }

  private Condition term(int depth) {
    if (beginsTree()) return tree(depth + 1);
    boolean negated = beginsNegatedField() && in.accept("not.");
    Field field = in.field();
    in.expect('.', "delimiter (.)");
    Condition test = test(field);
    return negated ? new Condition.Not(test) : test;
  }

  /// Whether `not.column.` stands here, and not a column that is itself called `not`.
  private boolean beginsNegatedField() {
    if (!in.next("not.")) return false;
    int start = in.position();
    in.accept("not.");
    String word = in.peekWord();
    in.moveTo(start);
    return !word.equals("not") && Operator.byWord(word).isEmpty();
  }

  /// Whether `and(`, `or(`, `not.and(` or `not.or(` stands here; without the parenthesis these are
  /// names of columns.
  private boolean beginsTree() {
    int start = in.position();
    in.accept("not.");
    boolean word = in.accept("and") || in.accept("or");
    in.skipBlanks();
    boolean tree = word && in.next('(');
    in.moveTo(start);
    return tree;
  }

  private Condition test(Field field) {
    boolean negated = in.accept("not.");
    Condition test = new Condition.Test(field, operation(negated));
    return negated ? new Condition.Not(test) : test;
  }

  private Operation operation(boolean afterNot) {
    String word = in.peekWord();
    Operator operator =
        Operator.byWord(word)
            .orElseThrow(() -> in.unexpected(afterNot ? OPERATOR : "\"not\" or " + OPERATOR));
    in.accept(word);
    Quantifier quantifier = operator.takesQuantifier() ? quantifier() : Quantifier.ONE;
    String language = operator.takesLanguage() ? language() : null;
    in.expect('.', "delimiter (.)");
    return switch (operator) {
      case EQ -> new Operation.Compare(Comparison.EQUAL, quantifier, value());
      case NEQ -> new Operation.Compare(Comparison.NOT_EQUAL, quantifier, value());
      case GT -> new Operation.Compare(Comparison.GREATER, quantifier, value());
      case GTE -> new Operation.Compare(Comparison.GREATER_OR_EQUAL, quantifier, value());
      case LT -> new Operation.Compare(Comparison.LESS, quantifier, value());
      case LTE -> new Operation.Compare(Comparison.LESS_OR_EQUAL, quantifier, value());
      case LIKE -> new Operation.Match(Pattern.LIKE, quantifier, starred());
      case ILIKE -> new Operation.Match(Pattern.LIKE_IGNORING_CASE, quantifier, starred());
      case MATCH -> new Operation.Match(Pattern.REGEX, quantifier, value());
      case IMATCH -> new Operation.Match(Pattern.REGEX_IGNORING_CASE, quantifier, value());
      case IN -> new Operation.In(list());
      case IS -> new Operation.Is(truth());
      case ISDISTINCT -> new Operation.Differs(value());
      case FTS -> new Operation.Search(Wording.QUERY, language, value());
      case PLFTS -> new Operation.Search(Wording.PLAIN, language, value());
      case PHFTS -> new Operation.Search(Wording.PHRASE, language, value());
      case WFTS -> new Operation.Search(Wording.WEB, language, value());
      case CS -> new Operation.Lies(Placement.CONTAINS, value());
      case CD -> new Operation.Lies(Placement.CONTAINED_IN, value());
      case OV -> new Operation.Lies(Placement.OVERLAPS, value());
      case SL -> new Operation.Lies(Placement.LEFT_OF, value());
      case SR -> new Operation.Lies(Placement.RIGHT_OF, value());
      case NXR -> new Operation.Lies(Placement.NOT_BEYOND_RIGHT_OF, value());
      case NXL -> new Operation.Lies(Placement.NOT_BEYOND_LEFT_OF, value());
      case ADJ -> new Operation.Lies(Placement.ADJACENT_TO, value());
    };
  }

  private Quantifier quantifier() {
    if (in.accept("(any)")) return Quantifier.ANY;
    return in.accept("(all)") ? Quantifier.ALL : Quantifier.ONE;
  }

  private @Nullable String language() {
    if (!in.accept('(')) return null;
    String language = in.word();
    in.expect(')', "\")\"");
    return language;
  }

  private String starred() {
    return value().replace('*', '%');
  }

  private String value() {
    return insideLogic ? delimited(true) : in.rest();
  }

  private List<String> list() {
    in.skipBlanks();
    in.expect('(', "\"(\"");
    in.skipBlanks();
    List<String> values = new ArrayList<>();
    do {
      if (values.size() == limits.listLength()) {
        throw in.tooMuch(
            "A list of values may have "
                + limits.listLength()
                + " of them; ask in several requests");
      }
      values.add(delimited(false));
    } while (in.accept(','));
    in.expect(')', "\",\" or \")\"");
    return values.equals(List.of("")) ? List.of() : values;
  }

  /// A value that ends at `,` or `)`. Quotes count only when they enclose all of it.
  private String delimited(boolean arrays) {
    int start = in.position();
    if (in.next('"')) {
      String word = quotedOrNull();
      if (word != null) return word;
      in.moveTo(start);
    }
    if (arrays && in.accept('{')) {
      String inside = in.until("{}");
      if (in.accept('}')) return "{" + inside + "}";
      in.moveTo(start);
    }
    return in.until(",)");
  }

  private @Nullable String quotedOrNull() {
    try {
      String word = in.quoted();
      return in.atEnd() || in.next(',') || in.next(')') ? word : null;
    } catch (Refusal _) {
      return null; // no closing quote: the quote is part of the value
    }
  }

  private Truth truth() {
    for (Truth truth : Truth.values()) {
      if (in.acceptIgnoringCase(truth.word())) return truth;
    }
    throw in.unexpected("isVal: (null, not_null, true, false, unknown)");
  }
}
