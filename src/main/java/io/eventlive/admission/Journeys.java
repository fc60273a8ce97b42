package io.eventlive.admission;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who has just come in. A journey begins when somebody's first call of coming in is served, and
/// lasts for a fixed time: whoever was let in is to arrive, rather than many beginning and nobody
/// arriving.
///
/// Not safe for several threads; [Line] owns it.
final class Journeys {
  /// A person takes some 150 bytes; those who came first are forgotten first.
  static final int MOST = 50_000;

  private final long nanos;
  private final Map<String, Long> began = new LinkedHashMap<>();

  Journeys(Duration length) {
    this.nanos = length.toNanos();
  }

  boolean isOn(String person, long now) {
    Long at = began.get(person);
    return at != null && now - at < nanos;
  }

  /// Somebody comes in; without effect on whoever is on his way.
  void begin(String person, long now) {
    if (isOn(person, now)) return;
    forget(now);
    began.remove(person);
    began.put(person, now);
  }

  private void forget(long now) {
    Iterator<Map.Entry<String, Long>> oldest = began.entrySet().iterator();
    while (oldest.hasNext()) {
      boolean over = now - oldest.next().getValue() >= nanos;
      if (!over && began.size() < MOST) return;
      oldest.remove();
    }
  }

  int size() {
    return began.size();
  }
}
