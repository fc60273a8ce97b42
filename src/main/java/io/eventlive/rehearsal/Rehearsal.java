package io.eventlive.rehearsal;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// A rehearsal, from looking for the people to the outcome.
///
/// The model is open: when somebody arrives or polls was settled beforehand and does not depend on
/// how fast answers come, as with real people, and every duration is measured from that moment.
/// Everything happens on one event loop, so that the generator costs little and its own lateness
/// can be told; only this class is used from outside of it.
public final class Rehearsal {
  /// As long as a browser's user would wait, and longer than any limit of the server.
  private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(60);

  /// How long what is under way at the end may take.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private static final Duration LOOP_AT_MOST = Duration.ofSeconds(60);

  private final Target target;
  private final Clock clock;
  private final Witness witness;

  /// @param witness sees every call
  public Rehearsal(Target target, Clock clock, Witness witness) {
    this.target = target;
    this.clock = clock;
    this.witness = witness;
  }

  /// How far a run has come.
  ///
  /// @param inFlight requests that have no answer yet
  public record Progress(
      Duration since, int arrived, int joined, int inFlight, long requests, long errors) {}

  /// Runs until everything in the plan has happened, or until it is asked to stop.
  ///
  /// @param progress told once a second
  /// @param stop asked once a second
  public Outcome run(Plan plan, Consumer<Progress> progress, BooleanSupplier stop)
      throws CannotRehearse {
    Cast cast;
    try (Casting casting = new Casting(target)) {
      cast = casting.cast(plan);
    }
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setDisableTCCL(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      return run(vertx, plan, cast, progress, stop);
    } finally {
      await(vertx.close().toCompletionStage().toCompletableFuture());
    }
  }

  private Outcome run(
      Vertx vertx, Plan plan, Cast cast, Consumer<Progress> progress, BooleanSupplier stop) {
    Context loop = vertx.getOrCreateContext();
    AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    loop.exceptionHandler(failure -> fault.compareAndSet(null, failure));
    BooleanSupplier ends = () -> fault.get() != null || stop.getAsBoolean();
    Wire wire = on(loop, () -> new Wire(vertx, target, plan.sockets(), ANSWER_AT_MOST));
    Agenda agenda = new Agenda(System.nanoTime());
    Stage stage = new Stage(target, plan.client(), LegacyClient.read(), wire, agenda, witness);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(plan.seed());
    Crowd crowd = new Crowd(plan, cast, stage, clock, random);
    on(
        loop,
        () -> {
          long now = System.nanoTime();
          agenda.start(vertx);
          crowd.begin(now);
          return now;
        });
    boolean whole = follow(loop, crowd, plan.over().plus(plan.stay()), progress, ends);
    on(
        loop,
        () -> {
          stage.end();
          return true;
        });
    follow(loop, crowd, LAST_ANSWERS, progress, () -> on(loop, wire::inFlight) == 0);
    Throwable failure = fault.get();
    if (failure != null) throw new IllegalStateException("The generator failed", failure);
    Outcome outcome = on(loop, () -> crowd.outcome(!whole));
    on(
        loop,
        () -> {
          wire.close();
          return true;
        });
    return outcome;
  }

  /// Waits, and tells how it goes.
  ///
  /// @return whether the time is over, rather than somebody asking to stop
  private static boolean follow(
      Context loop,
      Crowd crowd,
      Duration length,
      Consumer<Progress> progress,
      BooleanSupplier stop) {
    long end = System.nanoTime() + length.toNanos();
    while (true) {
      long left = end - System.nanoTime();
      if (left <= 0) return true;
      if (stop.getAsBoolean()) return false;
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
      progress.accept(on(loop, crowd::progress));
    }
  }

  private static <T> T on(Context loop, Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(_ -> {
      try {
        done.complete(work.get());
      } catch (RuntimeException failure) {
        done.completeExceptionally(failure);
      }
    });
    return await(done);
  }

  private static <T> T await(CompletableFuture<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(LOOP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) { // what began is put away first
          interrupted = true;
        }
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException("The generator failed", failure.getCause());
    } catch (TimeoutException stuck) {
      throw new IllegalStateException("The generator is stuck", stuck);
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }
}
