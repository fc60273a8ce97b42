package io.eventlive.answers;

import io.eventlive.answers.PolicyExpression.AllClaims;
import io.eventlive.answers.PolicyExpression.Claim;
import io.eventlive.answers.PolicyExpression.Column;
import io.eventlive.answers.PolicyExpression.Constant;
import io.eventlive.answers.PolicyExpression.Member;
import io.eventlive.answers.PolicyExpression.Operation;
import io.eventlive.answers.PolicyExpression.ValueType;
import io.eventlive.answers.PolicyLexer.Kind;
import io.eventlive.answers.PolicyLexer.Token;
import io.eventlive.answers.PolicyLexer.Unreadable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a policy's condition. Everything that it does not know makes the condition unreadable: it
/// is a list of what is allowed.
///
/// PostgreSQL writes conditions with parentheses around every operation, so there is no precedence
/// to know; two different operations side by side are unreadable.
///
/// Reads one condition and is confined to its thread.
final class PolicyGrammar {
  private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");
  private static final Set<String> PATTERNS =
      Set.of("~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*");
  private static final Set<ValueType> COMPARABLE = EnumSet.complementOf(EnumSet.of(ValueType.JSON));

  /// What can be made of a text, and become one, without a look at any setting.
  private static final Set<ValueType> PLAIN =
      EnumSet.of(ValueType.TEXT, ValueType.UUID, ValueType.NUMBER, ValueType.BOOLEAN);

  private final List<Token> tokens;
  private final Map<String, ValueType> columns;
  private final TrustedFunctions functions;
  private int at;

  private PolicyGrammar(
      List<Token> tokens, Map<String, ValueType> columns, TrustedFunctions functions) {
    this.tokens = tokens;
    this.columns = columns;
    this.functions = functions;
  }

  /// @param columns of the table, those whose type is told apart
  /// @throws Unreadable where it is outside of the grammar
  static PolicyExpression read(
      String text, Map<String, ValueType> columns, TrustedFunctions functions) throws Unreadable {
    PolicyGrammar grammar = new PolicyGrammar(PolicyLexer.tokens(text), columns, functions);
    PolicyExpression expression = grammar.operation();
    if (grammar.peek().kind() != Kind.END) throw grammar.unexpected();
    if (expression.type() != ValueType.BOOLEAN) throw new Unreadable("a value that is no truth");
    return expression;
  }

  /// An operand, or one operation over operands.
  private PolicyExpression operation() throws Unreadable {
    if (takeWord("NOT")) return logic(List.of(operand()));
    PolicyExpression first = operand();
    if (peek().isWord("AND") || peek().isWord("OR")) return chain(first, peek().text());
    if (takeWord("IS")) return is(first);
    if (takeWord("IN")) return membership(first);
    if (peek().kind() == Kind.OPERATOR) return binary(first, take().text());
    return first;
  }

  private PolicyExpression chain(PolicyExpression first, String word) throws Unreadable {
    List<PolicyExpression> operands = new ArrayList<>(List.of(first));
    while (takeWord(word)) operands.add(operand());
    return logic(operands);
  }

  private static PolicyExpression logic(List<PolicyExpression> operands) throws Unreadable {
    for (PolicyExpression each : operands) {
      if (each.type() != ValueType.BOOLEAN) throw new Unreadable("logic over other than truths");
    }
    return new Operation(operands, ValueType.BOOLEAN);
  }

  private PolicyExpression is(PolicyExpression value) throws Unreadable {
    requireValue(value);
    takeWord("NOT");
    if (takeWord("DISTINCT")) {
      requireWord("FROM");
      return compared(value, operand());
    }
    if (takeWord("NULL") || takeWord("UNKNOWN") || takeWord("TRUE") || takeWord("FALSE")) {
      return new Operation(List.of(value), ValueType.BOOLEAN);
    }
    throw unexpected();
  }

  /// `column IN ( SELECT eventlive.webinars_as('host'::text) AS webinars_as)`
  private PolicyExpression membership(PolicyExpression left) throws Unreadable {
    if (!(left instanceof Column(String column, ValueType type)) || type != ValueType.UUID) {
      throw new Unreadable("IN over other than a column of ids");
    }
    require("(");
    requireWord("SELECT");
    String name = qualifiedName();
    require("(");
    Token standing = take();
    require("::");
    requireWord("text");
    require(")");
    alias();
    require(")");
    boolean known =
        name.equals(TrustedFunctions.MEMBERSHIP)
            && standing.kind() == Kind.STRING
            && functions.knowsMembership(standing.text());
    if (!known) throw new Unreadable(name);
    return new Member(column, standing.text());
  }

