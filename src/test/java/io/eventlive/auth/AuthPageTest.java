package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/// The page that people read says nothing that no test shows: every row of its tables names one.
final class AuthPageTest {
  private static final Path PAGE = Path.of("docs/reference/auth.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// What Supabase Auth answers about things that are not offered here.
  private static final Set<String> NEVER =
      Set.of(
          "phone_not_confirmed",
          "phone_exists",
          "email_provider_disabled",
          "over_sms_send_rate_limit",
          "captcha_failed",
          "request_timeout");

  @Test
  void everyRowNamesATestThatIsThere() {
    List<Row> rows = rows(read(PAGE));

    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(faults(rows)).isEmpty();
  }

  @Test
  void noticesARowWithoutATestAndATestThatIsNotThere() {
    String page =
        """
        | what | shown by |
        |---|---|
        | a \\| b | `AuthPageTest#noticesARowWithoutATestAndATestThatIsNotThere` |
        | c | |
        | d | `AuthPageTest#nothing` |
        | e | `NoSuchTest#nothing` |
        | f | `AuthPageTest#read` |

        | a table without tests |
        |---|
        | g |
        """;

    assertThat(faults(rows(page)))
        .containsExactly(
            "c: names no test",
            "d: there is no test AuthPageTest#nothing",
            "e: there is no test NoSuchTest#nothing",
            "f: there is no test AuthPageTest#read",
            "g: stands in a table that names no tests");
  }

  @Test
  void everyCodeThatAnEndpointRefusesWithIsExplainedWithItsStatus() {
    String page = read(PAGE);
    Set<String> refused =
        rows(section(page, "Endpoints")).stream()
            .flatMap(row -> codes(row.cells().get(2)))
            .collect(Collectors.toCollection(TreeSet::new));
    List<Row> explained =
        rows(section(page, "Errors")).stream().filter(row -> row.cells().size() == 4).toList();

    assertThat(explained.stream().flatMap(row -> codes(row.first())))
        .containsAll(refused)
        .doesNotHaveDuplicates();
    for (Row row : explained) {
      assertThat(codes(row.first()).toList()).as(row.first()).isNotEmpty();
      codes(row.first())
          .forEach(code ->
              assertThat(row.cells().get(1))
                  .as(code)
                  .contains(Integer.toString(ErrorCode.byWireCode(code).orElseThrow().status())));
    }
  }

  @Test
  void whatIsNeverGivenHasNoCode() {
    assertThat(NEVER).allSatisfy(code -> assertThat(ErrorCode.byWireCode(code)).isEmpty());
    assertThat(NEVER).allSatisfy(code -> assertThat(read(PAGE)).contains("`" + code + "`"));
  }

  /// A row of a table.
  ///
  /// @param heading the cell above the last one
  private record Row(List<String> cells, String heading) {
    String first() {
      return cells.getFirst();
    }

    List<String> tests() {
      return all(CODE, cells.getLast());
    }
  }

  private static List<String> faults(List<Row> rows) {
    List<String> faults = new ArrayList<>();
    for (Row row : rows) {
      if (!row.heading().equals("shown by")) {
        faults.add(row.first() + ": stands in a table that names no tests");
      } else if (row.tests().isEmpty()) {
        faults.add(row.first() + ": names no test");
      } else {
        row.tests().stream()
            .filter(test -> !isTest(test))
            .forEach(test -> faults.add(row.first() + ": there is no test " + test));
      }
    }
    return faults;
  }

  private static List<Row> rows(String page) {
    List<Row> rows = new ArrayList<>();
    @Nullable String heading = null;
    for (String line : page.lines().toList()) {
      if (!line.startsWith("|")) {
        heading = null;
      } else if (heading == null) {
        heading = cells(line).getLast();
      } else if (!line.startsWith("|---")) {
        rows.add(new Row(cells(line), heading));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1))
        .map(String::strip)
        .toList();
  }

  private static Stream<String> codes(String cell) {
    return all(CODE, cell).stream().filter(word -> ErrorCode.byWireCode(word).isPresent());
  }

  private static boolean isTest(String name) {
    String[] parts = name.split("#", -1);
    if (parts.length != 2) return false;
    return file(parts[0]).stream()
        .flatMap(file -> Arrays.stream(type(file).getDeclaredMethods()))
        .anyMatch(method ->
            method.getName().equals(parts[1])
                && AnnotationSupport.isAnnotated(method, Testable.class));
  }

  private static Optional<Path> file(String type) {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files.filter(file -> file.endsWith(type + ".java")).findFirst();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Class<?> type(Path file) {
    String path = TESTS.relativize(file).toString();
    String name = path.substring(0, path.length() - ".java".length());
    try {
      return Class.forName(name.replace(file.getFileSystem().getSeparator(), "."));
    } catch (ClassNotFoundException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String section(String page, String heading) {
    int start = page.indexOf("\n## " + heading + "\n");
    int end = page.indexOf("\n## ", start + 1);
    return page.substring(start, end < 0 ? page.length() : end);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
