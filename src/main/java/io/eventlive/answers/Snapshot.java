package io.eventlive.answers;

import java.util.Arrays;

/// Which transactions a statement saw, as `pg_current_snapshot()` says.
///
/// @param xmin every transaction before this one had ended
/// @param xmax this one and all after it had not begun to be seen
/// @param running those in between that had not ended, in ascending order
@SuppressWarnings("ArrayRecordComponent") // snapshots are asked, never compared
public record Snapshot(long xmin, long xmax, long[] running) {
  /// Sees nothing at all.
  static final Snapshot NOTHING = new Snapshot(0, 0, new long[0]);

  /// Reads PostgreSQL's text, `xmin:xmax:xid,xid,…`.
  public static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) throw new IllegalArgumentException("no snapshot: " + text);
    long[] running =
        parts[2].isEmpty()
            ? new long[0]
            : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).sorted().toArray();
    return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
  }

  /// Whether what a transaction that was committed wrote is seen.
  public boolean shows(long xid) {
    if (xid < xmin) return true;
    return xid < xmax && Arrays.binarySearch(running, xid) < 0;
  }
}
