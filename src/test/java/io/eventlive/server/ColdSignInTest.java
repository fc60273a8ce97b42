package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The doors open on a server that has served nobody yet, with the settings that it has by default.
class ColdSignInTest {
  private static final int CROWD = 300;

  private record Heard(int status, Duration after) {}

  @Test
  void tellsNobodyToReturnWhoCouldBeServedWithinEightSeconds() {
    try (TestServer server = TestServer.start();
        HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<Heard>> arrivals =
          IntStream.range(0, CROWD).mapToObj(_ -> arrival(server, client)).toList();

      List<Heard> heard = arrivals.stream().map(CompletableFuture::join).toList();

      assertThat(heard)
          .allSatisfy(each -> {
            boolean waited = each.after().compareTo(Duration.ofSeconds(8)) >= 0;
            assertThat(each.status()).isIn(waited ? List.of(200, 503) : List.of(200));
          });
    }
  }

  private static CompletableFuture<Heard> arrival(TestServer server, HttpClient client) {
    long began = System.nanoTime();
    return client
        .sendAsync(
            server
                .request("/auth/v1/signup", server.keys().anonKey())
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString())
        .thenApply(
            answer -> new Heard(answer.statusCode(), Duration.ofNanos(System.nanoTime() - began)));
  }
}
