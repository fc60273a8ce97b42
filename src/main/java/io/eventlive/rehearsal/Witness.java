package io.eventlive.rehearsal;

import io.eventlive.rehearsal.LegacyClient.Call;

/// Sees every call with what it was answered. Told on the generator's loop, so it must be quick and
/// never wait.
@FunctionalInterface
public interface Witness {
  Witness NONE = _ -> {};

  void saw(Sighting sighting);

  /// One call as a caller knows it.
  ///
  /// @param call as it was sent, without placeholders
  /// @param token what it was sent with: a key, or the person's access token
  /// @param begun before it was sent, as [System#nanoTime] has it
  /// @param ended when all of the answer was there
  /// @param status 0 where no answer came
  record Sighting(
      String scene,
      Call call,
      String token,
      long begun,
      long ended,
      int status,
      String retryAfter,
      String body) {}
}
