package io.eventlive.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the database shows to everybody: its webinars, as the anon role sees them.
sealed interface Board {
  /// Read.
  ///
  /// @param serverVersion PostgreSQL's, such as `18.1`
  /// @param webinars live ones first, then those to come, then those that are over
  record Read(String serverVersion, List<Webinar> webinars) implements Board {
    public Read {
      webinars = List.copyOf(webinars);
    }
  }

  /// The database answers but has no webinars to show: another schema, or no right to read them.
  record Unreadable() implements Board {}

  /// The database cannot be reached.
  record Unreachable() implements Board {}

  /// It was not read in time: the database is slow, or many others ask it.
  record Busy() implements Board {}

  /// One webinar, public facts only.
  ///
  /// @param accessPolicy who may come in, as the schema names it
  record Webinar(
      String title,
      State state,
      Optional<Instant> starts,
      Optional<Instant> ends,
      String accessPolicy) {}

  /// Where a webinar stands now.
  enum State {
    LIVE,
    SCHEDULED,
    OVER
  }
}
