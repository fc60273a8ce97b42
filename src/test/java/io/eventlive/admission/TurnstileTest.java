package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Call SIGN_IN = new Call.SignIn();
  private static final Call RENEWAL = new Call.Refresh();

  private final Turnstile turnstile = new Turnstile(1, LONG);
  private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();

  private Future<?> come(ExecutorService threads, String name, Call call) {
    int before = turnstile.waiting();
    Future<?> future =
        threads.submit(() -> {
          assertThat(turnstile.enter(call)).isTrue();
          entered.add(name);
          turnstile.leave();
          return name;
        });
    Eventually.within(Duration.ofSeconds(30), name, () -> turnstile.waiting() == before + 1);
    return future;
  }

  @Test
  void letsARenewalGoBeforeEverybodyWhoSignsIn() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(turnstile.enter(SIGN_IN)).isTrue();
      List<Future<?>> all =
          List.of(
              come(threads, "sign-in 1", SIGN_IN),
              come(threads, "sign-in 2", SIGN_IN),
              come(threads, "renewal", RENEWAL));

      turnstile.leave();
      for (Future<?> each : all) each.get(30, TimeUnit.SECONDS);
    }

    assertThat(entered).containsExactly("renewal", "sign-in 1", "sign-in 2");
  }

  @Test
  void sendsAwayWhoeverWaitedLongEnoughAndForgetsHim() throws Exception {
    Turnstile hasty = new Turnstile(1, Duration.ofMillis(1));
    assertThat(hasty.enter(SIGN_IN)).isTrue();

    assertThat(hasty.enter(SIGN_IN)).isFalse();
    assertThat(hasty.waiting()).isZero();
    hasty.leave();
    assertThat(hasty.enter(SIGN_IN)).isTrue();
  }

  @Test
  void losesNoPlaceWhenSomebodyIsInterrupted() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(turnstile.enter(SIGN_IN)).isTrue();
      come(threads, "gone", SIGN_IN).cancel(true);
      Eventually.within(Duration.ofSeconds(30), "nobody", () -> turnstile.waiting() == 0);
      turnstile.leave();

      assertThat(turnstile.enter(SIGN_IN)).isTrue();
    }
    assertThat(entered).isEmpty();
  }

  @Test
  void neverLetsInMoreThanItHasPlaces() throws Exception {
    Turnstile three = new Turnstile(3, LONG);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all =
          IntStream.range(0, 500)
              .mapToObj(i ->
                  threads.submit(() -> {
                    Call call = i % 5 == 0 ? RENEWAL : SIGN_IN;
                    if (!three.enter(call)) return false;
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1_000);
                    inside.decrementAndGet();
                    three.leave();
                    return true;
                  }))
              .toList();
      for (Future<Boolean> each : all) assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(most.get()).isBetween(1, 3);
    assertThat(three.waiting()).isZero();
  }
}
