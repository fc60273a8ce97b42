package io.eventlive.observation;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
      @Nullable Entry entry = next();
      if (entry != null) write(LogLines.of(entry.time(), entry.observation()));
      long count = dropped.sum();
      if (count > droppedTold) {
        write(LogLines.dropped(clock.instant(), count - droppedTold));
        droppedTold = count;
      }
    }
  }

  private @Nullable Entry next() {
    try {
      return queue.poll(LOOK_FOR_DROPS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return null; // only close ends this thread
    }
  }

  private void write(LogLine line) {
    String json = line.toJson();
    switch (line.level()) {
      case INFO -> logger.info(json);
      case WARN -> logger.warn(json);
      case ERROR -> logger.error(json);
    }
  }
}
