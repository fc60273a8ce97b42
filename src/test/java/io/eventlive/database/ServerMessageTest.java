package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class ServerMessageTest {
  /// What an exception says of itself may end up in the log; what a client is told may not.
  @Test
  void holdsTheValuesThatTheExceptionKeepsToItself() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        Connection connection =
            ForeignDatabase.connect(LibpqUrl.parse(database.administratorUrl()));
        Statement statement = connection.createStatement()) {
      statement.execute("create temp table person (name text, hash text not null)");

      SQLException problem =
          catchThrowableOfType(
              SQLException.class,
              () -> statement.execute("insert into person values ('Attendee 1', null)"));

      assertThat(problem.getMessage()).contains("violates not-null").doesNotContain("Attendee");
      assertThat(ServerMessage.of(problem).detail()).contains("Attendee 1");
    }
  }
}
