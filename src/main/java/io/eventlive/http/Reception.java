package io.eventlive.http;

import io.eventlive.observation.Observer;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/// What all event loops share, so that one number bounds them together. Everything in it may be
/// used from any thread.
record Reception(
    HttpConfig config,
    Dispatcher dispatcher,
    Observer observer,
    ExecutorService threads,
    Gzip gzip,
    BodyBudget bodyBudget,
    ClientAddress clients,
    RequestIds ids,
    HttpDate date,
    AtomicBoolean draining) {

  /// A proxy that is believed may name the request, so that its log and ours tell one story.
  String idOf(String peer, HttpHeaders headers) {
    Optional<String> given =
        headers.first("x-request-id").filter(id -> id.matches("[A-Za-z0-9._-]{1,64}"));
    return given.isPresent() && clients.trusts(peer) ? given.get() : ids.next();
  }

  boolean isDraining() {
    return draining.get();
  }
}
