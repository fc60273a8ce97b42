package io.eventlive.auth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a link may lead, as Supabase Auth writes it: `*` stands for any characters but `.` and
/// `/`, `**` for any at all, `?` for one that is neither, `[a-z]` and `[!a-z]` for one of a set,
/// `{a,b}` for alternatives, and `\` takes the next character as it is.
///
/// The part up to the path and the path are matched apart, so that no wildcard in a name reaches
/// over the slash that ends it.
final class RedirectPattern {
  private static final int MOST_ALTERNATIVES = 100;

  private sealed interface Token {
    record Exactly(char c) implements Token {}

    record One() implements Token {}

    record Run(boolean deep) implements Token {}

    record OneOf(String set, boolean not) implements Token {}
  }

  private record Halves(List<Token> place, List<Token> path) {}

  private final List<Halves> alternatives;

  private RedirectPattern(List<Halves> alternatives) {
    this.alternatives = alternatives;
  }

  /// @throws IllegalArgumentException where it is no pattern
  static RedirectPattern of(String pattern) {
    List<Halves> alternatives = new ArrayList<>();
    for (String one : alternatives(pattern)) {
      int scheme = one.indexOf("://");
      int path = one.indexOf('/', scheme < 0 ? 0 : scheme + 3);
      String place = path < 0 ? one : one.substring(0, path);
      alternatives.add(
          new Halves(
              tokens(place.toLowerCase(Locale.ROOT)), tokens(path < 0 ? "" : one.substring(path))));
    }
    return new RedirectPattern(List.copyOf(alternatives));
  }

  /// @param url absolute and hierarchical; its fragment does not count
  boolean matches(URI url) {
    String authority = url.getRawAuthority() == null ? "" : "//" + url.getRawAuthority();
    String place = (url.getScheme() + ":" + authority).toLowerCase(Locale.ROOT);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String rest = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    return alternatives.stream()
        .anyMatch(halves -> matches(halves.place(), place) && matches(halves.path(), rest));
  }

  /// In time proportional to both lengths, whatever the pattern and the text.
  private static boolean matches(List<Token> tokens, String text) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (Token token : tokens) reached = step(token, text, reached);
    return reached[text.length()];
  }

  private static boolean[] step(Token token, String text, boolean[] before) {
    boolean[] after = new boolean[before.length];
    if (token instanceof Token.Run(boolean deep)) {
      for (int i = 0; i < after.length; i++) {
        boolean longer = i > 0 && after[i - 1] && (deep || !separates(text.charAt(i - 1)));
        after[i] = before[i] || longer;
      }
      return after;
    }
    for (int i = 1; i < after.length; i++) {
      after[i] = before[i - 1] && matches(token, text.charAt(i - 1));
    }
    return after;
  }

  private static boolean matches(Token token, char c) {
    return switch (token) {
      case Token.Exactly(char exactly) -> c == exactly;
      case Token.One _ -> !separates(c);
      case Token.OneOf(String set, boolean not) -> (set.indexOf(c) >= 0) != not;
      case Token.Run _ -> throw new IllegalStateException("a run is no single character");
    };
  }

  private static boolean separates(char c) {
    return c == '.' || c == '/';
  }

  private static List<Token> tokens(String pattern) {
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> {
          boolean deep = i + 1 < pattern.length() && pattern.charAt(i + 1) == '*';
          if (deep) i++;
          tokens.add(new Token.Run(deep));
        }
        case '?' -> tokens.add(new Token.One());
        case '\\' -> {
          if (++i == pattern.length()) throw malformed(pattern);
          tokens.add(new Token.Exactly(pattern.charAt(i)));
        }
        case '[' -> {
          int end = pattern.indexOf(']', i + 2);
          if (end < 0) throw malformed(pattern);
          tokens.add(oneOf(pattern.substring(i + 1, end)));
          i = end;
        }
        default -> tokens.add(new Token.Exactly(c));
      }
    }
    return tokens;
  }

  private static Token oneOf(String set) {
    boolean not = set.startsWith("!");
    String members = not ? set.substring(1) : set;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < members.length(); i++) {
      if (i + 2 < members.length() && members.charAt(i + 1) == '-') {
        for (int c = members.charAt(i); c <= members.charAt(i + 2); c++) all.append((char) c);
        i += 2;
      } else {
        all.append(members.charAt(i));
      }
    }
    return new Token.OneOf(all.toString(), not);
  }

  /// The pattern without braces, once for each way to choose.
  private static List<String> alternatives(String pattern) {
    int open = pattern.indexOf('{');
    if (open < 0) return List.of(pattern);
    int close = pattern.indexOf('}', open);
    if (close < 0) throw malformed(pattern);
    List<String> all = new ArrayList<>();
    for (String choice : pattern.substring(open + 1, close).split(",", -1)) {
      all.addAll(alternatives(pattern.substring(0, open) + choice + pattern.substring(close + 1)));
      if (all.size() > MOST_ALTERNATIVES) throw malformed(pattern);
    }
    return all;
  }

  private static IllegalArgumentException malformed(@Nullable String pattern) {
    return new IllegalArgumentException("This is no pattern of an address: " + pattern);
  }
}
