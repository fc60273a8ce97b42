package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.changes.ChangeFeed;
import io.eventlive.changes.ChangeListener;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Lsn;
import io.eventlive.changes.Totals;
import io.eventlive.observation.Observation;
import io.eventlive.schema.QualifiedName;
import io.eventlive.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The safety net, with a feed that claims to tell everything and tells nothing: then what is held
/// becomes wrong with the first change.
final class ShadowCheckTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TABLE =
      """
      create table public.notes (id integer primary key, note text);
      insert into public.notes values (1, 'as it was'), (2, 'another');
      grant select on public.notes to anon, authenticated;
      alter table public.notes enable row level security;
      create policy all_read on public.notes for select using (true);
      create publication eventlive for table public.notes;
      """;

  private final Dialect dialect = Dialect.sharing(TABLE, new LyingFeed());

  @AfterEach
  void close() {
    dialect.close();
  }

  /// Tells nothing of what happens.
  private static final class LyingFeed implements ChangeFeed {
    @Override
    public void add(ChangeListener listener) {
      listener.follows(new Epoch(1, Lsn.NONE));
    }

    @Override
    public void start() {}

    @Override
    public boolean heardSince(long nanoTime) {
      return true;
    }

    @Override
    public void wanted() {}

    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public Duration silence() {
      return Duration.ZERO;
    }

    @Override
    public Duration lag() {
      return Duration.ZERO;
    }

    @Override
    public void close() {}

    @Override
    public Set<QualifiedName> tables() {
      return Set.of();
    }

    @Override
    public Totals totals() {
      return new Totals(0, 0, 0, 0, Duration.ZERO);
    }
  }

  private List<Observation.SharedAnswerWrong> alarms() {
    return dialect.observed().stream()
        .filter(Observation.SharedAnswerWrong.class::isInstance)
        .map(Observation.SharedAnswerWrong.class::cast)
        .toList();
  }

  @Test
  void noticesAWrongAnswerAndKeepsTheTablePrivateFromThenOn() {
    String target = "/notes?select=note&id=eq.1";
    assertThat(dialect.get(target, "as", "anon").header("Cache-Status"))
        .isEqualTo("eventlive; fwd=miss; stored");
    dialect.database().execute("update public.notes set note = 'as it is' where id = 1");

    assertThat(dialect.get(target, "as", "anon").body()).as("planted").contains("as it was");
    Eventually.within(SOON, "an alarm", () -> !alarms().isEmpty());

    assertThat(alarms()).extracting(Observation.SharedAnswerWrong::table).contains("public.notes");
    Dialect.Answer after = dialect.get(target, "as", "anon");
    assertThat(after.body()).contains("as it is");
    assertThat(after.header("Cache-Status")).isEqualTo("eventlive; fwd=bypass; detail=suspended");
  }

  @Test
  void keepsQuietWhereTheAnswerIsRight() {
    String target = "/notes?select=note,id";
    for (int i = 0; i < 30; i++) dialect.get(target, "as", "anon");
    dialect.get(target, "as", "authenticated", "sub", "0000000a-0000-4000-8000-000000000001");
    int asked = dialect.offered();

    Eventually.within(SOON, "checks", () -> asked > 20);
    dialect.database().execute("vacuum public.notes");
    assertThat(dialect.get(target, "as", "anon").header("Cache-Status"))
        .isEqualTo("eventlive; hit");
    assertThat(alarms()).isEmpty();
  }
}
