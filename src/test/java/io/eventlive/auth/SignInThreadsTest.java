package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SignInThreadsTest {
  private static final HttpRequest REQUEST =
      new HttpRequest(
          "r1", "GET", "/auth/v1/user", "", HttpHeaders.of(Map.of()), new byte[0], "203.0.113.7");

  @Test
  void oneRequestTooManyIsTurnedAwayAtOnceAndPlacesComeBack() {
    CountDownLatch release = new CountDownLatch(1);
    Handler.Handover door =
        new SignInThreads(2)
            .onOneOf(
                _ -> {
                  await(release);
                  return HttpAnswer.empty(200);
                },
                _ -> HttpAnswer.empty(503));
    CompletableFuture<HttpAnswer> first = begin(door);
    CompletableFuture<HttpAnswer> second = begin(door);

    CompletableFuture<HttpAnswer> third = begin(door);

    assertThat(third.join().status()).isEqualTo(503);
    assertThat(first).isNotDone();
    release.countDown();
    assertThat(first.join().status()).isEqualTo(200);
    assertThat(second.join().status()).isEqualTo(200);
    assertThat(untilLetIn(door).status()).isEqualTo(200);
  }

  /// A place comes back just after the answer has left.
  private static HttpAnswer untilLetIn(Handler.Handover door) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    HttpAnswer answer = begin(door).join();
    while (answer.status() == 503 && System.nanoTime() < deadline) answer = begin(door).join();
    return answer;
  }

  private static CompletableFuture<HttpAnswer> begin(Handler.Handover door) {
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    door.begin(REQUEST, answer::complete);
    return answer.orTimeout(60, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
