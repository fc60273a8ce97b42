package io.eventlive.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// What other sessions said with `notify` on the channels that a plain connection listens to.
public final class Notifications {
  private Notifications() {}

  /// The payloads that have arrived, without asking the server.
  public static List<String> arrived(Connection connection) throws SQLException {
    return payloads(connection.unwrap(PGConnection.class).getNotifications());
  }

  /// Waits for the first notification, at most for the given time, and gives the payloads of all
  /// that came with it.
  public static List<String> await(Connection connection, Duration time) throws SQLException {
    int waitMs = Math.toIntExact(Math.max(1, time.toMillis())); // 0 would wait for ever
    return payloads(connection.unwrap(PGConnection.class).getNotifications(waitMs));
  }

  private static List<String> payloads(PGNotification[] notifications) {
    return Arrays.stream(notifications).map(PGNotification::getParameter).toList();
  }
}
