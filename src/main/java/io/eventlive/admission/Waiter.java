package io.eventlive.admission;

import io.eventlive.database.Workers;

/// A request in the line. Compared by identity: nobody waits twice.
final class Waiter {
  private final Workers.Job job;
  private final Ticket ticket;
  private final CallClass rank;
  private final Lane lane;
  private final Patience patience;
  private final long since;

  /// @param rank the class with which it goes, which may be better than its own
  /// @param since when it was added
  Waiter(Workers.Job job, Ticket ticket, CallClass rank, Lane lane, Patience patience, long since) {
    this.job = job;
    this.ticket = ticket;
    this.rank = rank;
    this.lane = lane;
    this.patience = patience;
    this.since = since;
  }

  Workers.Job job() {
    return job;
  }

  Ticket ticket() {
    return ticket;
  }

  CallClass rank() {
    return rank;
  }

  Lane lane() {
    return lane;
  }

  Patience patience() {
    return patience;
  }

  long since() {
    return since;
  }

  /// Equal for those who share their turns.
  Object shareKey() {
    return switch (ticket.share()) {
      case Ticket.Share.Together together -> together.key();
      case Ticket.Share.Alone _ -> this;
    };
  }

  int turns() {
    return switch (ticket.share()) {
      case Ticket.Share.Together together -> together.turns();
      case Ticket.Share.Alone _ -> 1;
    };
  }
}
