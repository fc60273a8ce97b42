import java.util.ArrayList;
import java.util.List;

/// A promise in a number, and what was measured of it.
///
/// @param promise with its bound, as it stands in `docs/benchmarks.md`
record Goal(String promise, Spread measured, boolean reached) {
  private static final String SECTION = "## Against the goals";
  private static final String HEAD = "| goal | measured | reached |\n|---|---|---|";

  static Goal atLeast(double bound, String what, Spread measured) {
    return new Goal(
        "%s: at least %.2f".formatted(what, bound), measured, measured.median() >= bound);
  }

  static Goal atMost(double bound, String what, Spread measured) {
    return new Goal(
        "%s: at most %.2f".formatted(what, bound), measured, measured.median() <= bound);
  }

  /// The page with these goals in its table: a row that is there is written anew, others are added.
  static String write(String page, List<Goal> goals) {
    String whole = page.contains(SECTION) ? page : page + "\n" + SECTION + "\n\n" + HEAD + "\n";
    List<String> lines = new ArrayList<>(whole.lines().toList());
    for (Goal goal : goals) {
      int line = lines.indexOf(SECTION) + 1;
      int end = line;
      boolean written = false;
      for (; line < lines.size() && !lines.get(line).startsWith("## "); line++) {
        if (lines.get(line).startsWith("|")) end = line + 1;
        if (lines.get(line).startsWith("| " + goal.promise() + " |")) {
          lines.set(line, goal.row());
          written = true;
        }
      }
      if (!written) lines.add(end, goal.row());
    }
    return String.join("\n", lines) + "\n";
  }

  private String row() {
    return "| %s | %s | %s |".formatted(promise, measured.fraction(), reached ? "yes" : "**no**");
  }
}
