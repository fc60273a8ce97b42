package io.eventlive.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts a policy's expression, as `pg_get_expr` writes it, into tokens.
///
/// The catalogue is read with `search_path` set to `pg_catalog`, so a name without a schema is
/// PostgreSQL's own: its functions, its types, its operators. All others are written with their
/// schema, operators as `OPERATOR(schema.+)`.
final class PolicyLexer {
  /// What a token is.
  enum Kind {
    /// A name as it is, or a key word; quoted names never are key words.
    NAME,
    QUOTED_NAME,
    STRING,
    NUMBER,
    OPERATOR,
    /// `(`, `)`, `[`, `]`, `,`, `.`, `::`
    MARK,
    END
  }

  /// @param text without its quotes
  record Token(Kind kind, String text) {
    boolean is(String mark) {
      return (kind == Kind.MARK || kind == Kind.OPERATOR) && text.equals(mark);
    }

    boolean isWord(String word) {
      return kind == Kind.NAME && text.equals(word);
    }
  }

  private static final String OPERATOR_CHARS = "+-*/<>=~!@#%^&|`?";
  private static final Set<Character> MARKS = Set.of('(', ')', '[', ']', ',', '.');

  private final String text;
  private int at;

  private PolicyLexer(String text) {
    this.text = text;
  }

  /// @throws Unreadable where there is a character that is in none of the forms
  static List<Token> tokens(String text) throws Unreadable {
    PolicyLexer lexer = new PolicyLexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return tokens;
  }

  /// An expression is outside of the grammar.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param part the expression's, in its own words
    Unreadable(String part) {
      super(part, null, false, false);
    }
  }

  private Token next() throws Unreadable {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    if (at == text.length()) return new Token(Kind.END, "the end");
    char c = text.charAt(at);
    if (c == '\'') return new Token(Kind.STRING, quoted('\''));
    if (c == '"') return new Token(Kind.QUOTED_NAME, quoted('"'));
    if (Character.isDigit(c)) return new Token(Kind.NUMBER, run("0123456789.eE"));
    if (Character.isLetter(c) || c == '_') return name();
    if (text.startsWith("::", at)) {
      at += 2;
      return new Token(Kind.MARK, "::");
    }
    if (MARKS.contains(c)) {
      at++;
      return new Token(Kind.MARK, String.valueOf(c));
    }
    if (OPERATOR_CHARS.indexOf(c) >= 0) return new Token(Kind.OPERATOR, run(OPERATOR_CHARS));
    throw new Unreadable("the character " + c);
  }

  /// `E'…'`, `B'…'` and the like are read as a name before a text, which fits nowhere.
  private Token name() {
    int begin = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_$".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return new Token(Kind.NAME, text.substring(begin, at));
  }

  private String run(String chars) {
    int begin = at;
    while (at < text.length() && chars.indexOf(text.charAt(at)) >= 0) at++;
    return text.substring(begin, at);
  }

  private String quoted(char quote) throws Unreadable {
    StringBuilder content = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != quote) {
        content.append(c);
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        content.append(c);
        at++;
      } else {
        at++;
        return content.toString();
      }
    }
    throw new Unreadable("a quote without an end");
  }
}
