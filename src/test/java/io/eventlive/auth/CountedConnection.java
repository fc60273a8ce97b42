package io.eventlive.auth;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A real connection that counts while it is open and how often it is spoken through, and that can
/// be lost just after a commit.
final class CountedConnection {
  private CountedConnection() {}

  /// @param trips statements and ends of transactions
  /// @param losesCommit whether the answer to the next commit gets lost; taken back when it was
  static Connection of(
      Connection real, AtomicInteger inUse, AtomicInteger trips, AtomicBoolean losesCommit) {
    inUse.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              switch (method.getName()) {
                case "close" -> inUse.decrementAndGet();
                case "prepareStatement", "commit", "rollback" -> trips.incrementAndGet();
                default -> {}
              }
              try {
                Object result = method.invoke(real, arguments);
                if (method.getName().equals("commit") && losesCommit.getAndSet(false)) {
                  throw new SQLException("the answer to the commit got lost", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
