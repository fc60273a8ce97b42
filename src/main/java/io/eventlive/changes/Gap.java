package io.eventlive.changes;

/// Why the feed was lost. What was committed from here to the next epoch is never told.
///
/// @param problem for the log, in words
public record Gap(Cause cause, String problem) {
  /// What kinds there are.
  public enum Cause {
    /// The connection ended, or PostgreSQL with it.
    CONNECTION_LOST,
    /// Nothing came any more although something should have.
    SILENCE,
    /// The slot fell further behind than PostgreSQL keeps WAL for.
    SLOT_LOST,
    /// Other tables are published than when the epoch began.
    PUBLICATION_CHANGED,
    /// What came is nothing that we can read.
    UNREADABLE,
    /// A listener failed, so that it can no longer be right.
    LISTENER_FAILED,
    /// The server is stopping.
    CLOSED
  }
}
