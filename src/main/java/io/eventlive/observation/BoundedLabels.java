package io.eventlive.observation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Values of one metric label, at most so many: those that come too late share one. May be used
/// from any thread; a race may let in a few more.
final class BoundedLabels {
  static final String OTHER = "_OTHER";

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  BoundedLabels(int most) {
    this.most = most;
  }

  String of(String value) {
    if (known.contains(value)) return value;
    if (known.size() >= most) return OTHER;
    known.add(value);
    return value;
  }
}
