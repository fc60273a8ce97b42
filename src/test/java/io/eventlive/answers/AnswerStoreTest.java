package io.eventlive.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.answers.AnswerStore.Filled;
import io.eventlive.answers.AnswerStore.Limits;
import io.eventlive.answers.ReadSet.TableRead;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Lsn;
import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AnswerStoreTest {
  private static final QualifiedName TABLE = new QualifiedName("public", "things");
  private static final Snapshot NOW = new Snapshot(10, 10, new long[0]);

  private final FakeFeed feed = new FakeFeed();
  private final AtomicLong nanos = new AtomicLong();
  private final AnswerStore<String> store =
      new AnswerStore<>(
          feed,
          new Limits(100_000, 20_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(1)),
          () -> "10:10:",
          nanos::get);

  AnswerStoreTest() {
    store.load(NOW);
    store.follows(new Epoch(1, Lsn.NONE));
  }

  private Fill.Outcome fill(String key, int weight) {
    ReadSet reads = new ReadSet(List.of(TableRead.where(TABLE, Map.of("id", Set.of(key)))));
    return store.end(store.begin(), NOW, 0, List.of(new Filled<>(key, reads, key, weight)));
  }

  @Test
  void holdsNoMoreThanItsBytesAndNothingOfWhatItLetGo() {
    for (int i = 0; i < 1_000; i++) fill("key-" + i, 1_000);
    store.isIndexEmpty(); // lets the cache tidy up

    assertThat(store.bytes()).isBetween(1L, 100_000L);
    assertThat(store.size()).isBetween(1L, 100L);
    store.evictAll();
    assertThat(store.isIndexEmpty()).isTrue();
  }

  @Test
  void holdsNothingThatIsTooLarge() {
    assertThat(fill("large", 20_001)).isEqualTo(Fill.Outcome.TOO_LARGE);
    assertThat(store.find("large")).isNull();
  }

  @Test
  void givesAndTakesNothingWhileTheFeedIsSilent() {
    assertThat(fill("key", 10)).isEqualTo(Fill.Outcome.STORED);
    assertThat(store.find("key")).isNotNull();

    feed.silent(true);

    assertThat(store.find("key")).isNull();
    assertThat(fill("other", 10)).isEqualTo(Fill.Outcome.FEED_SILENT);
    feed.silent(false);
    assertThat(store.find("key")).isNotNull();
  }

  @Test
  void isRipeOnceTheFeedHasToldWhatTheQuerySaw() {
    feed.heard(5);
    nanos.set(10);
    fill("key", 10);
    Stored<String> stored = Objects.requireNonNull(store.find("key"));

    assertThat(store.isRipe(stored)).isFalse();
    feed.heard(10);
    assertThat(store.isRipe(stored)).isTrue();
  }
}
