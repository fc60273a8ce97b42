package io.eventlive.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;

/// A request's body while it arrives, within its own limit and the budget of all. A large head
/// counts on that budget too.
///
/// Owned by the connection's event loop.
final class Body {
  /// What came of a piece.
  enum Outcome {
    TAKEN,
    TOO_LARGE,
    NO_ROOM
  }

  private static final byte[] NOTHING = {};

  /// A head up to this size is no more than a connection costs anyway.
  static final int FREE_HEAD = 8 * 1024;

  private final int limit;
  private final BodyBudget budget;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
  private long taken;
  private int head;

  Body(int limit, BodyBudget budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /// Counts the head that the body belongs to.
  ///
  /// @return whether there is room for it
  boolean addHead(int length) {
    int beyond = Math.max(0, length - FREE_HEAD);
    if (!budget.take(beyond)) return false;
    head = beyond;
    return true;
  }

  Outcome add(Buffer piece) {
    if (taken + piece.length() > limit) return Outcome.TOO_LARGE;
    if (!budget.take(piece.length())) return Outcome.NO_ROOM;
    taken += piece.length();
    bytes.writeBytes(piece.getBytes());
    return Outcome.TAKEN;
  }

  long length() {
    return taken;
  }

  byte[] toByteArray() {
    return taken == 0 ? NOTHING : bytes.toByteArray();
  }

  /// Gives the room back; called once, when the request is over.
  void release() {
    budget.giveBack(taken + head);
  }
}