  private PolicyExpression binary(PolicyExpression left, String operator) throws Unreadable {
    if (operator.equals("->") || operator.equals("->>")) return arrow(left, operator);
    if (peek().isWord("ANY") || peek().isWord("ALL")) return quantified(left, operator);
    PolicyExpression right = operand();
    if (COMPARISONS.contains(operator)) return compared(left, right);
    requireValue(left);
    requireValue(right);
    boolean bothTexts = left.type() == ValueType.TEXT && right.type() == ValueType.TEXT;
    boolean json = left.type() == ValueType.JSON;
    boolean allowed =
        (PATTERNS.contains(operator) && bothTexts)
            || (json && operator.equals("@>") && right.type() == ValueType.JSON)
            || (json && operator.equals("?") && right.type() == ValueType.TEXT);
    if (!allowed) throw new Unreadable("the operator " + operator);
    return new Operation(List.of(left, right), ValueType.BOOLEAN);
  }

  private static PolicyExpression compared(PolicyExpression left, PolicyExpression right)
      throws Unreadable {
    requireValue(left);
    requireValue(right);
    if (left.type() != right.type() || !COMPARABLE.contains(left.type())) {
      throw new Unreadable("a comparison of " + left.type() + " with " + right.type());
    }
    return new Operation(List.of(left, right), ValueType.BOOLEAN);
  }

  private PolicyExpression arrow(PolicyExpression left, String operator) throws Unreadable {
    Token key = take();
    require("::");
    requireWord("text");
    if (key.kind() != Kind.STRING || left.type() != ValueType.JSON) {
      throw new Unreadable("the operator " + operator);
    }
    ValueType type = operator.equals("->>") ? ValueType.TEXT : ValueType.JSON;
    return switch (left) {
      case AllClaims _ -> new Claim(key.text(), type);
      case Claim(String claim, _) -> new Claim(claim, type);
      case Column _, Constant _, Member _, Operation _ -> new Operation(List.of(left), type);
    };
  }

  private PolicyExpression quantified(PolicyExpression left, String operator) throws Unreadable {
    take();
    if (!COMPARISONS.contains(operator)) throw new Unreadable("the operator " + operator);
    require("(");
    PolicyExpression array = operation();
    require(")");
    ValueType needed =
        switch (left.type()) {
          case TEXT -> ValueType.TEXTS;
          case UUID -> ValueType.UUIDS;
          case NUMBER -> ValueType.NUMBERS;
          case BOOLEAN, JSON, TIMESTAMP, TIMESTAMP_WITH_ZONE, DATE, TEXTS, UUIDS, NUMBERS ->
              throw new Unreadable("an array of " + left.type());
        };
    requireValue(left);
    if (array.type() != needed) throw new Unreadable("an array of other values");
    return new Operation(List.of(left, array), ValueType.BOOLEAN);
  }

  private PolicyExpression operand() throws Unreadable {
    PolicyExpression value = bare();
    while (take("::")) value = cast(value, typeName());
    return value;
  }

  private PolicyExpression bare() throws Unreadable {
    Token token = take();
    if (token.is("(")) {
      PolicyExpression inner = takeWord("SELECT") ? selected() : operation();
      require(")");
      return inner;
    }
    return switch (token.kind()) {
      case STRING -> {
        require("::");
        yield new Constant(valueType(typeName()));
      }
      case NUMBER -> new Constant(ValueType.NUMBER);
      case QUOTED_NAME -> column(token.text());
      case NAME -> named(token.text());
      case OPERATOR, MARK, END -> {
        at--;
        throw unexpected();
      }
    };
  }

  /// `( SELECT auth.uid() AS uid)`: the same value, asked for once.
  private PolicyExpression selected() throws Unreadable {
    PolicyExpression value = operation();
    alias();
    return value;
  }

  private void alias() throws Unreadable {
    if (!takeWord("AS")) return;
    Token name = take();
    if (name.kind() != Kind.NAME && name.kind() != Kind.QUOTED_NAME) throw unexpected();
  }

  private PolicyExpression named(String name) throws Unreadable {
    switch (name) {
      case "true", "false" -> {
        return new Constant(ValueType.BOOLEAN);
      }
      case "NULL" -> {
        require("::");
        return new Constant(valueType(typeName()));
      }
      case "ARRAY" -> {
        require("[");
        return array();
      }
      default -> {
        // a function or a column
      }
    }
    if (peek().is(".")) {
      at--;
      return call(qualifiedName());
    }
    if (peek().is("(")) return builtIn(name);
    // in capitals and without quotes stand PostgreSQL's own words, such as CURRENT_DATE
    if (!name.equals(name.toLowerCase(Locale.ROOT))) throw new Unreadable(name);
    return column(name);
  }

