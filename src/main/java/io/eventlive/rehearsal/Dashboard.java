package io.eventlive.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A host's dashboard in the old console: it reloads the list of participants every 5 seconds, and
/// then asks for each of them alone. Runs may overlap. Lives on the loop.
final class Dashboard {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration COUNT_EVERY = Duration.ofMinutes(1);

  /// PostgREST's own bound on the rows of the list.
  private static final int MOST_SHOWN = 1_000;

  private final Stage stage;
  private final Person host;
  private final Supplier<List<Person>> room;

  Dashboard(Stage stage, Person host, Supplier<List<Person>> room) {
    this.stage = stage;
    this.host = host;
    this.room = room;
  }

  void open(long due) {
    stage
        .agenda()
        .at(
            due,
            () ->
                play(
                    "dashboard opened",
                    due,
                    _ -> {
                      long now = System.nanoTime();
                      play("dashboard statistics", now, _ -> {});
                      play("dashboard joins", now, _ -> {});
                    }));
    stage
        .agenda()
        .every(EVERY, due + EVERY.toNanos(), at -> play("dashboard list", at, _ -> each()));
    stage
        .agenda()
        .every(
            COUNT_EVERY, due + COUNT_EVERY.toNanos(), at -> play("dashboard count", at, _ -> {}));
  }

  private void each() {
    long now = System.nanoTime();
    for (Person shown : room.get().stream().limit(MOST_SHOWN).toList()) {
      new Performance(
              stage,
              stage.script("dashboard person"),
              host,
              Map.of("sender", shown.id()),
              _ -> {},
              _ -> {})
          .begin(now);
    }
  }

  private void play(String scene, long due, Consumer<Performance> then) {
    new Performance(stage, stage.script(scene), host, Map.of(), then, _ -> {}).begin(due);
  }
}
