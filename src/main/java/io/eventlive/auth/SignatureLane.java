package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.http.Spread;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How many signatures of public keys are checked at one moment, and how many wait for that.
///
/// A check burns a processor for some hundred microseconds, and a forged token is enough to ask for
/// one. Without a bound a flood of them would take every carrier of the virtual threads, and those
/// who sign in would stand behind it.
///
/// Two counts, each atomic by itself: who may check, and who may be here at all.
final class SignatureLane {
  private final AuthConfig.Lane config;
  private final Semaphore checks;
  private final Semaphore places;

  SignatureLane(AuthConfig.Lane config) {
    this.config = config;
    this.checks = new Semaphore(config.threads(), true);
    this.places = new Semaphore(config.threads() + config.queue());
  }

  /// Runs a check, after a wait where others are at it.
  ///
  /// The event loop comes here only where a token was forgotten after it had looked; it must not
  /// wait, so it checks at once.
  ///
  /// @param token whose check it is
  /// @throws Refusal 503 where too many wait, or this one has waited for too long
  boolean run(String token, BooleanSupplier check) {
    if (!Thread.currentThread().isVirtual()) return check.getAsBoolean();
    if (!places.tryAcquire()) throw busy(token);
    try {
      if (!checks.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy(token);
      }
      try {
        return check.getAsBoolean();
      } finally {
        checks.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw busy(token);
    } finally {
      places.release();
    }
  }

  /// For tests: how many wait at this moment.
  int waiting() {
    return checks.getQueueLength();
  }

  private static Refusal busy(String token) {
    return new Refusal(
        ErrorCode.BUSY,
        ErrorCode.BUSY.sentence(Language.ENGLISH),
        null,
        null,
        List.of(new HttpAnswer.Header("Retry-After", Spread.seconds(token))));
  }
}
