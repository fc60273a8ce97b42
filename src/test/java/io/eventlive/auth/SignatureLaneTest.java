package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a flood of forged tokens can take, and what it cannot.
final class SignatureLaneTest {
  private static final String CLAIMS = "{\"role\":\"anon\",\"n\":%d}";

  private static TokenKeys ours;
  private static TokenKeys forgers;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeAll
  static void makeKeys() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    ours = TokenKeys.of(Forge.SECRET, key.toJSONString());
    forgers =
        TokenKeys.of(
            Forge.SECRET, new ECKeyGenerator(Curve.P_256).keyID("one").generate().toJSONString());
  }

  @AfterEach
  void letGo() {
    release.countDown();
    threads.close();
  }

  @Test
  void whatIsForgedWaitsAndIsTurnedAwayAndNobodyElseIs() throws Exception {
    SignatureLane lane = lane(Duration.ofMinutes(5));
    TokenVerifier verifier =
        new TokenVerifier(
            ours,
            () -> TokenRules.DEFAULT,
            () -> Set.of("anon"),
            new FakeClock(AuthKit.START),
            lane,
            1 << 20);
    String remembered = ours.sign(CLAIMS.formatted(1));
    assertThat(verifier.verify(remembered)).isInstanceOf(Verification.Accepted.class);
    Future<Boolean> running = fill(lane);
    Future<Verification> waiting =
        threads.submit(() -> verifier.verify(forgers.sign(CLAIMS.formatted(2))));
    awaitOneWaiting(lane);

    Refusal refusal = refused(() -> verifier.verify(forgers.sign(CLAIMS.formatted(3))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY);
    assertThat(refusal.headers())
        .singleElement()
        .satisfies(header -> assertThat(header.value()).matches("[123]"))
        .extracting(HttpAnswer.Header::name)
        .isEqualTo("Retry-After");
    assertThat(threads.submit(() -> verifier.verify(remembered)).get())
        .isInstanceOf(Verification.Accepted.class);
    assertThat(threads.submit(() -> verifier.verify(Forge.hs256(CLAIMS.formatted(4)))).get())
        .isInstanceOf(Verification.Accepted.class);

    release.countDown();
    assertThat(running.get()).isTrue();
    assertThat(waiting.get()).isInstanceOf(Verification.Refused.class);
    assertThat(threads.submit(() -> verifier.verify(ours.sign(CLAIMS.formatted(5)))).get())
        .isInstanceOf(Verification.Accepted.class);
  }

  @Test
  void whoeverWaitsForTooLongIsTurnedAway() throws Exception {
    SignatureLane lane = lane(Duration.ofSeconds(1));
    Future<Boolean> running = fill(lane);

    assertThat(refused(() -> lane.run("another", () -> true)).code()).isEqualTo(ErrorCode.BUSY);
    assertThat(lane.waiting()).isZero();
    assertThat(running.isDone()).isFalse();
  }

  @Test
  void theEventLoopNeverWaits() throws Exception {
    SignatureLane lane = lane(Duration.ofMinutes(5));
    Future<Boolean> running = fill(lane);

    assertThat(lane.run("token", () -> true)).isTrue();
    assertThat(running.isDone()).isFalse();
  }

  private static SignatureLane lane(Duration patience) {
    return new SignatureLane(new AuthConfig.Lane(1, 1, patience));
  }

  private Future<Boolean> fill(SignatureLane lane) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    Future<Boolean> running =
        threads.submit(() ->
            lane.run(
                "first",
                () -> {
                  busy.countDown();
                  try {
                    return release.await(60, TimeUnit.SECONDS);
                  } catch (InterruptedException _) {
                    return false;
                  }
                }));
    busy.await();
    return running;
  }

  private Refusal refused(Callable<?> work) {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> threads.submit(work).get());
    return (Refusal) Objects.requireNonNull(failure.getCause());
  }

  private static void awaitOneWaiting(SignatureLane lane) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lane.waiting() != 1) {
      if (System.nanoTime() > deadline) throw new AssertionError("nobody waits");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
