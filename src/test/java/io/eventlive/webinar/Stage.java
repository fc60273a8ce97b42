package io.eventlive.webinar;

import io.eventlive.database.Caller;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.util.PSQLException;

/// People and webinars for a test, and what happens when somebody tries something.
final class Stage implements AutoCloseable {
  static final Caller ANON = new Caller("anon", "{\"role\":\"anon\"}", Optional.empty());
  static final Caller SERVICE =
      new Caller("service_role", "{\"role\":\"service_role\"}", Optional.empty());

  private final TestDatabase database = TestDatabase.fresh();
  private final Connection administrator = database.asAdministrator();
  private int people;

  TestDatabase database() {
    return database;
  }

  /// Somebody with an account and an address that he has shown to be his.
  UUID person() {
    return person("attendee" + ++people + "@example.com", true);
  }

  /// Somebody whose sign-up was confirmed without mail.
  UUID unverified(String address) {
    return person(address, false);
  }

  UUID verified(String address) {
    return person(address, true);
  }

  private UUID person(String address, boolean verified) {
    return made(
        """
        insert into auth.users (id, email, email_confirmed_at, raw_app_meta_data)
        values (gen_random_uuid(), ?, now(), jsonb_build_object('email_verified_by', ?::text))
        returning id
        """,
        address,
        verified ? "link" : "none");
  }

  /// Somebody who signed in anonymously.
  UUID guest() {
    return made(
        "insert into auth.users (id, is_anonymous) values (gen_random_uuid(), true) returning id");
  }

  UUID client() {
    return made(
        """
        with agency as (insert into public.agencies (name) values ('Agency') returning id)
        insert into public.clients (agency_id, name) select id, 'Client' from agency returning id
        """);
  }

  /// A live webinar of a new client.
  UUID webinar(String accessPolicy) {
    return webinar(client(), accessPolicy);
  }

  UUID webinar(UUID client, String accessPolicy) {
    return made(
        """
        insert into public.webinars (client_id, title, state, access_policy)
        values (?::uuid, 'A webinar', 'live', ?)
        returning id
        """,
        client.toString(),
        accessPolicy);
  }

  void register(UUID webinar, UUID person, String role) {
    arranged(
        "insert into public.registrations (webinar_id, user_id, role)"
            + " values (?::uuid, ?::uuid, ?)",
        webinar.toString(),
        person.toString(),
        role);
  }

  void makeMember(UUID client, UUID person, String role) {
    arranged(
        "insert into public.client_members (client_id, user_id, role)"
            + " values (?::uuid, ?::uuid, ?)",
        client.toString(),
        person.toString(),
        role);
  }

  private UUID made(String sql, String... parameters) {
    return UUID.fromString(arranged(sql, parameters).getFirst());
  }

  private List<String> arranged(String sql, String... parameters) {
    try {
      return TestDatabase.rows(administrator, sql, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + sql, e);
    }
  }

  /// The caller that a person's token makes.
  static Caller as(UUID person) {
    return new Caller(
        "authenticated",
        "{\"sub\":\"" + person + "\",\"role\":\"authenticated\"}",
        Optional.of(person.toString()));
  }

  /// What the caller gets: the rows, or the refusal's code. What is written stays.
  Answer attempt(Caller caller, String sql, String... parameters) {
    try {
      return new Answer(database.rowsAs(caller, sql, parameters), "");
    } catch (SQLException e) {
      return Answer.refused(e);
    }
  }

  /// The same on a connection of the test, which has autocommit off.
  static Answer attempt(Connection connection, Caller caller, String sql, String... parameters)
      throws SQLException {
    try {
      take(connection, caller);
      List<String> rows = TestDatabase.rows(connection, sql, parameters);
      connection.commit();
      return new Answer(rows, "");
    } catch (SQLException e) {
      connection.rollback();
      return Answer.refused(e);
    }
  }

  /// Joins with named arguments, such as `nickname => 'Nick'`.
  Answer join(Caller caller, UUID webinar, String... arguments) {
    StringBuilder call = new StringBuilder("select public.join_webinar('" + webinar + "'");
    for (int i = 0; i < arguments.length; i += 2) {
      call.append(", ").append(arguments[i]).append(" => ?");
    }
    String[] values = new String[arguments.length / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[2 * i + 1];
    }
    return attempt(caller, call.append(")").toString(), values);
  }

  /// Runs the statement in a caller's name on a connection of the test and takes it back.
  static Answer rehearsed(Connection connection, Caller caller, String sql) throws SQLException {
    try {
      take(connection, caller);
      return new Answer(TestDatabase.rows(connection, sql), "");
    } catch (SQLException e) {
      return Answer.refused(e);
    } finally {
      connection.rollback();
    }
  }

  private static void take(Connection connection, Caller caller) throws SQLException {
    TestDatabase.rows(
        connection,
        "select set_config('role', ?, true), set_config('request.jwt.claims', ?, true)",
        caller.role(),
        caller.claims());
  }

  @Override
  public void close() throws SQLException {
    administrator.close();
    database.close();
  }

  /// Rows, or why there are none.
  ///
  /// @param refusal a wire code of the catalogue, or else an SQLSTATE; empty where there is none
  record Answer(List<String> rows, String refusal) {
    static Answer refused(SQLException e) {
      String message =
          e instanceof PSQLException said && said.getServerErrorMessage() != null
              ? String.valueOf(said.getServerErrorMessage().getMessage())
              : String.valueOf(e.getMessage());
      String state = String.valueOf(e.getSQLState());
      return new Answer(List.of(), state.startsWith("EL") ? message : state);
    }

    String only() {
      if (rows.size() != 1) {
        throw new AssertionError("expected one row, got " + this);
      }
      return rows.getFirst();
    }
  }
}
