package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/// What a password must be, and the hashes that are kept of it: bcrypt at cost 10, as Supabase Auth
/// makes them, so that people who come from there keep their passwords.
public final class Passwords {
  /// bcrypt looks at no more.
  static final int MAX_BYTES = 72;

  private static final int COST = 10;
  private static final int HIGHEST_COST = 14;
  private static final Pattern HASH =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./0-9A-Za-z]{53}");

  private final PasswordLane lane;
  private final SecureRandom random;
  private final int minLength;
  private final String hashOfNothing;

  Passwords(PasswordLane lane, SecureRandom random, int minLength) {
    this.lane = lane;
    this.random = random;
    this.minLength = minLength;
    this.hashOfNothing = hashNow("nobody has this password");
  }

  /// @throws AuthRefusal where the password is too long or too weak
  void requireStrong(String password) {
    if (bytes(password) > MAX_BYTES) {
      throw AuthRefusal.invalid("Password cannot be longer than " + MAX_BYTES + " characters");
    }
    Optional<String> weakness = weakness(password);
    if (weakness.isPresent()) {
      throw new AuthRefusal(
          ErrorCode.WEAK_PASSWORD,
          ErrorCode.WEAK_PASSWORD.status(),
          weakness.get(),
          List.of("length"),
          List.of());
    }
  }

  /// Why a password is weak, or empty.
  Optional<String> weakness(String password) {
    return bytes(password) < minLength
        ? Optional.of("Password should be at least " + minLength + " characters.")
        : Optional.empty();
  }

  String hash(String password) {
    return lane.run(() -> hashNow(password));
  }

  /// Whether the password belongs to the hash. Takes as long where there is no hash, so that the
  /// time does not tell whether an address is known.
  boolean matches(String password, @Nullable String hash) {
    String against = hash != null && isUsable(hash) ? hash : hashOfNothing;
    boolean matches = lane.run(() -> BCrypt.checkpw(password, against));
    return matches && against.equals(hash);
  }

  /// Whether this is a bcrypt hash that can be checked in a bearable time.
  static boolean isUsable(String hash) {
    return HASH.matcher(hash).matches() && Integer.parseInt(hash.substring(4, 6)) <= HIGHEST_COST;
  }

  private String hashNow(String password) {
    return hashed(password, random);
  }

  /// A hash made at once, outside the lane: for accounts that are there before the doors open.
  public static String hashed(String password, SecureRandom random) {
    return BCrypt.hashpw(password, BCrypt.gensalt("$2a", COST, random));
  }

  private static int bytes(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length;
  }
}
