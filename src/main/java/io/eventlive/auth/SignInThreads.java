package io.eventlive.auth;

import io.eventlive.http.Handler;
import java.util.concurrent.Semaphore;

/// Virtual threads of sign-in's own, so that people who wait for their password to be checked take
/// none of the places that other requests share. There are more places than the password lane has,
/// so that refreshes and look-ups find one while the lane is full.
final class SignInThreads {
  private final Semaphore places;

  SignInThreads(int places) {
    this.places = new Semaphore(places);
  }

  /// The same handler, on a thread of its own.
  ///
  /// @param handler answers every request, whatever happens
  /// @param full what is answered where no place is left
  Handler.Handover onOneOf(Handler.Blocking handler, Handler.Immediate full) {
    return (request, reply) -> {
      if (!places.tryAcquire()) {
        reply.send(full.answer(request));
        return;
      }
      Thread.ofVirtual()
          .name("sign-in-" + request.id())
          .start(() -> {
            try {
              reply.send(handler.answer(request));
            } finally {
              places.release();
            }
          });
    };
  }
}