  private PolicyExpression array() throws Unreadable {
    List<PolicyExpression> elements = list("]");
    ValueType of = elements.isEmpty() ? ValueType.JSON : elements.getFirst().type();
    for (PolicyExpression each : elements) {
      requireValue(each);
      if (each.type() != of) throw new Unreadable("an array of different values");
    }
    return switch (of) {
      case TEXT -> new Operation(elements, ValueType.TEXTS);
      case UUID -> new Operation(elements, ValueType.UUIDS);
      case NUMBER -> new Operation(elements, ValueType.NUMBERS);
      case BOOLEAN, JSON, TIMESTAMP, TIMESTAMP_WITH_ZONE, DATE, TEXTS, UUIDS, NUMBERS ->
          throw new Unreadable("an array of " + of);
    };
  }

  private List<PolicyExpression> list(String end) throws Unreadable {
    List<PolicyExpression> elements = new ArrayList<>();
    while (!take(end)) {
      if (!elements.isEmpty()) require(",");
      elements.add(operation());
    }
    return elements;
  }

  /// A function with a schema: one of ours and Supabase's, about the caller.
  private PolicyExpression call(String name) throws Unreadable {
    require("(");
    if (take(")")) {
      Optional<PolicyExpression> value = functions.aboutCaller(name + "()");
      if (value.isPresent()) return value.get();
    }
    throw new Unreadable(name);
  }

  private PolicyExpression builtIn(String name) throws Unreadable {
    require("(");
    if (name.equals("current_setting")) return setting();
    List<PolicyExpression> arguments = list(")");
    boolean claims = !arguments.isEmpty() && arguments.getFirst() instanceof AllClaims;
    // what is empty becomes null: still all claims
    if (name.equals("NULLIF") && claims && arguments.size() == 2) return arguments.getFirst();
    for (PolicyExpression each : arguments) requireValue(each);
    ValueType type = arguments.isEmpty() ? ValueType.JSON : arguments.getFirst().type();
    boolean alike = arguments.stream().allMatch(each -> each.type() == type);
    boolean allowed =
        switch (name) {
          case "COALESCE", "NULLIF" -> alike && COMPARABLE.contains(type);
          case "lower", "upper" -> arguments.size() == 1 && type == ValueType.TEXT;
          default -> false;
        };
    if (!allowed) throw new Unreadable("the function " + name);
    return new Operation(arguments, type);
  }

  /// `current_setting('request.jwt.claims'::text, true)`
  private PolicyExpression setting() throws Unreadable {
    Token setting = take();
    require("::");
    requireWord("text");
    if (take(",") && !takeWord("true")) requireWord("false");
    require(")");
    if (setting.kind() == Kind.STRING && setting.text().equals("request.jwt.claims")) {
      return new AllClaims(ValueType.TEXT);
    }
    throw new Unreadable("the setting " + setting.text());
  }

  private PolicyExpression column(String name) throws Unreadable {
    ValueType type = columns.get(name);
    if (type == null) throw new Unreadable(name);
    return new Column(name, type);
  }

  private PolicyExpression cast(PolicyExpression value, String name) throws Unreadable {
    ValueType to = valueType(name);
    boolean fromText = value.type() == ValueType.TEXT && to == ValueType.JSON;
    if (value instanceof AllClaims && (fromText || to == value.type())) return new AllClaims(to);
    requireValue(value);
    boolean plain = PLAIN.contains(value.type()) && PLAIN.contains(to);
    if (!plain && !fromText && to != value.type()) {
      throw new Unreadable("a cast of " + value.type() + " to " + name);
    }
    return new Operation(List.of(value), to);
  }

  /// A name of one or two parts, of several words, with a length, or with `[]`.
  private String typeName() throws Unreadable {
    String name = peek().kind() == Kind.NAME ? take().text() : "";
    if (name.isEmpty()) throw unexpected();
    if (take(".")) return name + "." + take().text();
    while (peek().kind() == Kind.NAME && ValueTypes.continues(name, peek().text())) {
      name += " " + take().text();
    }
    if (take("(")) {
      while (!take(")")) take();
    }
    if (take("[")) {
      require("]");
      return name + "[]";
    }
    return name;
  }

  private ValueType valueType(String name) throws Unreadable {
    return ValueTypes.named(name).orElseThrow(() -> new Unreadable("the type " + name));
  }

  private String qualifiedName() throws Unreadable {
    Token schema = take();
    require(".");
    Token name = take();
    return schema.text() + "." + name.text();
  }

  /// Claims as a whole may not be compared with anything: two callers of one audience may have
  /// others.
  private static void requireValue(PolicyExpression value) throws Unreadable {
    if (value instanceof AllClaims) throw new Unreadable("all claims");
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) at++;
    return token;
  }

  private boolean take(String mark) {
    boolean there = peek().is(mark);
    if (there) at++;
    return there;
  }

  private boolean takeWord(String word) {
    boolean there = peek().isWord(word);
    if (there) at++;
    return there;
  }

  private void require(String mark) throws Unreadable {
    if (!take(mark)) throw unexpected();
  }

  private void requireWord(String word) throws Unreadable {
    if (!takeWord(word)) throw unexpected();
  }

  private Unreadable unexpected() {
    return new Unreadable(peek().text());
  }
}
