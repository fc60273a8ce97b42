package io.eventlive.http;

/// A time to return for those who are turned away where nobody knows at what rate they could be
/// served: spread over a few seconds, so that those who are turned away together do not return
/// together.
public final class Spread {
  private static final int SECONDS = 3;

  private Spread() {}

  /// From one to three seconds, as a `Retry-After` says it.
  ///
  /// @param key something that differs from one request to the next, such as its id; as good as
  ///   random
  public static String seconds(Object key) {
    return Integer.toString(secondsAfter(0, key));
  }

  /// From one to three seconds after so many.
  public static int secondsAfter(int least, Object key) {
    return least + 1 + Math.floorMod(key.hashCode(), SECONDS);
  }
}
