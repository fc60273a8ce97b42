package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Hundreds of people take turns on a handful of connections, whose prepared plans and cached plans
/// of functions they share. Each must see his own, every time.
final class MixedCallersTest {
  private static final int CALLERS = 300;
  private static final int CONNECTIONS = 4;
  private static final int TURNS = 600;
  private static final int WEBINARS = 6;

  /// One round trip and one implicit transaction, as requests are run.
  private static final String LOOK =
      """
      select set_config('role', ?, true), set_config('request.jwt.claims', ?, true);
      select
        current_user,
        auth.uid(),
        (select count(*) from public.webinars),
        (select count(*) from public.registrations),
        (select count(*) from public.questions),
        (select count(*) from public.messages),
        (select count(*) from public.profile_addresses),
        (select count(*) from public.expected_attendees)
      """;

  private static final Stage STAGE = new Stage();

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  private record Seen(Caller caller, String expected) {}

  @Test
  void showsEachOf300CallersHisOwnOnFourConnections() throws Exception {
    long seed = new Random().nextLong();
    List<Seen> callers = callers(new Random(seed));

    List<Future<List<String>>> turns = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int thread = 0; thread < CONNECTIONS; thread++) {
        Random order = new Random(seed + thread);
        turns.add(threads.submit(() -> mistakes(callers, order)));
      }
      for (Future<List<String>> turn : turns) {
        assertThat(turn.get()).as("seed %d", seed).isEmpty();
      }
    }
  }

  private static List<String> mistakes(List<Seen> callers, Random order) throws SQLException {
    List<String> mistakes = new ArrayList<>();
    try (Connection connection = STAGE.database().as(Role.AUTHENTICATOR);
        PreparedStatement statement = connection.prepareStatement(LOOK)) {
      for (int turn = 0; turn < TURNS; turn++) {
        Seen next = callers.get(order.nextInt(callers.size()));
        statement.setString(1, next.caller().role());
        statement.setString(2, next.caller().claims());
        statement.execute();
        statement.getMoreResults();
        try (ResultSet row = statement.getResultSet()) {
          row.next();
          List<String> seen = new ArrayList<>();
          for (int column = 1; column <= 8; column++) {
            seen.add(String.valueOf(row.getString(column)));
          }
          if (!String.join("|", seen).equals(next.expected())) {
            mistakes.add("expected " + next.expected() + " but saw " + seen);
          }
        }
      }
    }
    return mistakes;
  }

  /// Attendees of one or two of six webinars, hosts of one, outsiders, anon and the service, with
  /// what each must see. In webinar n (from 1) there are n questions and 2n messages in sight and
  /// one of each hidden.
  private static List<Seen> callers(Random random) {
    List<UUID> clients = new ArrayList<>();
    List<UUID> webinars = new ArrayList<>();
    int[] registered = new int[WEBINARS];
    UUID author = STAGE.person();
    for (int n = 1; n <= WEBINARS; n++) {
      clients.add(STAGE.client());
      UUID webinar = STAGE.webinar(clients.getLast(), "auth");
      webinars.add(webinar);
      STAGE
          .database()
          .execute(
              """
              insert into public.questions (webinar_id, user_id, content, status)
              select '%1$s', '%2$s', 'q', case when i = 0 then 'hidden' else 'published' end
              from generate_series(0, %3$d) as i;
              insert into public.messages (webinar_id, user_id, content, hidden)
              select '%1$s', '%2$s', 'm', i = 0 from generate_series(0, 2 * %3$d) as i;
              insert into public.expected_attendees (webinar_id, name, email)
              select '%1$s', 'Attendee ' || i, 'a@example.com' from generate_series(1, %3$d) as i;
              """
                  .formatted(webinar, author, n));
    }
    List<UUID> people = new ArrayList<>();
    List<int[]> where = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      UUID person = STAGE.person();
      people.add(person);
      int[] at =
          switch (i % 4) {
            case 0, 1 -> new int[] {random.nextInt(WEBINARS)};
            case 2 -> new int[] {random.nextInt(3), 3 + random.nextInt(3)};
            default -> new int[0];
          };
      where.add(at);
      for (int webinar : at) {
        STAGE.register(webinars.get(webinar), person, "attendee");
        registered[webinar]++;
      }
      if (i % 20 == 3) {
        STAGE.makeMember(clients.get(i / 20 % WEBINARS), person, "operator");
      }
    }
    List<Seen> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int[] at = i % 20 == 3 ? new int[] {i / 20 % WEBINARS} : where.get(i);
      boolean host = i % 20 == 3;
      int registrations = 0;
      int n = 0;
      for (int webinar : at) {
        registrations += registered[webinar];
        n += webinar + 1;
      }
      callers.add(
          new Seen(
              Stage.as(people.get(i)),
              "authenticated|%s|%d|%d|%d|%d|1|%d"
                  .formatted(
                      people.get(i),
                      at.length,
                      registrations,
                      host ? n + 1 : n,
                      host ? 2 * n + 1 : 2 * n,
                      host ? n : 0)));
    }
    callers.add(new Seen(Stage.ANON, "anon|null|0|0|0|0|0|0"));
    return callers;
  }
}
