package io.eventlive.changes;

/// A place in the WAL: a byte's number since the cluster was made, unsigned.
public record Lsn(long position) implements Comparable<Lsn> {
  /// Before everything.
  public static final Lsn NONE = new Lsn(0);

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  /// As PostgreSQL writes it, such as `0/1A2B3C4D`.
  @Override
  public String toString() {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
  }
}
