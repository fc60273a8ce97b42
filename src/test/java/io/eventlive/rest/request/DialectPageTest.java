package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page that people read says what the parser does.
final class DialectPageTest {
  private static final Path PAGE = Path.of("docs/reference/dialect.md");

  @Test
  void listsTheOperatorsThatAreOffered() throws IOException {
    List<String> offered = Arrays.stream(Operator.values()).map(Operator::word).toList();

    assertThat(firstCells(section("Filters"))).containsExactlyElementsOf(offered);
  }

  @Test
  void listsThePreferencesThatAreUnderstood() throws IOException {
    List<String> tokens =
        Stream.<Preferences.Token[]>of(
                Preferences.Return.values(),
                Preferences.Resolution.values(),
                Preferences.Missing.values(),
                Preferences.Count.values(),
                Preferences.End.values(),
                Preferences.Handling.values())
            .flatMap(Arrays::stream)
            .map(Preferences.Token::wire)
            .toList();

    assertThat(firstCells(section("Writing")))
        .filteredOn(cell -> !cell.endsWith("="))
        .containsExactlyInAnyOrderElementsOf(tokens);
  }

  @Test
  void listsTheSettingsThatTheDatabaseMayMake() throws IOException {
    Stream<String> rules = Arrays.stream(Rule.values()).map(Rule::word);

    assertThat(firstCells(section("Rules of an installation")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("db_schemas", "db_pre_config"), rules).toList());
  }

  @Test
  void namesTheLimitsThatAreInForce() throws IOException {
    RequestLimits limits = RequestLimits.DEFAULT;
    List<String> numbers =
        Stream.of(
                limits.listLength(),
                limits.conditions(),
                limits.selectItems(),
                limits.nesting(),
                limits.jsonSteps(),
                limits.nameLength())
            .map("%,d"::formatted)
            .toList();

    assertThat(cells("\\| ([0-9,]+) \\|$", section("Limits"))).containsExactlyElementsOf(numbers);
  }

  private static String section(String heading) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## " + heading + "\n");
    int end = page.indexOf("\n## ", start + 1);
    return page.substring(start, end < 0 ? page.length() : end);
  }

  private static List<String> firstCells(String section) {
    return cells("^\\| `([^`]+)` \\| (?!meaning)", section);
  }

  private static List<String> cells(String pattern, String section) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(section)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
