package io.eventlive.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestDatabaseTest {
  @Test
  void letsEveryRoleOfOursIn() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      for (Role role : Role.values()) {
        try (Connection connection = database.as(role)) {
          assertThat(TestDatabase.rows(connection, "select current_user"))
              .containsExactly(role.sqlName());
        }
      }
    }
  }

  @Test
  void runsSqlInTheNameOfACaller() throws Exception {
    Caller caller = new Caller("anon", "{\"role\":\"anon\"}", Optional.empty());
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThat(
              database.rowsAs(
                  caller,
                  "select current_user, current_setting('request.jwt.claims')::jsonb->>'role'"))
          .containsExactly("anon|anon");
    }
  }

  @Test
  void keepsDatabasesApart() {
    try (TestDatabase one = TestDatabase.fresh();
        TestDatabase other = TestDatabase.fresh()) {
      one.execute("create table public.only_here (id int)");

      assertThat(other.value("select to_regclass('public.only_here')::text")).isEqualTo("null");
    }
  }
}
