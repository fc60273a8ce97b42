package io.eventlive.auth;

import io.eventlive.admission.Appointments;
import io.eventlive.admission.CallClass;
import io.eventlive.http.ErrorCode;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// The few platform threads on which passwords are hashed, and a bounded queue before them.
///
/// A bcrypt hash burns a processor for a tenth of a second. On virtual threads a burst of sign-ins
/// would take every carrier and all other requests would wait for it; here it can take no more than
/// these threads.
final class PasswordLane implements AutoCloseable {
  /// What one thread is taken to do before it did anything.
  private static final double FIRST_GUESS_PER_SECOND = 8;

  private static final int LONGEST_APPOINTMENT_SECONDS = 30;

  private final AuthConfig.Lane config;
  private final ThreadPoolExecutor threads;
  private final Appointments appointments;
  private final LongAdder runs = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final Observer observer;

  PasswordLane(AuthConfig.Lane config, RandomGenerator random, Observer observer) {
    this.config = config;
    this.appointments = new Appointments(LONGEST_APPOINTMENT_SECONDS, random);
    this.observer = observer;
    ThreadFactory factory = Thread.ofPlatform().name("password-", 1).daemon().factory();
    this.threads =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(config.queue()),
            factory);
  }

  /// Runs work on the lane and waits for it.
  ///
  /// @throws AuthRefusal 503 where the queue is full or the work has waited for too long
  <T> T run(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(() -> timed(work));
    try {
      threads.execute(task);
    } catch (RejectedExecutionException _) {
      throw full();
    }
    try {
      return task.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      leave(task);
      throw full();
    } catch (InterruptedException _) {
      leave(task);
      Thread.currentThread().interrupt();
      throw full();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Hashing a password failed", e.getCause());
    }
  }

  private <T> T timed(Callable<T> work) throws Exception {
    long began = System.nanoTime();
    try {
      return work.call();
    } finally {
      nanos.add(System.nanoTime() - began);
      runs.increment();
    }
  }

  /// How many passwords all threads together check in a second, by what they did so far.
  private double perSecond() {
    long spent = nanos.sum();
    double perThread = spent == 0 ? FIRST_GUESS_PER_SECOND : runs.sum() * 1e9 / spent;
    return config.threads() * perThread;
  }

  private void leave(FutureTask<?> task) {
    task.cancel(false);
    threads.remove(task);
  }

  /// How many wait for a thread at this moment.
  int waiting() {
    return threads.getQueue().size();
  }

  private AuthRefusal full() {
    int waiting = waiting();
    observer.observe(new Observation.PasswordLaneFull(waiting));
    return AuthRefusal.later(
        ErrorCode.SIGN_IN_BUSY,
        "Too many people are signing in at this moment",
        appointments.give(CallClass.JOIN, waiting, perSecond(), System.nanoTime()));
  }

  /// Lets running hashes finish and refuses new ones.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException _) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
