package io.eventlive.rest;

import io.eventlive.http.Handler.Reply;
import io.eventlive.http.HttpAnswer;
import io.eventlive.rest.request.DialectRules.Verbosity;
import io.eventlive.rest.response.FailureAnswer;

/// Tells the client no more of an error than it may know.
record Spoken(Reply to, Verbosity verbosity) implements Reply {
  @Override
  public void send(HttpAnswer answer) {
    to.send(
        switch (verbosity) {
          case VERBOSE -> answer;
          case MINIMAL -> FailureAnswer.minimal(answer);
        });
  }

  @Override
  public boolean abandoned() {
    return to.abandoned();
  }
}
