package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation.RequestAnswered;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorwayProtocolTest {
  private static final String LONG_JSON = "[" + "{\"title\":\"webinar\"},".repeat(10_000) + "{}]";

  private static TestDoorway doorway;

  @BeforeAll
  static void open() throws IOException {
    Routes routes =
        new Routes()
            .below(
                "/say",
                (Handler.Immediate)
                    request ->
                        HttpAnswer.of(
                            200,
                            "text/plain; charset=utf-8",
                            request.path() + "?" + request.query() + " " + request.remoteAddress()))
            .exact("GET", "/long", (Handler.Blocking) _ -> HttpAnswer.json(200, LONG_JSON))
            .exact(
                "GET",
                "/split",
                (Handler.Immediate)
                    _ -> HttpAnswer.empty(200).with("X-Title", "a\r\nSet-Cookie: stolen=1"));
    doorway =
        new TestDoorway(
            routes, config -> config.trusting(AddressRange.parseList("127.0.0.0/8, 10.1.0.0/16")));
  }

  @AfterAll
  static void close() {
    doorway.close();
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws IOException {
    try (RawClient client = doorway.client()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        String path = i % 10 == 0 ? "/long" : "/say/" + i;
        requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: t\r\n\r\n");
      }
      client.send(requests.toString());

      for (int i = 0; i < 100; i++) {
        String text = client.read().text();
        if (i % 10 == 0) assertThat(text).isEqualTo(LONG_JSON);
        else assertThat(text).startsWith("/say/" + i + "?");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/say/%", "/say/%4", "/say/%zz", "/say/%00", "/say/%0a", "/say/a%2Fb", "/say/%5c",
        "/say/%c0%af", "/say/%ff", "/say/%ed%a0%80", "/say/a\\b", "/say#part", "say", "ftp://x/say"
      })
  void refusesAPathThatCanBeReadInTwoWays(String target) throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer = client.request("GET", target);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("\"code\":\"EL_ADDRESS_MALFORMED\"");
      assertThat(client.request("GET", "/say/still").status()).isEqualTo(200);
    }
  }

  @Test
  void readsAddressesThatAreUnusualButClear() throws IOException {
    try (RawClient client = doorway.client()) {
      assertThat(client.request("GET", "/say/%ec%9b%b9%20%25").text()).startsWith("/say/웹 %?");
      assertThat(client.request("GET", "http://host.example/say/a?b=c").text())
          .startsWith("/say/a?b=c");
      String raw =
          new String("/say/웹?q=웹".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      assertThat(client.request("GET", raw).text()).startsWith("/say/웹?q=%EC%9B%B9");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /say/a HTTP/1.1\r\n\r\n",
        "GET /say/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /say/a HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /say/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"
      })
  void answersWhatIsNoHttpWithAClearRefusal(String bytes) throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer = client.send(bytes).read();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("\"code\":\"EL_HTTP_MALFORMED\"");
    }
  }

  @Test
  void answersABrokenChunkAndCloses() throws IOException {
    try (RawClient client = doorway.client()) {
      client.send("POST /say/a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void answersAPreflightOnItsOwnAndEchoesTheHeadersAskedFor() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer =
          client.request(
              "OPTIONS",
              "/say/anything",
              "Origin: https://app.example",
              "Access-Control-Request-Method: PATCH",
              "Access-Control-Request-Headers: apikey,x-retry-count,prefer");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers())
          .containsEntry("access-control-allow-origin", "*")
          .containsEntry("access-control-allow-headers", "apikey,x-retry-count,prefer")
          .containsEntry("access-control-max-age", "86400");
      assertThat(answer.header("access-control-allow-methods")).contains("PATCH", "PUT", "DELETE");
    }
  }

  @Test
  void exposesWhatClientsReadOnEveryAnswer() throws IOException {
    try (RawClient client = doorway.client()) {
      for (String path : List.of("/say/a", "/nowhere", "/say/%zz")) {
        RawClient.Answer answer = client.request("GET", path);

        assertThat(answer.headers()).containsEntry("access-control-allow-origin", "*");
        assertThat(answer.header("access-control-expose-headers"))
            .contains(
                "Content-Range", "Retry-After", "X-Supabase-Api-Version", "X-Request-Id", "ETag");
      }
    }
  }

  @Test
  void compressesALongAnswerForWhomAsks() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer plain = client.request("GET", "/long");
      RawClient.Answer refused = client.request("GET", "/long", "Accept-Encoding: gzip;q=0, br");
      RawClient.Answer zipped = client.request("GET", "/long", "Accept-Encoding: br, gzip");
      RawClient.Answer shorter = client.request("GET", "/say/a", "Accept-Encoding: gzip");

      assertThat(plain.text()).isEqualTo(LONG_JSON);
      assertThat(plain.headers()).containsEntry("vary", "Accept-Encoding");
      assertThat(refused.text()).isEqualTo(LONG_JSON);
      assertThat(zipped.headers()).containsEntry("content-encoding", "gzip");
      assertThat(zipped.body().length).isLessThan(LONG_JSON.length() / 10);
      assertThat(unzipped(zipped.body())).isEqualTo(LONG_JSON);
      assertThat(shorter.headers()).doesNotContainKey("content-encoding");
    }
  }

  @Test
  void believesForwardedAddressesAndIdsOfTrustedProxiesAlone() throws IOException {
    try (RawClient client = doorway.client()) {
      assertThat(client.request("GET", "/say", "X-Forwarded-For: 9.9.9.9, 203.0.113.7").text())
          .endsWith(" 203.0.113.7");
      assertThat(client.request("GET", "/say", "X-Forwarded-For: 203.0.113.7, 10.1.2.3").text())
          .endsWith(" 203.0.113.7");
      assertThat(client.request("GET", "/say", "X-Forwarded-For: nonsense").text())
          .endsWith(" 127.0.0.1");
      assertThat(client.request("GET", "/say", "X-Request-Id: proxy-1").header("x-request-id"))
          .isEqualTo("proxy-1");
      assertThat(client.request("GET", "/say", "X-Request-Id: a b").header("x-request-id"))
          .matches("[0-9a-f]{16}");
    }
    try (TestDoorway plain =
            new TestDoorway(
                new Routes().below("/say", (Handler.Immediate) DoorwayProtocolTest::address));
        RawClient client = plain.client()) {
      RawClient.Answer answer =
          client.request("GET", "/say", "X-Forwarded-For: 203.0.113.7", "X-Request-Id: mine");

      assertThat(answer.text()).isEqualTo("127.0.0.1");
      assertThat(answer.header("x-request-id")).isNotEqualTo("mine");
    }
  }

  @Test
  void letsNoFeatureSplitTheAnswersHead() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer = client.request("GET", "/split");

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void answersAThousandRequestsAtOnceEachWithItsOwn() throws Exception {
    List<Callable<Boolean>> visits = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String path = "/say/" + i;
      visits.add(() -> isAnswered(path + "/a") && isAnswered(path + "/b"));
    }

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> visit : clients.invokeAll(visits)) {
        assertThat(visit.get()).isTrue();
      }
    }

    assertThat(
            doorway.observed(RequestAnswered.class).stream()
                .map(RequestAnswered::requestId)
                .distinct())
        .hasSizeGreaterThan(3_999);
  }

  private static boolean isAnswered(String path) throws IOException {
    try (RawClient client = doorway.client()) {
      return client.request("GET", path).text().startsWith(path + "?")
          && client.request("GET", path + "/again").text().startsWith(path + "/again?");
    }
  }

  private static HttpAnswer address(HttpRequest request) {
    return HttpAnswer.of(200, "text/plain", request.remoteAddress());
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
