package io.eventlive.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where the claims of a token say its role: a JSON path, as PostgREST's `jwt-role-claim-key` has
/// it. Of RFC 9535 it knows what leads to one value: names, positions, and a filter of texts; and
/// PostgREST's older form of these, which begins without `$`.
public record RoleClaim(List<Step> steps) {
  /// The claim `role`.
  public static final RoleClaim ROLE = new RoleClaim(List.of(new Step.Member("role")));

  private static final Pattern STEP =
      Pattern.compile(
          """
          \\.(?<name>[\\p{L}\\p{N}_$@]+)
          |\\.(?<quoted>'[^']*'|"[^"]*")
          |\\[(?<member>'[^']*'|"[^"]*")]
          |\\[(?<index>-?[0-9]{1,6})]
          |\\[\\?\\s*\\(?\\s*@\\s*(?<operator>==\\^|\\^==|\\*==|==|!=)\\s*(?<operand>'[^']*'|"[^"]*")\\s*\\)?]
          |\\[\\?\\s*\\(?\\s*(?<function>search|match)\\(@,\\s*(?<regex>'[^']*'|"[^"]*")\\)\\s*\\)?]
          """,
          Pattern.COMMENTS);

  /// One step from a value into it.
  public sealed interface Step {
    /// A member of an object.
    record Member(String name) implements Step {}

    /// An element of an array; negative from its end.
    record Element(int index) implements Step {}

    /// The first text in an array for which a comparison holds.
    record First(Comparison comparison, String with) implements Step {}
  }

  /// How the texts of an array are compared with one.
  public enum Comparison {
    EQUAL("=="),
    DIFFERENT("!="),
    BEGINS("^=="),
    ENDS("==^"),
    CONTAINS("*=="),
    /// A regular expression fits somewhere.
    SEARCH("search"),
    /// … fits the whole text.
    MATCH("match");

    private final String word;

    Comparison(String word) {
      this.word = word;
    }

    private static Comparison of(String word) {
      for (Comparison each : values()) {
        if (each.word.equals(word)) return each;
      }
      throw new IllegalArgumentException(word);
    }

    private boolean holds(String text, String with) {
      return switch (this) {
        case EQUAL -> text.equals(with);
        case DIFFERENT -> !text.equals(with);
        case BEGINS -> text.startsWith(with);
        case ENDS -> text.endsWith(with);
        case CONTAINS -> text.contains(with);
        case SEARCH -> Pattern.compile(with).matcher(text).find();
        case MATCH -> Pattern.compile(with).matcher(text).matches();
      };
    }
  }

  public RoleClaim {
    steps = List.copyOf(steps);
  }

  /// A path as it is written; empty where it cannot be read.
  public static Optional<RoleClaim> parse(String path) {
    Matcher step = STEP.matcher(path);
    List<Step> steps = new ArrayList<>();
    int at = path.startsWith("$") ? 1 : 0;
    while (at < path.length()) {
      if (!step.region(at, path.length()).lookingAt()) return Optional.empty();
      Optional<Step> read = step(step);
      if (read.isEmpty()) return Optional.empty();
      steps.add(read.get());
      at = step.end();
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(new RoleClaim(steps));
  }

  private static Optional<Step> step(Matcher found) {
    if (found.group("name") != null) return Optional.of(new Step.Member(found.group("name")));
    for (String form : List.of("quoted", "member")) {
      String member = found.group(form);
      if (member != null) return Optional.of(new Step.Member(unquoted(member)));
    }
    if (found.group("index") != null) {
      return Optional.of(new Step.Element(Integer.parseInt(found.group("index"))));
    }
    if (found.group("operator") != null) {
      return Optional.of(
          new Step.First(Comparison.of(found.group("operator")), unquoted(found.group("operand"))));
    }
    String regex = unquoted(found.group("regex"));
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
    return Optional.of(new Step.First(Comparison.of(found.group("function")), regex));
  }

  private static String unquoted(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }

  /// The role; empty where the path leads to nothing.
  Optional<String> in(JsonNode claims) {
    @Nullable JsonNode value = claims;
    for (Step step : steps) {
      if (value == null) return Optional.empty();
      value = next(value, step);
    }
    if (value == null || value.isNull()) return Optional.empty();
    return Optional.of(value.isString() ? value.stringValue() : value.toString());
  }

  private static @Nullable JsonNode next(JsonNode value, Step step) {
    return switch (step) {
      case Step.Member(String name) -> value.isObject() ? value.get(name) : null;
      case Step.Element(int index) -> {
        if (!value.isArray()) yield null;
        yield value.get(index < 0 ? value.size() + index : index);
      }
      case Step.First(Comparison comparison, String with) -> {
        if (!value.isArray()) yield null;
        for (JsonNode one : value) {
          if (one.isString() && comparison.holds(one.stringValue(), with)) yield one;
        }
        yield null;
      }
    };
  }
}
