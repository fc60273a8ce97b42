package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.eventlive.http.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/// How often passwords may be shown, and how often they may be wrong.
///
/// Every check takes a place on the password lane, which everybody who signs in shares. And whoever
/// knows an address could go through passwords for ever. Wrong ones are therefore counted for an
/// address in one network, and [#WIDER] times as many for the network and for the address: a
/// stranger who guesses does not at once lock out the owner, who is somewhere else. Addresses count
/// as they were typed, known or not, so that a limit does not tell.
final class PasswordLimits {
  static final int WIDER = 20;

  private final AddressLimit signIns;
  private final Buckets together;
  private final Buckets networks;
  private final Buckets addresses;

  PasswordLimits(AuthConfig.Limit signIns, AuthConfig.Limit wrong, Ticker ticker) {
    this.signIns = new AddressLimit(signIns, ticker);
    this.together = new Buckets(wrong, ticker);
    AuthConfig.Limit wider = new AuthConfig.Limit(wrong.permits() * WIDER, wrong.window());
    this.networks = new Buckets(wider, ticker);
    this.addresses = new Buckets(wider, ticker);
  }

  /// What was taken for a password of which nobody knows yet whether it is right.
  ///
  /// @param taken puts it back where it came from
  record Attempt(List<Runnable> taken) {
    /// It was not a wrong password.
    void giveBack() {
      taken.forEach(Runnable::run);
    }
  }

  /// @throws AuthRefusal 429 where this network shows too many passwords, or too many were wrong
  Attempt take(String remoteAddress, String email) {
    signIns.take(remoteAddress);
    String network = AddressLimit.network(remoteAddress);
    String address = Emails.plain(email.substring(0, Math.min(email.length(), Emails.LONGEST)));
    Attempt attempt = new Attempt(new ArrayList<>());
    take(networks, network, attempt);
    take(addresses, address, attempt);
    take(together, network + " " + address, attempt);
    return attempt;
  }

  private static void take(Buckets buckets, String key, Attempt attempt) {
    long waitNanos = buckets.take(key);
    if (waitNanos > 0) {
      attempt.giveBack();
      throw AuthRefusal.later(
          ErrorCode.OVER_REQUEST_RATE_LIMIT,
          "Too many wrong passwords",
          Math.max(1, Math.ceilDiv(waitNanos, 1_000_000_000L)));
    }
    attempt.taken().add(() -> buckets.giveBack(key));
  }
}
