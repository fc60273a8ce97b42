package io.eventlive.database;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.ReplicationSlotInfo;

/// A connection on which PostgreSQL sends its WAL, decoded by `pgoutput`, from a slot of its own
/// that ends with the connection.
///
/// Used by one thread, apart from [#close], which may be called by any and ends whatever is under
/// way.
public final class Replication implements AutoCloseable {
  /// How often PostgreSQL is told how far we are, so that it need not keep more WAL than that.
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

  private static final Map<String, String> OPTIONS =
      Map.of(
          "replication", "database",
          "preferQueryMode", "simple",
          "assumeMinServerVersion", "15");

  private static final Executor SAME_THREAD = Runnable::run;

  private final Connection connection;
  private final PGConnection driver;
  private @Nullable PGReplicationStream stream;

  private Replication(Connection connection) throws SQLException {
    this.connection = connection;
    this.driver = connection.unwrap(PGConnection.class);
  }

  /// A slot, and the moment at which it begins.
  ///
  /// @param consistentPoint everything committed behind it will be sent
  /// @param snapshot shows everything committed before it; can be taken until [#follow] begins
  public record Slot(String name, long consistentPoint, String snapshot) {}

  /// Opens connections for replication under one fixed login.
  @FunctionalInterface
  public interface Source {
    Replication open() throws SQLException;
  }

  static Replication open(Login login) throws SQLException {
    Connection connection = login.withOptions(OPTIONS).open();
    try {
      return new Replication(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// Makes the slot. Waits for every transaction in the cluster that is writing at present.
  public Slot createSlot(String name) throws SQLException {
    ReplicationSlotInfo made =
        driver
            .getReplicationAPI()
            .createReplicationSlot()
            .logical()
            .withSlotName(name)
            .withOutputPlugin("pgoutput")
            .withTemporaryOption()
            .make();
    String snapshot = made.getSnapshotName();
    if (snapshot == null) throw new SQLException("the slot came without its snapshot", "08P01");
    return new Slot(name, made.getConsistentPoint().asLong(), snapshot);
  }

  /// Begins to receive.
  public void follow(Slot slot, String publication) throws SQLException {
    stream =
        driver
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(slot.name())
            .withStartPosition(LogSequenceNumber.valueOf(slot.consistentPoint()))
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", publication)
            .withSlotOption("messages", true)
            .withStatusInterval(Math.toIntExact(STATUS_EVERY.toMillis()), TimeUnit.MILLISECONDS)
            .start();
  }

  /// Waits for the next message of the output plugin.
  ///
  /// @throws SQLException also where PostgreSQL ends the stream
  public ByteBuffer read() throws SQLException {
    ByteBuffer message = following().read();
    if (message == null) throw new SQLException("PostgreSQL ended the replication", "08006");
    return message;
  }

  /// PostgreSQL may forget what lies before this place; it is told with the next status.
  public void confirm(long end) {
    PGReplicationStream open = stream;
    if (open == null) return;
    LogSequenceNumber place = LogSequenceNumber.valueOf(end);
    open.setAppliedLSN(place);
    open.setFlushedLSN(place);
  }

  private PGReplicationStream following() throws SQLException {
    PGReplicationStream open = stream;
    if (open == null) throw new SQLException("replication has not begun", "55000");
    return open;
  }

  /// Ends it in good order, by the thread that reads: the slot is gone when this returns.
  public void leave(Slot slot) throws SQLException {
    following().close();
    driver.getReplicationAPI().dropReplicationSlot(slot.name());
    connection.close();
  }

  /// Ends it at once.
  @Override
  public void close() throws SQLException {
    connection.abort(SAME_THREAD);
  }
}
