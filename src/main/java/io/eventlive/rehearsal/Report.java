package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Outcome.Second;
import io.eventlive.rehearsal.Outcome.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a rehearsal found, for people in English and Korean, and for programs.
public final class Report {
  private static final int SLOWEST = 15;

  private final Outcome outcome;
  private final String target;

  /// @param target the installation, as it is named to people
  public Report(Outcome outcome, String target) {
    this.outcome = outcome;
    this.target = target;
  }

  /// Writes `report.md`, `report.html` and `result.json` into a folder, which is made where there
  /// is none.
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.md"), markdown());
    Files.writeString(folder.resolve("report.html"), html());
    Files.writeString(folder.resolve("result.json"), json());
  }

  public String markdown() {
    return page(Words.ENGLISH).markdown() + "\n" + page(Words.KOREAN).markdown();
  }

  String html() {
    return Page.html(
        Words.ENGLISH.title() + ": " + target, List.of(page(Words.ENGLISH), page(Words.KOREAN)));
  }

  /// The outcome in two sentences.
  public String summary() {
    return Words.ENGLISH.verdict(outcome) + " " + Words.ENGLISH.worth(outcome);
  }

  private Page page(Words words) {
    Page page =
        new Page(words.language())
            .heading(1, words.title() + ": " + target)
            .paragraph(words.verdict(outcome))
            .paragraph(words.worth(outcome))
            .table(facts(words));
    Map<String, Long> wrong = wrong();
    if (!wrong.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of(words.error(), words.howOften()));
      wrong.forEach((what, often) -> rows.add(List.of(what, "%,d".formatted(often))));
      page.heading(2, words.errors()).table(rows);
    }
    Comparator<StepResult> bySlowness = Comparator.comparingDouble(step -> -step.took().p99());
    return page.heading(2, words.slowest())
        .table(steps(words, outcome.steps().stream().sorted(bySlowness).limit(SLOWEST).toList()))
        .heading(2, words.everyStep())
        .table(steps(words, outcome.steps()));
  }

  private List<List<String>> facts(Words words) {
    Plan plan = outcome.plan();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(words.fact(), words.value()));
    rows.add(List.of(words.attendees(), "%,d".formatted(plan.attendees())));
    rows.add(List.of(words.over(), plan.over().toSeconds() + " s, " + plan.shape().word()));
    rows.add(List.of(words.client(), "supabase-js " + plan.client().version()));
    rows.add(List.of(words.requests(), "%,d".formatted(outcome.requests())));
    rows.add(List.of(words.busiest(), "%,d".formatted(busiest())));
    rows.add(List.of(words.errors(), "%,d".formatted(outcome.errors())));
    rows.add(List.of(words.join(), spread(outcome.join())));
    rows.add(
        List.of(
            words.hits(),
            "%.1f %%".formatted(100.0 * outcome.cacheHits() / Math.max(1, outcome.answers()))));
    rows.add(List.of(words.lateness(), spread(outcome.lateness())));
    return rows;
  }

  private int busiest() {
    return outcome.seconds().stream().mapToInt(Second::answers).max().orElse(0);
  }

  private static String spread(Percentiles took) {
    return "p50 %s, p99 %s, max %s".formatted(ms(took.p50()), ms(took.p99()), ms(took.max()));
  }

  private static String ms(double millis) {
    return millis >= 10 ? "%,.0f ms".formatted(millis) : "%.1f ms".formatted(millis);
  }

  /// How often each wrong status, or why no answer came.
  private Map<String, Long> wrong() {
    Map<String, Long> all = new TreeMap<>();
    for (StepResult step : outcome.steps()) {
      step.wrong()
          .forEach((what, often) ->
              all.merge(
                  "%s: %s (%s)".formatted(step.scene(), step.step(), what), often, Long::sum));
    }
    return all.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SLOWEST)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                Map.Entry::getValue,
                (one, _) -> one,
                java.util.LinkedHashMap::new));
  }

  private static List<List<String>> steps(Words words, List<StepResult> steps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(words.step(), words.calls(), "p50", "p99", "max", words.errors()));
    for (StepResult step : steps) {
      rows.add(
          List.of(
              step.scene() + ": " + step.step(),
              "%,d".formatted(step.took().count()),
              ms(step.took().p50()),
              ms(step.took().p99()),
              ms(step.took().max()),
              "%,d".formatted(step.errors())));
    }
    return rows;
  }

  /// The outcome for programs.
  public String json() {
    Plan plan = outcome.plan();
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("format", 1)
        .put("target", target)
        .put("attendees", plan.attendees())
        .put("overSeconds", seconds(plan.over()))
        .put("staySeconds", seconds(plan.stay()))
        .put("shape", plan.shape().word())
        .put("client", "legacy")
        .put("supabaseJs", plan.client().version())
        .put("seed", plan.seed())
        .put("arrived", outcome.arrived())
        .put("joined", outcome.joined())
        .put("failed", outcome.failed())
        .put("counts", outcome.counts())
        .put("tookSeconds", seconds(outcome.took()))
        .put("requests", outcome.requests())
        .put("answers", outcome.answers())
        .put("errors", outcome.errors())
        .put("cacheHits", outcome.cacheHits());
    ArrayNode doubts = root.putArray("doubts");
    outcome.doubts().forEach(doubt -> doubts.add(doubt.english()));
    put(root.putObject("join"), outcome.join());
    put(root.putObject("lateness"), outcome.lateness());
    ArrayNode steps = root.putArray("steps");
    for (StepResult step : outcome.steps()) {
      ObjectNode node =
          steps
              .addObject()
              .put("scene", step.scene())
              .put("step", step.step())
              .put("hashesPassword", step.hashes())
              .put("errors", step.errors())
              .put("cacheHits", step.cacheHits())
              .put("askedAgain", step.askedAgain());
      put(node, step.took());
      ObjectNode wrong = node.putObject("wrong");
      step.wrong().forEach(wrong::put);
    }
    ArrayNode timeline = root.putArray("seconds");
    for (Second second : outcome.seconds()) {
      timeline
          .addObject()
          .put("arrived", second.arrived())
          .put("joined", second.joined())
          .put("answers", second.answers())
          .put("errors", second.errors());
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }

  private static void put(ObjectNode node, Percentiles took) {
    node.put("count", took.count())
        .put("p50Ms", took.p50())
        .put("p90Ms", took.p90())
        .put("p99Ms", took.p99())
        .put("maxMs", took.max());
  }
}
