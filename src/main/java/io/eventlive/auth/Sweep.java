package io.eventlive.auth;

import io.eventlive.admission.Turnstile;
import io.eventlive.database.ConnectionSource;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Forgets refresh tokens that were used and sessions that are over by themselves, a day after they
/// could last be asked for. Supabase Auth forgets the same, so a database that comes from it is
/// swept too. People stay, however they came: what they left behind would go with them.
///
/// A round is made of steps, each a statement of its own on a hundred rows at most; rows that
/// somebody holds are skipped. One virtual thread sweeps; [#round] may be called from any.
public final class Sweep implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int STEPS = 200;

  // The parent of the active token stays: whoever did not get the answer shows it, however late.
  private static final String USED_TOKENS =
      """
      delete from auth.refresh_tokens
      where id in (
        select used.id
        from auth.refresh_tokens as used
        where
          used.revoked
          and used.updated_at < ?
          and not exists (
            select from auth.refresh_tokens as active
            where active.parent = used.token and not active.revoked)
        order by used.updated_at
        limit 100
        for update skip locked)
      """;

  private static final String ENDED_SESSIONS =
      """
      delete from auth.sessions
      where id in (
        select id from auth.sessions where not_after < ? limit 100
        for update skip locked)
      """;

  private static final String OLD_SESSIONS =
      """
      delete from auth.sessions
      where id in (
        select id from auth.sessions where created_at < ? limit 100
        for update skip locked)
      """;

  private static final String IDLE_SESSIONS =
      """
      delete from auth.sessions
      where id in (
        select id from auth.sessions
        where coalesce(refreshed_at at time zone 'utc', created_at) < ?
        limit 100
        for update skip locked)
      """;

  private final List<Step> steps;
  private final AuthDatabase database;
  private final InstantSource clock;
  private final Observer observer;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param sql forgets what is older than a moment
  /// @param kept how old a row may be
  private record Step(String sql, Duration kept) {}

  /// It waits for nobody but itself.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  Sweep(AuthConfig.Sessions limits, ConnectionSource pool, InstantSource clock, Observer observer) {
    this.steps = new ArrayList<>();
    steps.add(new Step(USED_TOKENS, KEPT));
    steps.add(new Step(ENDED_SESSIONS, KEPT));
    limits.lifetime().ifPresent(life -> steps.add(new Step(OLD_SESSIONS, life.plus(KEPT))));
    limits.idle().ifPresent(idle -> steps.add(new Step(IDLE_SESSIONS, idle.plus(KEPT))));
    this.database = new AuthDatabase(pool, new Turnstile(1, PATIENCE));
    this.clock = clock;
    this.observer = observer;
  }

  /// Sweeps every five minutes until it is closed.
  ///
  /// @param pool connections of the role `supabase_auth_admin`
  public static Sweep start(
      AuthConfig.Sessions limits, ConnectionSource pool, InstantSource clock, Observer observer) {
    Sweep sweep = new Sweep(limits, pool, clock, observer);
    Thread.ofVirtual().name("sweep").start(sweep::untilClosed);
    return sweep;
  }

  private void untilClosed() {
    try {
      while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) guardedRound();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A round that fails is no reason to make no other.
  private void guardedRound() {
    try {
      round();
    } catch (DatabaseTrouble trouble) {
      if (!trouble.passing()) failed(trouble);
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(RuntimeException failure) {
    observer.observe(
        new Observation.UnexpectedFailure(
            "forgetting what is over in sign-in", Optional.empty(), failure));
  }

  /// Forgets what is over now, as far as one round goes.
  ///
  /// @return how many rows
  int round() {
    Instant now = clock.instant();
    int forgotten = 0;
    for (Step step : steps) {
      for (int i = 0; i < STEPS && closed.getCount() > 0; i++) {
        int rows =
            database.run(
                connection -> AuthDatabase.update(connection, step.sql(), now.minus(step.kept())));
        forgotten += rows;
        if (rows == 0) break;
      }
    }
    return forgotten;
  }

  /// Lets a running step finish by itself.
  @Override
  public void close() {
    closed.countDown();
  }
}
