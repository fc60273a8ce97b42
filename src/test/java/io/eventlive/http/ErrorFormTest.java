package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A part of the addresses may write refusals in its own way, also those of the doorway itself.
class ErrorFormTest {
  private static final Routes ROUTES =
      new Routes()
          .exact("GET", "/own/here", (Handler.Immediate) _ -> HttpAnswer.empty(200))
          .exact(
              "GET",
              "/own/refused",
              (Handler.Immediate)
                  _ -> {
                    throw new Refusal(ErrorCode.BUSY, "not now");
                  })
          .exact(
              "GET",
              "/own/broken",
              (Handler.Blocking)
                  _ -> {
                    throw new IllegalStateException("nobody's business");
                  })
          .exact("POST", "/own/here", (Handler.Immediate) _ -> HttpAnswer.empty(200))
          .exact("GET", "/owner", (Handler.Immediate) _ -> HttpAnswer.empty(200))
          .errorsBelow(
              "/own",
              (refusal, request) ->
                  HttpAnswer.of(
                      refusal.code().status(),
                      "text/plain",
                      "%s for %s".formatted(refusal.code(), request.first("x-who").orElse(""))));

  @Test
  void whatIsTurnedDownBelowAPathIsWrittenInItsForm() throws Exception {
    try (TestDoorway doorway = new TestDoorway(ROUTES);
        RawClient client = doorway.client()) {
      assertThat(text(client, "GET /own/nothing")).isEqualTo("PATH_UNKNOWN for me");
      assertThat(text(client, "DELETE /own/here")).isEqualTo("METHOD_NOT_ALLOWED for me");
      assertThat(text(client, "GET /own/refused")).isEqualTo("BUSY for me");
      assertThat(text(client, "GET /own/broken")).isEqualTo("INTERNAL for me");
      assertThat(text(client, "GET /own")).isEqualTo("PATH_UNKNOWN for me");
      assertThat(text(client, "DELETE /owner")).startsWith("{\"code\":\"PGRST117\"");
      assertThat(text(client, "GET /nothing")).startsWith("{\"code\":");
    }
  }

  @Test
  void alsoWhereTheConnectionCannotGoOn() throws Exception {
    try (TestDoorway doorway = new TestDoorway(ROUTES);
        RawClient client = doorway.client()) {
      String announced = "POST /own/here HTTP/1.1\r\nHost: t\r\nx-who: me\r\n";
      RawClient.Answer tooLarge =
          client
              .send(announced + "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
              .read();

      assertThat(tooLarge.text()).isEqualTo("BODY_TOO_LARGE for me");
    }
  }

  @Test
  void whereEvenTheFormFailsTheClientHasAnAnswer() throws Exception {
    Routes routes =
        new Routes()
            .exact(
                "GET",
                "/broken/at-once",
                (Handler.Immediate)
                    _ -> {
                      throw new NoClassDefFoundError("io/eventlive/Gone");
                    })
            .exact(
                "GET",
                "/broken/refused",
                (Handler.Blocking)
                    _ -> {
                      throw new Refusal(ErrorCode.BUSY, "not now");
                    })
            .errorsBelow(
                "/broken",
                (_, _) -> {
                  throw new NoClassDefFoundError("io/eventlive/AnotherGone");
                });
    try (TestDoorway doorway = new TestDoorway(routes);
        RawClient client = doorway.client()) {
      assertThat(text(client, "GET /broken/at-once")).contains("PGRSTX00");
      assertThat(text(client, "GET /broken/refused")).contains("PGRSTX00");
    }
  }

  private static String text(RawClient client, String line) throws Exception {
    return client.send(line + " HTTP/1.1\r\nHost: t\r\nx-who: me\r\n\r\n").read().text();
  }
}
