package io.eventlive.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Compares `docs/reference/log.md` with what is written: every event, and of each every field.
class LogPageTest {
  private static final Path PAGE = Path.of("docs", "reference", "log.md");

  @Test
  void describesEveryEventAndEveryFieldAndNoOthers() throws Exception {
    Map<String, Set<String>> written = new HashMap<>();
    for (Class<?> kind : Observation.class.getPermittedSubclasses()) {
      if (!sample(kind).deservesLine()) continue;
      LogLine line = LogLines.of(Instant.EPOCH, sample(kind));
      written.put(line.event(), line.fields().keySet());
    }
    LogLine dropped = LogLines.dropped(Instant.EPOCH, 1);
    written.put(dropped.event(), dropped.fields().keySet());

    Map<String, Set<String>> described = described();

    assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(written.keySet());
    written.forEach((event, fields) ->
        assertThat(described.get(event)).as(event).containsExactlyInAnyOrderElementsOf(fields));
  }

  @Test
  void everyKindOfObservationIsCounted() throws Exception {
    Metrics metrics = new Metrics();
    for (Class<?> kind : Observation.class.getPermittedSubclasses()) {
      String before = page(metrics);
      metrics.observe(sample(kind));
      assertThat(page(metrics)).as(kind.getSimpleName()).isNotEqualTo(before);
      String event = LogLines.of(Instant.EPOCH, sample(kind)).event();
      if (kind != Observation.RequestAnswered.class && sample(kind).deservesLine()) {
        assertThat(page(metrics)).contains("eventlive_events_total{event=\"" + event + "\"} 1.0");
      }
    }
  }

  /// The counted part of the page; what the machine says of itself changes all the time.
  private static String page(Metrics metrics) {
    String page = new String(metrics.page("").bytes(), StandardCharsets.UTF_8);
    return page.lines()
        .filter(line -> line.startsWith("eventlive_") || line.startsWith("http_"))
        .toList()
        .toString();
  }

  private static Map<String, Set<String>> described() throws IOException {
    Map<String, Set<String>> events = new HashMap<>();
    Pattern row = Pattern.compile("\\| `(\\w+)` \\|.*");
    Set<String> fields = new HashSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("### `")) {
        fields = new HashSet<>();
        events.put(line.substring(5, line.length() - 1), fields);
      }
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) fields.add(matcher.group(1));
    }
    return events;
  }

  /// An observation of a kind with something in every component.
  private static Observation sample(Class<?> kind) throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : kind.getRecordComponents())
      values.add(value(component.getType()));
    Constructor<?> constructor =
        kind.getDeclaredConstructor(
            Arrays.stream(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return (Observation) constructor.newInstance(values.toArray());
  }

  private static Object value(Class<?> type) {
    if (type == int.class) return 203;
    if (type == long.class) return 203L;
    if (type == boolean.class) return true;
    if (type == String.class) return "203.0.113.7";
    if (type == Optional.class) return Optional.of("something");
    if (type == Duration.class) return Duration.ofMillis(7);
    if (type == Throwable.class) return new IllegalStateException("sample");
    if (type.isEnum()) return type.getEnumConstants()[0];
    throw new IllegalStateException("give LogPageTest a sample of " + type);
  }
}
