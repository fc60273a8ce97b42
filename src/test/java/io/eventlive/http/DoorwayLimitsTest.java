package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.HttpConfig.Sizes;
import io.eventlive.observation.Observation.ConnectionRefused;
import io.eventlive.observation.Observation.RequestAnswered;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DoorwayLimitsTest {
  private static final int BODY = 2_000;
  private static final int REQUEST_LINE = 64 * 1024;
  private static final int HEADERS = 8 * 1024;

  private static TestDoorway doorway;

  @BeforeAll
  static void open() throws IOException {
    doorway =
        new TestDoorway(
            echoLength(),
            config -> config.with(new Sizes(REQUEST_LINE, HEADERS, BODY, 1_000_000, 4096)));
  }

  @AfterAll
  static void close() {
    doorway.close();
  }

  private static Routes echoLength() {
    return new Routes()
        .exact(
            "POST",
            "/length",
            (Handler.Immediate)
                request ->
                    HttpAnswer.of(200, "text/plain", Integer.toString(request.body().length)))
        .exact(
            "GET",
            "/query",
            (Handler.Immediate)
                request ->
                    HttpAnswer.of(200, "text/plain", Integer.toString(request.query().length())));
  }

  @Test
  void takesABodyOfExactlyTheLimit() throws IOException {
    try (RawClient client = doorway.client()) {
      assertThat(client.send(post(BODY)).read().text()).isEqualTo("2000");
      assertThat(client.send(chunked(BODY)).read().text()).isEqualTo("2000");
    }
  }

  @Test
  void refusesABodyAboveTheLimitAndKeepsTheConnection() throws IOException {
    try (RawClient client = doorway.client()) {
      for (String tooLarge : new String[] {post(BODY + 1), chunked(BODY + 1), post(500_000)}) {
        RawClient.Answer answer = client.send(tooLarge).read();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text())
            .contains("\"code\":\"EL_BODY_TOO_LARGE\"", "At most 2000 bytes are taken.");
        assertThat(client.send(post(3)).read().text()).isEqualTo("3");
      }
    }
  }

  @Test
  void refusesAnAnnouncedBodyBeforeItIsSent() throws IOException {
    try (RawClient client = doorway.client()) {
      client.send(
          "POST /length HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 9999\r\n\r\n");

      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void asksForAnAnnouncedBodyThatIsSmallEnough() throws IOException {
    try (RawClient client = doorway.client()) {
      client.send(
          "POST /length HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

      assertThat(client.read(false).status()).isEqualTo(100);
      assertThat(client.send("12345").read().text()).isEqualTo("5");
    }
  }

  @Test
  void turnsAwayABodyForWhichAllTogetherLeaveNoRoom() throws IOException {
    try (TestDoorway small = withRoomFor(5_000);
        RawClient first = small.client();
        RawClient second = small.client();
        RawClient third = small.client()) {
      String half = "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 2000\r\n\r\n";
      first.send(half + "x".repeat(1_999));
      second.send(half + "x".repeat(1_999));
      TestDoorway.await("both have arrived", () -> small.doorway().room() == 1_002);
      assertThat(statusOf(third, post(1_500))).isEqualTo(503);

      first.vanish();
      TestDoorway.await("room again", () -> statusOf(third, post(1_500)) == 200);
      assertThat(second.send("x").read().text()).isEqualTo("2000");
    }
  }

  @Test
  void turnsAwayALargeHeadForWhichAllTogetherLeaveNoRoom() throws IOException {
    String large = "GET /query?" + "a".repeat(40_000);
    try (TestDoorway small = withRoomFor(50_000);
        RawClient first = small.client();
        RawClient second = small.client();
        RawClient third = small.client()) {
      assertThat(statusOf(third, large + " HTTP/1.1\r\nHost: t\r\n\r\n")).isEqualTo(200);
      first.send(large); // and not a byte more
      TestDoorway.await("all of it has arrived", () -> small.doorway().room() < 20_000);
      assertThat(statusOf(third, large + " HTTP/1.1\r\nHost: t\r\n\r\n")).isEqualTo(503);

      RawClient.Answer broken = second.send(large).read();
      assertThat(broken.status()).isEqualTo(503);
      assertThat(broken.text()).contains("EL_BUSY");
      assertThat(broken.header("retry-after")).isIn("1", "2", "3");
      assertThat(third.request("GET", "/query?small").status()).isEqualTo(200);

      first.vanish();
      TestDoorway.await(
          "room again", () -> statusOf(third, large + " HTTP/1.1\r\nHost: t\r\n\r\n") == 200);
    }
  }

  private static TestDoorway withRoomFor(long bytes) throws IOException {
    return new TestDoorway(
        echoLength(), config -> config.with(new Sizes(REQUEST_LINE, HEADERS, BODY, bytes, 4096)));
  }

  @Test
  void takesARequestLineOfSixtyFourKilobytesAndRefusesALongerOne() throws IOException {
    int frame = "GET /query? HTTP/1.1".length();
    try (RawClient client = doorway.client()) {
      RawClient.Answer longest =
          client.request("GET", "/query?" + "a".repeat(REQUEST_LINE - frame));
      RawClient.Answer longer =
          client.request("GET", "/query?" + "a".repeat(REQUEST_LINE - frame + 1));

      assertThat(longest.text()).isEqualTo(Integer.toString(REQUEST_LINE - frame));
      assertThat(longer.status()).isEqualTo(414);
      assertThat(longer.text()).contains("EL_ADDRESS_TOO_LONG", "65536 bytes");
      assertThat(longer.headers()).containsEntry("access-control-allow-origin", "*");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void refusesTooManyHeaderBytes() throws IOException {
    try (RawClient client = doorway.client()) {
      assertThat(client.request("GET", "/query", "A: " + "a".repeat(HEADERS - 100)).status())
          .isEqualTo(200);

      RawClient.Answer answer = client.request("GET", "/query", "A: " + "a".repeat(HEADERS));

      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.text()).contains("EL_HEADERS_TOO_LARGE");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void tellsTheClientOfAHugeRequestLineEvenWhileItIsStillSending() throws IOException {
    try (RawClient client = doorway.client()) {
      client.send("GET /query?" + "a".repeat(2_000_000));

      assertThat(client.read().status()).isEqualTo(414);
    }
  }

  @Test
  void refusesConnectionsBeyondTheLimitAndTakesThemAgainLater() throws IOException {
    try (TestDoorway small =
        new TestDoorway(echoLength(), config -> config.with(new HttpConfig.Counts(2, 10)))) {
      try (RawClient first = small.client();
          RawClient second = small.client()) {
        assertThat(first.request("GET", "/query").status()).isEqualTo(200);
        assertThat(second.request("GET", "/query").status()).isEqualTo(200);
        try (RawClient third = small.client()) {
          RawClient.Answer answer = third.read();

          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.headers().get("retry-after")).isIn("1", "2", "3");
          assertThat(third.isClosedByServer()).isTrue();
          assertThat(small.observed(ConnectionRefused.class)).hasSize(1);
        }
      }
      TestDoorway.await(
          "a place that was given back",
          () -> {
            try (RawClient later = small.client()) {
              return statusOf(later, "GET /query HTTP/1.1\r\nHost: t\r\n\r\n") == 200;
            } catch (IOException _) {
              return false;
            }
          });
    }
  }

  @Test
  void boundsTheRequestsOnVirtualThreadsWithARetryAfter() throws IOException {
    CountDownLatch hold = new CountDownLatch(1);
    Routes routes =
        new Routes()
            .exact(
                "GET",
                "/hold",
                (Handler.Blocking)
                    _ -> {
                      await(hold);
                      return HttpAnswer.empty(204);
                    });
    try (TestDoorway small =
            new TestDoorway(routes, config -> config.with(new HttpConfig.Counts(100, 2)));
        RawClient first = small.client();
        RawClient second = small.client();
        RawClient third = small.client()) {
      String request = "GET /hold HTTP/1.1\r\nHost: t\r\n\r\n";
      first.send(request);
      second.send(request);
      TestDoorway.await("both places taken", () -> small.running() == 2);

      RawClient.Answer refused = third.request("GET", "/hold");
      hold.countDown();

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("EL_BUSY");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 3);
      assertThat(first.read().status()).isEqualTo(204);
      assertThat(second.read().status()).isEqualTo(204);
      assertThat(third.request("GET", "/hold").status()).isEqualTo(204);
      assertThat(small.observed(RequestAnswered.class))
          .filteredOn(answered -> answered.status() == 503)
          .singleElement()
          .satisfies(answered -> assertThat(answered.errorCode()).contains("EL_BUSY"));
    }
  }

  private static int statusOf(RawClient client, String request) {
    try {
      return client.send(request).read().status();
    } catch (IOException _) {
      return 0;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String post(int length) {
    return "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(length, "x".repeat(length));
  }

  private static String chunked(int length) {
    return "POST /length HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
        .formatted(length, "x".repeat(length));
  }
}
