package io.eventlive.auth;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Ids and refresh tokens that nobody can guess, from a source that must be a secure one outside
/// tests.
final class Secrets {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  /// 32 letters of 32 kinds each: 160 bits.
  private static final int TOKEN_LENGTH = 32;

  private final RandomGenerator random;

  Secrets(RandomGenerator random) {
    this.random = random;
  }

  /// A version 4 UUID.
  UUID id() {
    long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x0000_0000_0000_4000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  String refreshToken() {
    StringBuilder token = new StringBuilder(TOKEN_LENGTH);
    for (int i = 0; i < TOKEN_LENGTH; i++) {
      token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return token.toString();
  }

  /// A code that people can type.
  String code(int digits) {
    StringBuilder code = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) code.append((char) ('0' + random.nextInt(10)));
    return code.toString();
  }
}
