package io.eventlive.changes;

/// Gives transaction ids their upper half back, which the output plugin leaves out.
///
/// At any time all transactions that can still be told lie within two thousand million of one
/// another, since PostgreSQL itself compares the lower halves so. The one that is nearest to a
/// known one is therefore the right one. Belongs to the feed's thread.
final class WideXids {
  private long known;

  /// @param known a transaction id of about now, in full
  WideXids(long known) {
    this.known = known;
  }

  /// @param xid the lower 32 bits
  long widened(int xid) {
    known += xid - (int) known; // the shorter way round
    return known;
  }
}
