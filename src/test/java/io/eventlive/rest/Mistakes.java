package io.eventlive.rest;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Where a random request goes wrong: at one place at most.
final class Mistakes {
  private final SplittableRandom random;
  private boolean left;
  private @Nullable String certain;

  Mistakes(SplittableRandom random) {
    this.random = random;
  }

  /// A new request begins.
  void begin() {
    left = random.nextInt(5) < 3;
    certain = null;
  }

  /// Whether this is the place of the mistake.
  boolean slips() {
    boolean slip = left && random.nextInt(7) == 0;
    if (slip) left = false;
    return slip;
  }

  /// The mistake has no words in SQL.
  void onlyTheDialectKnows(String code) {
    certain = code;
  }

  /// The code of a mistake that only the dialect knows, or null.
  @Nullable String certain() {
    return certain;
  }
}
