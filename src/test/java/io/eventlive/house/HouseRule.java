package io.eventlive.house;

import io.eventlive.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A rule about the text of a file, with a text that it must refuse and a similar one that it must
/// let pass.
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
enum HouseRule {
  FILES_FIT_IN_A_HEAD(
      "a file over 450 lines (a test: 600) has more than one subject: split it by what it is about",
      path -> isJava(path) || path.endsWith(".sql"),
      file -> {
        int most = isTestJava(file.path()) ? 600 : 450;
        int lines = file.lines().size();
        return lines > most ? List.of(lines + " lines") : List.<String>of();
      },
      "// line\n".repeat(451),
      "// line\n".repeat(450)),

  JAVADOC_IS_MARKDOWN(
      "Javadoc is written as /// Markdown: one form, readable in the source",
      HouseRule::isJava,
      lines("^\\s*/\\*\\*"),
      "  /** Adds. */",
      "  /// Adds."),

  VAR_ONLY_WHERE_THE_TYPE_IS_NAMED(
      "a reader (and NullAway) must see the type: var only for `new`, a cast or a named factory",
      HouseRule::isJava,
      lines("\\bvar \\w+ (=|:) (?!new |\\(|[A-Z])"),
      "var rows = query.rows();",
      "var rows = new ArrayList<Row>(); var path = Path.of(\"x\"); case Seen(var at, _) -> at;"),

  ACCESSORS_WITHOUT_GET(
      "say `webinar.title()`, not `getTitle()`: a record's accessor has no prefix either",
      HouseRule::isMainJava,
      HouseRule::getters,
      "  String getTitle() {\n",
      "  @Override\n  public String getMessage() {\n  String getsAlong() {\n"),

  EVERY_SUPPRESSION_HAS_A_REASON(
      "write behind it, or in the line above, why the checker is wrong here",
      HouseRule::isJava,
      HouseRule::bareSuppressions,
      "  @SuppressWarnings(\"unchecked\")\n  void f() {}",
      "  @SuppressWarnings(\"serial\") // never serialised\n  void f() {}"),

  NO_LOOSE_ENDS(
      "a note to oneself is an issue, not a comment",
      path -> isJava(path) || path.endsWith(".sql") || path.endsWith(".js"),
      lines("\\b(TODO|FIXME|XXX)\\b"),
      "// TODO later",
      "// done"),

  TESTS_WAIT_FOR_A_CONDITION(
      "a test that sleeps is slow when it passes and wrong when the machine is busy: wait for a"
          + " condition with a deadline, or move the clock",
      HouseRule::isTestJava,
      lines("\\bThread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\("),
      "Thread.sleep(100);",
      "// Thread.sleeping is not for tests"),

  NO_PATH_OF_ONE_MACHINE(
      "a path that exists on one machine only means nothing to the next reader",
      path -> !path.endsWith("package-lock.json"),
      lines(
          "(?<![\\w./$}-])/(home|Users|ro"
              + "ot|wo"
              + "rk|mnt)/[A-Za-z0-9._-]|[A-Z]:\\\\Users\\\\"),
      "see /home/jo/notes",
      "GET https://example.com/home/page and src/home/a"),

  PEOPLE_LIVE_AT_EXAMPLE_COM(
      "an address of a real person, or of a domain that somebody may own, is not ours to print",
      path -> !path.endsWith("package-lock.json"),
      lines(
          "(?i)[a-z0-9._%+-]+@(?![a-z0-9.-]*example\\.(com|org|net)\\b)[a-z0-9-]+(\\.[a-z0-9-]+)*"
              + "\\.[a-z]{2,}"),
      "jo@somewhere.kr",
      "attendee-1@example.com, user:word@localhost:5432 and eventlive@127.0.0.1"),

  NO_SECRET_IS_SHIPPED(
      "a secret that is in the repository is nobody's secret: make it on first start",
      path -> !isTestJava(path),
      lines("eyJ[\\w-]{10,}\\.eyJ|PRIVATE KEY-|sb_secret_[A-Za-z0-9]{8}"),
      "apikey: eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.abc",
      "tokens begin with eyJ, keys with sb_secret_…"),

  MIGRATIONS_SAY_WHY(
      "years later nobody remembers why a table looks as it does: open the file with a comment of"
          + " at least one full sentence",
      path -> path.contains("/migrations/") && path.endsWith(".sql"),
      file -> opensWithAReason(file) ? List.<String>of() : List.of("no opening comment"),
      "create table t ();",
      "-- Registrations are keyed by webinar and person, so that pressing twice is one row.\n"),

  NO_NAME_OF_A_PRIVATE_REGISTRY(
      "a lock file that names a registry works only where that registry is reachable",
      path -> path.endsWith("package-lock.json") || path.endsWith(".npmrc"),
      lines("\"resolved\"|^registry\\s*="),
      "\"resolved\": \"https://registry.example.com/ws.tgz\"",
      "\"integrity\": \"sha512-abc\"");

  private final String because;
  private final Predicate<String> where;
  private final Function<TextFile, List<String>> violations;
  private final String planted;
  private final String innocent;

  HouseRule(
      String because,
      Predicate<String> where,
      Function<TextFile, List<String>> violations,
      String planted,
      String innocent) {
    this.because = because;
    this.where = where;
    this.violations = violations;
    this.planted = planted;
    this.innocent = innocent;
  }

  String because() {
    return because;
  }

  boolean appliesTo(String path) {
    return where.test(path);
  }

  /// What is wrong with the file, one line each: the path, where and what.
  List<String> violations(TextFile file) {
    return violations.apply(file).stream().map(each -> file.path() + ": " + each).toList();
  }

  String planted() {
    return planted;
  }

  String innocent() {
    return innocent;
  }

  private static boolean isJava(String path) {
    return path.endsWith(".java");
  }

  private static boolean isMainJava(String path) {
    return path.startsWith("src/main/java/") && isJava(path);
  }

  private static boolean isTestJava(String path) {
    return path.startsWith("src/test/java/") && isJava(path);
  }

  private static Function<TextFile, List<String>> lines(String forbidden) {
    Pattern pattern = Pattern.compile(forbidden);
    return file -> {
      List<String> found = new ArrayList<>();
      List<String> lines = file.lines();
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) found.add((i + 1) + " " + lines.get(i).strip());
      }
      return found;
    };
  }

  private static final Pattern GETTER =
      Pattern.compile("^\\s+[\\w<>?,. @\\[\\]]+ get[A-Z]\\w*\\(.*\\{");

  private static List<String> getters(TextFile file) {
    List<String> found = new ArrayList<>();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      boolean overrides = i > 0 && lines.get(i - 1).contains("@Override");
      if (!overrides && GETTER.matcher(lines.get(i)).find()) found.add(lines.get(i).strip());
    }
    return found;
  }

  private static List<String> bareSuppressions(TextFile file) {
    List<String> found = new ArrayList<>();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean above = i > 0 && lines.get(i - 1).strip().startsWith("//");
      if (line.strip().startsWith("@SuppressWarnings(") && !line.contains("//") && !above) {
        found.add((i + 1) + " " + line.strip());
      }
    }
    return found;
  }

  private static boolean opensWithAReason(TextFile file) {
    String opening =
        file.lines().stream()
            .takeWhile(line -> line.startsWith("--"))
            .map(line -> line.substring(2).strip())
            .reduce("", (left, right) -> left + " " + right)
            .strip();
    return opening.length() >= 40 && opening.contains(".");
  }
}
