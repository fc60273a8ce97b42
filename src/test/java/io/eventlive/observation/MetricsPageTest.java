package io.eventlive.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Compares `docs/reference/metrics.md` with what a running server shows at `/metrics`.
class MetricsPageTest {
  private static final Path PAGE = Path.of("docs", "reference", "metrics.md");
  private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");

  private static String shown = "";

  /// @param labels in no order; without `le`, which every histogram has
  private record Metric(String name, String type, Set<String> labels, String meaning) {}

  @BeforeAll
  static void askARunningServer() {
    try (TestServer server = TestServer.start()) {
      server.signUp("attendee-1@example.com");
      server.get("/rest/v1/webinars?select=nothing", server.keys().anonKey());
      String question = "{\"content\":\"?\"}";
      server.post("/rest/v1/questions", server.keys().anonKey(), question);
      server.post(
          "/rest/v1/questions", server.keys().anonKey(), "[" + question + "," + question + "]");
      HttpResponse<String> answer = server.get("/metrics", server.keys().operatorKey());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      shown = answer.body();
    }
  }

  @AfterAll
  static void forget() {
    shown = "";
  }

  @Test
  void describesEveryMetricOfARunningServerAndNoOthers() throws IOException {
    assertThat(described()).containsExactlyInAnyOrderElementsOf(shown());
  }

  @Test
  void namesTheUnitThatTheNameEndsWith() throws IOException {
    for (List<String> row : rows()) {
      String name = code(row.get(0)).getFirst().replaceFirst("_total$", "");
      String unit = row.get(3);
      assertThat(unit).as(name).isNotBlank();
      for (String suffix : List.of("seconds", "bytes")) {
        assertThat(name.endsWith("_" + suffix)).as(name).isEqualTo(unit.equals(suffix));
      }
    }
  }

  @Test
  void explainsEveryLabel() throws IOException {
    Set<String> used = new TreeSet<>();
    described().forEach(metric -> used.addAll(metric.labels()));
    Set<String> explained =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("## Labels"))
            .takeWhile(line -> !line.equals("## What to watch"))
            .filter(line -> line.startsWith("| `"))
            .map(line -> code(line).getFirst())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(explained).isEqualTo(used);
  }

  private static Set<Metric> described() throws IOException {
    Set<Metric> metrics = new HashSet<>();
    for (List<String> row : rows()) {
      metrics.add(
          new Metric(
              code(row.get(0)).getFirst(), row.get(1), Set.copyOf(code(row.get(2))), row.get(4)));
    }
    return metrics;
  }

  /// The cells of the first table.
  private static List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) break;
      if (!line.startsWith("| `")) continue;
      rows.add(Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList());
    }
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
  }

  private static Set<Metric> shown() {
    Map<String, String> helps = new HashMap<>();
    Map<String, String> types = new HashMap<>();
    Map<String, Set<String>> labels = new HashMap<>();
    for (String line : shown.lines().toList()) {
      List<String> words = List.of(line.split(" ", 4));
      if (line.startsWith("# HELP ")) {
        helps.put(words.get(2), words.get(3));
      } else if (line.startsWith("# TYPE ")) {
        types.put(words.get(2), words.get(3));
        labels.put(words.get(2), new HashSet<>());
      } else {
        String sample = line.replaceFirst("[{ ].*", "");
        String name = sample.replaceFirst("_(bucket|count|sum)$", "");
        Set<String> known = labels.getOrDefault(sample, labels.get(name));
        assertThat(known).as("the type of %s", line).isNotNull();
        LABEL.matcher(line).results().map(MetricsPageTest::first).forEach(known::add);
        known.remove("le");
      }
    }
    return types.entrySet().stream()
        .map(type ->
            new Metric(
                type.getKey(),
                type.getValue(),
                labels.getOrDefault(type.getKey(), Set.of()),
                helps.getOrDefault(type.getKey(), "")))
        .collect(Collectors.toSet());
  }

  private static String first(MatchResult match) {
    return match.group(1);
  }
}
