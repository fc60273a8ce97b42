package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What policies know of a caller: the functions of the schema `auth`, in a database of our own and
/// in one that Supabase left.
final class ClaimsInSqlTest {
  private static final String CLAIMS =
      "select auth.uid(), auth.role(), auth.email(), auth.jwt() -> 'app_metadata' ->> 'plan'";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void policiesReadTheTokensClaims(boolean fromSupabase) throws SQLException {
    String id = UUID.randomUUID().toString();
    String claims =
        """
        {"sub":"%s","role":"authenticated","email":"attendee.1@example.com",\
        "app_metadata":{"plan":"all"}}\
        """
            .formatted(id);
    try (TestDatabase database =
        fromSupabase ? TestDatabase.likeSupabase() : TestDatabase.fresh()) {
      assertThat(database.rowsAs(new Caller("authenticated", claims, Optional.of(id)), CLAIMS))
          .containsExactly(id + "|authenticated|attendee.1@example.com|all");
      assertThat(
              database.rowsAs(new Caller("anon", "{\"role\":\"anon\"}", Optional.empty()), CLAIMS))
          .containsExactly("null|anon|null|null");
    }
  }

  @Test
  void whereNobodyCallsThereAreNoClaims() {
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThat(database.rows(CLAIMS)).containsExactly("null|null|null|null");
    }
  }
}
