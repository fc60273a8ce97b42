package io.eventlive.database;

/// Lost connections for tests of who uses them.
public final class LostConnections {
  private LostConnections() {}

  /// One that ended before it told how a write did.
  public static ConnectionLost afterWriting() {
    return new ConnectionLost("the connection to the database was lost", true);
  }
}
