package io.eventlive.answers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// When each caller's last write was acknowledged, so that nobody reads what was read before it.
///
/// Nothing older than the allowed staleness is given to anybody, so a write is forgotten after that
/// time. Where too many callers write at once to remember each, everybody counts as having written.
///
/// May be used from any thread.
public final class OwnWrites {
  private static final int CALLERS_MOST = 200_000;

  private final AtomicLong everybody;
  private final Cache<String, Long> lastNanos;

  /// @param staleness how old what is given may be
  public OwnWrites(Duration staleness) {
    this.everybody = new AtomicLong(System.nanoTime() - staleness.toNanos());
    this.lastNanos =
        Caffeine.newBuilder()
            .maximumSize(CALLERS_MOST)
            .expireAfterWrite(staleness.multipliedBy(2))
            .executor(Runnable::run)
            .evictionListener((@Nullable String _, @Nullable Long nanos, RemovalCause cause) -> {
              if (cause == RemovalCause.SIZE && nanos != null) forgot(nanos);
            })
            .build();
  }

  private void forgot(long nanos) {
    everybody.accumulateAndGet(nanos, (one, other) -> one - other > 0 ? one : other);
  }

  /// Says that a write of the caller's is about to be acknowledged, or that nobody knows whether it
  /// was carried out.
  public void acknowledge(String caller) {
    lastNanos.put(caller, System.nanoTime());
  }

  /// Before which moment nothing may have been read that is given to the caller.
  public long lastNanos(String caller) {
    Long nanos = lastNanos.getIfPresent(caller);
    long all = everybody.get();
    return nanos == null || all - nanos > 0 ? all : nanos;
  }
}
