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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The latest board, read at most once in two seconds however many people look at the page.
///
/// `lock` guards every field. Readers come from event loops and never wait: they get a board that
/// is fresh enough at once, else they are called when the one read that is under way has ended.
final class Boards {
  private static final Duration FRESH = Duration.ofSeconds(2);

  private static final RequestSettings AS_ANON =
      new RequestSettings(
          new Caller("anon", "{\"role\":\"anon\"}", Optional.empty()),
          true,
          Map.of("statement_timeout", "2s"));

  private final Workers workers;
  private final Clock clock;
  private final Object lock = new Object();
  private @Nullable Board latest;
  private Instant readAt = Instant.MIN;
  private boolean reading;
  private List<Consumer<Board>> waiting = new ArrayList<>();

  Boards(Workers workers, Clock clock) {
    this.workers = workers;
    this.clock = clock;
  }

  /// Hands over a board: now on this thread, or soon on another.
  void show(Consumer<Board> reader) {
    Board fresh = null;
    boolean begin = false;
    synchronized (lock) {
      if (latest != null && clock.instant().isBefore(readAt.plus(FRESH))) {
        fresh = latest;
      } else {
        waiting.add(reader);
        begin = !reading;
        reading = true;
      }
    }
    if (fresh != null) reader.accept(fresh);
    else if (begin && !workers.offer(new Look())) settle(new Board.Unreachable());
  }

  private void settle(Board board) {
    List<Consumer<Board>> readers;
    synchronized (lock) {
      latest = board;
      readAt = clock.instant();
      reading = false;
      readers = waiting;
      waiting = new ArrayList<>();
    }
    // not on the worker's thread: its connection is for others now
    Thread.ofVirtual().name("board").start(() -> readers.forEach(reader -> reader.accept(board)));
  }

  private final class Look implements Workers.Job {
    @Override
    public void run(RequestConnection connection) {
      Board board = new Board.Unreachable();
      try {
        board = connection.inOneSync(AS_ANON, SelectBoard.STATEMENT, SelectBoard::read);
      } catch (SQLException problem) {
        if (isAboutTheSchema(problem)) board = new Board.Unreadable();
      } finally {
        settle(board);
      }
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      settle(new Board.Unreachable());
    }

    /// Class 42: no such table, column or function, or no right to it.
    private static boolean isAboutTheSchema(SQLException problem) {
      return problem.getSQLState() != null && problem.getSQLState().startsWith("42");
    }
  }
}
