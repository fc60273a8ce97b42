package io.eventlive.rest;

import io.eventlive.http.Handler.Reply;
import io.eventlive.http.HttpAnswer;

/// Sends a header back as it came, so that a client finds the answer to its request.
record Traced(Reply to, String header, String value) implements Reply {
  @Override
  public void send(HttpAnswer answer) {
    to.send(answer.with(header, value));
  }

  @Override
  public boolean abandoned() {
    return to.abandoned();
  }
}
