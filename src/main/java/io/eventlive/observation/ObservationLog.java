package io.eventlive.observation;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.eventlive.observation.LogLine.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Writes each observation as one JSON line, on a thread of its own. Observing costs a place in a
/// bounded queue and never waits; what finds no place is dropped, counted, and the count is
/// written.
///
/// [#observe] may be called from any thread; formatting, redaction and writing happen on the log's
/// thread alone.
public final class ObservationLog implements Observer, AutoCloseable {
  private record Entry(Instant time, Observation observation) {}

  private static final Duration LAST_LINES_AT_MOST = Duration.ofSeconds(5);
  private static final long LOOK_FOR_DROPS_MILLIS = 500;
  private static final int TOGETHER_MOST = 64;

  private final Clock clock;
  private final BlockingQueue<Entry> queue;
  private final LongAdder dropped = new LongAdder();
  private final Logger logger;
  private final Thread thread;
  private volatile boolean closing;
  private long droppedTold;

  private ObservationLog(LogConfig config, Clock clock, Logger logger) {
    this.clock = clock;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.logger = logger;
    this.thread = Thread.ofPlatform().name("observation-log").daemon().unstarted(this::write);
  }

  /// Opens the log and starts its thread.
  public static ObservationLog open(LogConfig config, Clock clock) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("the log needs Logback behind SLF4J");
    }
    ObservationLog log = new ObservationLog(config, clock, LogAppenders.attach(config, context));
    log.thread.start();
    return log;
  }

  @Override
  public void observe(Observation observation) {
    if (!observation.deservesLine()) return;
    if (closing || !queue.offer(new Entry(clock.instant(), observation))) dropped.increment();
  }

  /// How many observations were lost since the start.
  public long dropped() {
    return dropped.sum();
  }

  /// How many observations wait to be written.
  public int waiting() {
    return queue.size();
  }

  /// Writes what was observed and ends.
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(LAST_LINES_AT_MOST);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    LogAppenders.detach(logger);
  }

  private void write() {
    while (!closing || !queue.isEmpty()) {
      @Nullable Entry first = next();
      if (first != null) write(withThoseBehind(first));
      long count = dropped.sum();
      if (count > droppedTold) {
        write(List.of(LogLines.dropped(clock.instant(), count - droppedTold)));
        droppedTold = count;
      }
    }
  }

  private List<LogLine> withThoseBehind(Entry first) {
    List<Entry> entries = new ArrayList<>();
    entries.add(first);
    queue.drainTo(entries, TOGETHER_MOST - 1);
    return entries.stream().map(this::line).flatMap(Optional::stream).toList();
  }

  /// Empty, and counted as lost, where an observation cannot be put into words: a cause that breaks
  /// when it is printed must not end the log.
  private Optional<LogLine> line(Entry entry) {
    try {
      return Optional.of(LogLines.of(entry.time(), entry.observation()));
    } catch (RuntimeException _) {
      dropped.increment();
      return Optional.empty();
    }
  }

  private @Nullable Entry next() {
    try {
      return queue.poll(LOOK_FOR_DROPS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return null; // only close ends this thread
    }
  }

  /// Neighbours of one level are written together: under load a write costs more than a line.
  private void write(List<LogLine> lines) {
    int begin = 0;
    while (begin < lines.size()) {
      Level level = lines.get(begin).level();
      StringBuilder text = new StringBuilder(lines.get(begin).toJson());
      int end = begin + 1;
      for (; end < lines.size() && lines.get(end).level() == level; end++) {
        text.append(System.lineSeparator()).append(lines.get(end).toJson());
      }
      write(level, text.toString());
      begin = end;
    }
  }

  private void write(Level level, String text) {
    switch (level) {
      case INFO -> logger.info(text);
      case WARN -> logger.warn(text);
      case ERROR -> logger.error(text);
    }
  }
}
