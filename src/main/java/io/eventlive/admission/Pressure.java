package io.eventlive.admission;

import io.eventlive.observation.Observation;
import java.time.Duration;
import java.util.Optional;

/// How the line is doing: how long those who were served had waited, and how many can be served in
/// a second.
///
/// The server is overloaded when those who were served within a tenth of a second had waited longer
/// than the limit on average, or nobody was served and somebody waits for that long. It is calm
/// again when that was not so for a whole second. How long statements take or how busy the
/// processors are says nothing: a slow report on an idle server is no overload.
///
/// [Line] owns it; what may be asked from other threads is volatile.
final class Pressure {
  private static final long WINDOW = Duration.ofMillis(100).toNanos();
  private static final long CALM_AFTER = Duration.ofSeconds(1).toNanos();

  /// What a request is taken to cost before one was seen.
  private static final double FIRST_GUESS = Duration.ofMillis(5).toNanos();

  /// Weight of the newest in the mean cost: that of the last fifty or so counts.
  private static final double NEWEST = 0.02;

  private final long limit;
  private final int workers;
  private long windowBegan;
  private long waits;
  private int served;
  private boolean everServed;
  private long lastBad;
  private long began;
  private double cost = FIRST_GUESS;
  private long seen;
  private volatile boolean overloaded;
  private volatile double perSecond;

  /// @param limit of the mean wait
  /// @param workers how many are served at a time
  Pressure(Duration limit, int workers) {
    this.limit = limit.toNanos();
    this.workers = workers;
    this.perSecond = workers * 1e9 / FIRST_GUESS;
  }

  /// Somebody is served who waited for so long.
  void served(long waited) {
    everServed = true;
    waits += waited;
    served++;
  }

  /// Somebody kept a worker busy for so long.
  void ran(long nanos) {
    seen++;
    cost += Math.max(NEWEST, 1.0 / seen) * (nanos - cost);
    perSecond = workers * 1e9 / Math.max(1, cost);
  }

  /// Looks at the window if it is over.
  ///
  /// @param longest how long whoever came first has waited by now
  /// @return what changed
  Optional<Observation> look(long longest, long now) {
    if (now - windowBegan < WINDOW) return Optional.empty();
    long wait = served == 0 ? longest - WINDOW : waits / served;
    windowBegan = now;
    waits = 0;
    served = 0;
    if (everServed && wait >= limit) {
      lastBad = now;
      if (overloaded) return Optional.empty();
      overloaded = true;
      began = now;
      return Optional.of(
          new Observation.OverloadBegan(Duration.ofNanos(wait), Math.round(perSecond)));
    }
    if (!overloaded || now - lastBad < CALM_AFTER) return Optional.empty();
    overloaded = false;
    return Optional.of(new Observation.OverloadEnded(Duration.ofNanos(now - began)));
  }

  boolean overloaded() {
    return overloaded;
  }

  double perSecond() {
    return perSecond;
  }
}
