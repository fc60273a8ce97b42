package io.eventlive.rehearsal;

import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.Script.Step;
import io.eventlive.rehearsal.Template.Placeholder;
import io.eventlive.rehearsal.Witness.Sighting;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// One scene played by one person: sends what may be sent, keeps of the answers what later calls
/// need, asks again as supabase-js would, and ends when nothing more can come. A call that is
/// answered wrong is an error shown to the person, and nothing that waits for it is sent.
///
/// Lives on the loop.
final class Performance {
  /// A look-back is cut off here, as the old client did.
  static final int MOST_IDS = 200;

  private final Stage stage;
  private final Script script;
  private final List<Measurements.Tally> tallies;
  private final Person person;
  private final Map<String, String> own;
  private final Consumer<Performance> whenAhead;
  private final Consumer<Performance> whenOver;
  private final int[] waitsFor;
  private final Map<Integer, List<String>> ids = new HashMap<>();
  private int ahead;
  private int running;
  private int errors;
  private boolean aheadTold;
  private long lastAnswer;

  /// @param own what placeholders stand for in this performance alone
  /// @param whenAhead told once, when every step has been answered but those of the chain `exit`,
  ///   which nobody waits for; or when that cannot happen any more
  /// @param whenOver told once, when nothing is under way any more
  Performance(
      Stage stage,
      Script script,
      Person person,
      Map<String, String> own,
      Consumer<Performance> whenAhead,
      Consumer<Performance> whenOver) {
    this.stage = stage;
    this.script = script;
    this.tallies = stage.tallies(script);
    this.person = person;
    this.own = own;
    this.whenAhead = whenAhead;
    this.whenOver = whenOver;
    this.waitsFor = script.steps().stream().mapToInt(step -> step.after().size()).toArray();
    this.ahead = (int) script.steps().stream().filter(step -> !beside(step)).count();
  }

  private static boolean beside(Step step) {
    return step.call().chain().equals("exit");
  }

  /// Begins.
  ///
  /// @param due when it should, which is what its first calls are measured from
  void begin(long due) {
    running++; // until all that may begin has begun
    for (Step step : script.steps()) if (step.after().isEmpty()) send(step, due, 0);
    stopped();
  }

  Person person() {
    return person;
  }

  /// How many errors the person was shown.
  int errors() {
    return errors;
  }

  /// Whether every step that somebody waits for was answered right.
  boolean complete() {
    return ahead == 0 && errors == 0;
  }

  /// When the last answer was there.
  long lastAnswer() {
    return lastAnswer;
  }

  private void send(Step step, long due, int attempt) {
    running++;
    List<String> found = ids.getOrDefault(step.idsFrom(), List.of());
    if (step.idsFrom() >= 0 && found.isEmpty()) {
      // The old client asks for nobody where nobody was named.
      answeredRight(step, System.nanoTime());
      stopped();
      return;
    }
    Map<Placeholder, String> said = new HashMap<>(); // one call tells one moment
    Function<Placeholder, String> values =
        each -> said.computeIfAbsent(each, one -> value(step, one, found));
    String address = step.address().filled(values);
    String body = step.body() == null ? null : step.body().filled(values);
    String token = token(step);
    MultiMap headers = stage.headers(step, token, person.address());
    if (attempt > 0) headers.add("X-Retry-Count", Integer.toString(attempt));
    long begun = System.nanoTime();
    stage
        .wire()
        .send(
            step.call().method(),
            address,
            headers,
            body,
            answer -> {
              answered(step, due, attempt, begun, token, answer, values);
              stopped();
            });
  }

  private String value(Step step, Placeholder placeholder, List<String> found) {
    Ids ids = step.asksFor();
    if (ids != null && placeholder.name().equals(ids.placeholder())) return String.join(",", found);
    String mine = own.get(placeholder.name());
    return mine == null ? person.value(placeholder) : mine;
  }

  private String token(Step step) {
    String role = step.call().role();
    return role.equals("authenticated") ? person.get("access_token") : stage.target().key(role);
  }

  private void answered(
      Step step,
      long due,
      int attempt,
      long begun,
      String token,
      Answer answer,
      Function<Placeholder, String> values) {
    long now = System.nanoTime();
    Call call = step.call();
    if (stage.isWatched()) {
      stage.witness().saw(sighting(step, begun, now, token, answer, values));
    }
    Optional<Duration> pause =
        stage.client().pause(call, answer.status(), answer.header("Retry-After"), attempt);
    if (pause.isPresent() && !stage.isOver()) {
      tallies.get(step.index()).askedAgain();
      running++;
      stage
          .agenda()
          .at(
              now + pause.get().toNanos(),
              () -> {
                send(step, due, attempt + 1);
                stopped();
              });
      return;
    }
    boolean right = step.right().contains(answer.status());
    tallies.get(step.index()).answered(due, now, answer, right);
    stage.answered(right);
    lastAnswer = now;
    if (!right) {
      errors++;
      tellAhead();
      return;
    }
    if (!call.keep().isEmpty()) keep(call, answer.json());
    Ids wanted = step.idsWanted();
    if (wanted != null) ids.put(step.index(), idsIn(answer.json(), wanted.column()));
    answeredRight(step, now);
  }

  private void keep(Call call, JsonNode answer) {
    call.keep().forEach((name, where) -> person.keep(name, answer.at(where).asString()));
  }

  private static List<String> idsIn(JsonNode rows, String column) {
    SequencedSet<String> found = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      JsonNode id = row.path(column);
      if (id.isValueNode() && !id.isNull() && found.size() < MOST_IDS) found.add(id.asString());
    }
    return new ArrayList<>(found);
  }

  private void answeredRight(Step step, long now) {
    if (!beside(step)) ahead--;
    for (Step later : script.steps()) {
      if (later.after().contains(step.index()) && --waitsFor[later.index()] == 0) {
        send(later, now, 0);
      }
    }
    if (ahead == 0) tellAhead();
  }

  private void tellAhead() {
    if (aheadTold) return;
    aheadTold = true;
    whenAhead.accept(this);
  }

  private void stopped() {
    if (--running > 0) return;
    tellAhead();
    whenOver.accept(this);
  }

  private Sighting sighting(
      Step step,
      long begun,
      long now,
      String token,
      Answer answer,
      Function<Placeholder, String> values) {
    return new Sighting(
        script.name(),
        step.filled(values),
        token,
        begun,
        now,
        answer.status(),
        answer.header("Retry-After"),
        answer.text());
  }
}
