package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation.RequestAnswered;
import io.eventlive.observation.Observation.UnexpectedFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DoorwayTest {
  private static TestDoorway doorway;

  @BeforeAll
  static void open() throws IOException {
    Routes routes =
        new Routes()
            .exact(
                "GET",
                "/loop",
                (Handler.Immediate)
                    request -> HttpAnswer.json(200, "\"%s\"".formatted(request.query())))
            .exact(
                "POST",
                "/echo",
                (Handler.Blocking)
                    request ->
                        HttpAnswer.json(
                            200,
                            Thread.currentThread().isVirtual()
                                + " "
                                + new String(request.body(), StandardCharsets.UTF_8)))
            .exact("GET", "/left-out", (Handler.Immediate) _ -> HttpAnswer.empty(200))
            .exact("GET", "/broken", (Handler.Blocking) _ -> faulty())
            .exact("GET", "/broken-loop", (Handler.Immediate) _ -> faulty())
            .exact(
                "GET",
                "/refused",
                (Handler.Handover)
                    (_, _) -> {
                      throw new Refusal(ErrorCode.QUERY_NOT_UNDERSTOOD, "No.", "{\"a\":1}", "Try.");
                    })
            .below(
                "/below",
                (Handler.Handover)
                    (request, reply) ->
                        Thread.ofVirtual()
                            .start(() ->
                                reply.send(
                                    HttpAnswer.of(
                                            200,
                                            "text/plain",
                                            request.method() + " " + request.path())
                                        .onRoute("/below/{x}")
                                        .toRole("anon"))));
    NotOffered.register(routes);
    doorway = new TestDoorway(routes);
  }

  @AfterAll
  static void close() {
    doorway.close();
  }

  @Test
  void answersFromTheLoopFromAVirtualThreadAndFromAHandover() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer loop = client.request("GET", "/loop?a=%20b");
      client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello");
      RawClient.Answer virtual = client.read();
      RawClient.Answer handover = client.request("PATCH", "/below/%ED%95%9C%EA%B8%80");

      assertThat(loop.status()).isEqualTo(200);
      assertThat(loop.text()).isEqualTo("\"a=%20b\"");
      assertThat(loop.headers()).containsKeys("date", "x-request-id");
      assertThat(virtual.text()).isEqualTo("true hello");
      assertThat(handover.text()).isEqualTo("PATCH /below/한글");
    }
  }

  @Test
  void answersHeadByGetWithTheSameHeadersAndNoBody() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer get = client.request("GET", "/loop?x");
      RawClient.Answer head = client.request("HEAD", "/loop?x");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
      assertThat(client.request("GET", "/loop?still").text()).isEqualTo("\"still\"");
    }
  }

  @Test
  void doesNotSayOfABodyThatWasNeverMadeHowLongItIs() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer head = client.request("HEAD", "/left-out");

      assertThat(head.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      assertThat(client.request("GET", "/left-out").header("content-length")).isEqualTo("0");
    }
  }

  @Test
  void tellsAnUnknownPathFromAWrongMethod() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer unknown = client.request("GET", "/nowhere");
      RawClient.Answer wrong = client.request("DELETE", "/loop", "Accept-Language: ko-KR,ko;q=0.9");
      RawClient.Answer options = client.request("OPTIONS", "/loop");

      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.text())
          .isEqualTo(
              "{\"code\":\"PGRST125\",\"details\":null,\"hint\":null,"
                  + "\"message\":\"There is nothing at this address.\"}");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.headers()).containsEntry("allow", "GET, HEAD, OPTIONS");
      assertThat(wrong.text()).contains("이 주소에서는 할 수 없는 동작이에요.");
      assertThat(options.status()).isEqualTo(200);
      assertThat(options.headers()).containsEntry("allow", "GET, HEAD, OPTIONS");
    }
  }

  @Test
  void saysOfEachMissingServiceThatItIsNotOffered() throws IOException {
    try (RawClient client = doorway.client()) {
      for (String path :
          new String[] {
            "/storage/v1/object/a", "/functions/v1/f", "/graphql/v1", "/realtime/v1/x"
          }) {
        RawClient.Answer answer = client.request("POST", path, "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text()).contains("\"code\":\"EL_NOT_OFFERED\"");
      }
    }
  }

  @Test
  void rendersARefusalWithItsDetailsAndHint() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer = client.request("GET", "/refused");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text())
          .isEqualTo(
              "{\"code\":\"PGRST100\",\"details\":{\"a\":1},\"hint\":\"Try.\",\"message\":\"No.\"}");
    }
  }

  @Test
  void tellsOfAnUnexpectedFailureNothingButTheRequestsId() throws IOException {
    try (RawClient client = doorway.client()) {
      for (String path : new String[] {"/broken", "/broken-loop"}) {
        RawClient.Answer answer = client.request("GET", path);

        String id = answer.header("x-request-id");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("\"details\":\"Request " + id + "\"");
        assertThat(answer.text()).doesNotContain("secret", "Exception");
        assertThat(doorway.observed(UnexpectedFailure.class))
            .filteredOn(failure -> failure.requestId().orElseThrow().equals(id))
            .singleElement()
            .satisfies(failure -> assertThat(failure.cause()).hasMessage("a secret"));
      }
    }
  }

  @Test
  void observesEachAnswerUnderItsRouteWithCodeAndRole() throws IOException {
    try (RawClient client = doorway.client()) {
      RawClient.Answer answer = client.request("GET", "/below/a?b=c", "User-Agent: tests/1");

      String id = answer.header("x-request-id");
      TestDoorway.await("the observation", () -> !answered(id).isEmpty());
      assertThat(answered(id))
          .singleElement()
          .satisfies(observed -> {
            assertThat(observed.route()).isEqualTo("/below/{x}");
            assertThat(observed.path()).isEqualTo("/below/a");
            assertThat(observed.query()).isEqualTo("b=c");
            assertThat(observed.role()).contains("anon");
            assertThat(observed.errorCode()).isEmpty();
            assertThat(observed.answerBytes()).isEqualTo(12);
            assertThat(observed.client()).isEqualTo("127.0.0.1");
            assertThat(observed.userAgent()).isEqualTo("tests/1");
          });
    }
  }

  private static List<RequestAnswered> answered(String id) {
    return doorway.observed(RequestAnswered.class).stream()
        .filter(observed -> observed.requestId().equals(id))
        .toList();
  }

  private static HttpAnswer faulty() {
    throw new IllegalStateException("a secret");
  }
}
