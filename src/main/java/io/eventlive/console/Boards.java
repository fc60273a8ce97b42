package io.eventlive.console;

import io.eventlive.database.Caller;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Workers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The latest board, read at most once in two seconds however many people look at the page.
///
/// `lock` guards every field. Readers come from event loops and never wait: they get a board that
/// is fresh enough at once, else they are called when the one read that is under way has ended, or
/// when it has taken so long that they are told so. Whether the database can be reached is not for
/// them to find out: a full queue or a slow answer says nothing about that.
final class Boards {
  private static final Duration FRESH = Duration.ofSeconds(2);

  /// A reader in front of a silent database is told so before he goes away.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String TOOK_TOO_LONG = "57014";

  private static final RequestSettings AS_ANON =
      new RequestSettings(
          new Caller("anon", "{\"role\":\"anon\"}", Optional.empty()),
          true,
          Map.of("statement_timeout", "2s"));

  private final Workers workers;
  private final Workers.Ticket ticket;
  private final BooleanSupplier reachable;
  private final Clock clock;
  private final Object lock = new Object();
  private @Nullable Board latest;
  private Instant readAt = Instant.MIN;
  private @Nullable Look underWay;
  private boolean late;
  private List<Consumer<Board>> waiting = new ArrayList<>();

  /// @param ticket of the read that all share
  /// @param reachable whether connections to the database can be had
  Boards(Workers workers, Workers.Ticket ticket, BooleanSupplier reachable, Clock clock) {
    this.workers = workers;
    this.ticket = ticket;
    this.reachable = reachable;
    this.clock = clock;
  }

  /// Hands over a board: now on this thread, or soon on another.
  void show(Consumer<Board> reader) {
    Board known = null;
    Look begun = null;
    synchronized (lock) {
      if (latest != null && clock.instant().isBefore(readAt.plus(FRESH))) {
        known = latest;
      } else if (late) {
        known = unread();
      } else {
        waiting.add(reader);
        if (underWay == null) {
          begun = new Look();
          underWay = begun;
        }
      }
    }
    if (known != null) reader.accept(known);
    else if (begun != null) begin(begun);
  }

  private void begin(Look look) {
    if (!workers.offer(look)) {
      settle(look, unread());
      return;
    }
    Thread.ofVirtual()
        .name("board-patience")
        .start(() -> {
          if (!look.endsWithin(PATIENCE)) giveUp(look);
        });
  }

  private void settle(Look look, Board board) {
    List<Consumer<Board>> readers;
    synchronized (lock) {
      if (underWay != look) return;
      latest = board;
      readAt = clock.instant();
      underWay = null;
      late = false;
      readers = waiting;
      waiting = new ArrayList<>();
    }
    look.ended.countDown();
    tell(readers, board);
  }

  /// Those who wait are answered; the read goes on, and no other begins beside it.
  private void giveUp(Look look) {
    List<Consumer<Board>> readers;
    synchronized (lock) {
      if (underWay != look) return;
      late = true;
      readers = waiting;
      waiting = new ArrayList<>();
    }
    tell(readers, unread());
  }

  private Board unread() {
    return reachable.getAsBoolean() ? new Board.Busy() : new Board.Unreachable();
  }

  /// Not on the worker's thread: its connection is for others now.
  private static void tell(List<Consumer<Board>> readers, Board board) {
    Thread.ofVirtual().name("board").start(() -> readers.forEach(reader -> reader.accept(board)));
  }

  private final class Look implements Workers.Job {
    private final CountDownLatch ended = new CountDownLatch(1);

    private boolean endsWithin(Duration limit) {
      try {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void run(RequestConnection connection) {
      Board board = new Board.Unreachable();
      try {
        board = connection.inOneSync(AS_ANON, SelectBoard.STATEMENT, SelectBoard::read);
      } catch (SQLException problem) {
        if (isAboutTheSchema(problem)) board = new Board.Unreadable();
        if (TOOK_TOO_LONG.equals(problem.getSQLState())) board = new Board.Busy();
      } finally {
        settle(this, board);
      }
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(ticket);
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      settle(this, unread());
    }

    /// Class 42: no such table, column or function, or no right to it.
    private static boolean isAboutTheSchema(SQLException problem) {
      return problem.getSQLState() != null && problem.getSQLState().startsWith("42");
    }
  }
}
