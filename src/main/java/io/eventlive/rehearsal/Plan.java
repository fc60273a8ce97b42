package io.eventlive.rehearsal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is rehearsed.
///
/// @param attendees how many arrive
/// @param over in which time
/// @param stay how long everything goes on after that
/// @param client the version of supabase-js
/// @param slug of the event; null for the newest one that has a registration campaign
/// @param skip how many of the registered are passed over, for a second crowd at the same time
/// @param habits what people do once they are in
/// @param sockets connections at most; requests beyond wait in here, and the run does not count
/// @param seed of everything random
public record Plan(
    int attendees,
    Duration over,
    Shape shape,
    Duration stay,
    SupabaseJs client,
    @Nullable String slug,
    int skip,
    Habits habits,
    int sockets,
    long seed) {
  /// More would need more than one process: each of them may have several requests in flight.
  public static final int MOST_ATTENDEES = 10_000;

  public static final int DEFAULT_SOCKETS = 4_096;
  public static final Duration DEFAULT_STAY = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofHours(2);

  public Plan {
    if (attendees < 1 || attendees > MOST_ATTENDEES) {
      throw new IllegalArgumentException(
          "attendees must be between 1 and %d, not %d".formatted(MOST_ATTENDEES, attendees));
    }
    if (skip < 0 || skip > MOST_ATTENDEES) {
      throw new IllegalArgumentException(
          "between 0 and %d may be passed over, not %d".formatted(MOST_ATTENDEES, skip));
    }
    if (!over.isPositive() || stay.isNegative() || over.plus(stay).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a rehearsal takes more than no time and at most two hours");
    }
    if (sockets < 1 || sockets > 15_000) {
      throw new IllegalArgumentException("sockets must be between 1 and 15000, not " + sockets);
    }
  }

  /// The old crowd: a message a second, a quarter of the people on the tab with the questions, and
  /// one host's dashboard.
  public static Plan of(int attendees, Duration over, Shape shape) {
    return new Plan(
        attendees,
        over,
        shape,
        DEFAULT_STAY,
        SupabaseJs.AT_THE_INCIDENT,
        null,
        0,
        Habits.ON_THE_DAY,
        DEFAULT_SOCKETS,
        42);
  }

  /// What people do once they are in.
  ///
  /// @param messagesPerSecond chat messages of all together
  /// @param onQuestions the share of attendees who have the tab with the questions open, where two
  ///   components poll
  /// @param dashboards hosts' dashboards that are open from before the start
  public record Habits(double messagesPerSecond, double onQuestions, int dashboards) {
    public static final Habits ON_THE_DAY = new Habits(1, 0.25, 1);

    /// Nothing after the join.
    public static final Habits NONE = new Habits(0, 0, 0);

    public Habits {
      if (messagesPerSecond < 0 || messagesPerSecond > 100) {
        throw new IllegalArgumentException("messages per second must be between 0 and 100");
      }
      if (onQuestions < 0 || onQuestions > 1) {
        throw new IllegalArgumentException("the share on questions must be between 0 and 1");
      }
      if (dashboards < 0 || dashboards > 50) {
        throw new IllegalArgumentException("dashboards must be between 0 and 50");
      }
    }
  }
}
