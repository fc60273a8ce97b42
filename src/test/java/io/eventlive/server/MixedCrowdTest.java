package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Everybody asks the very same thing at once, over four connections and with one remembered plan,
/// and nobody is shown, or writes, what is somebody else's.
class MixedCrowdTest {
  private static final int PEOPLE = 300;
  private static final int ROUNDS = 4;

  private static final String TABLE =
      """
      create table public.secrets (
        owner uuid primary key default auth.uid(),
        word text not null
      );
      alter table public.secrets enable row level security;
      create policy own on public.secrets to authenticated
        using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
      grant select, insert, update on public.secrets to authenticated;
      grant select on public.secrets to anon, service_role
      """;

  private static TestServer server;

  private record Person(String id, String token) {}

  @BeforeAll
  static void start() {
    server = TestServer.start();
    server.database().execute(TABLE);
    Eventually.within(
        Duration.ofSeconds(30),
        "the catalogue knows the table",
        () -> server.get("/rest/v1/secrets", server.keys().anonKey()).statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void showsEachOfThreeHundredOnlyWhatIsTheirs() throws Exception {
    long seed = System.nanoTime();
    List<Person> people = together(IntStream.range(0, PEOPLE).mapToObj(_ -> newcomer()).toList());
    together(people.stream().map(MixedCrowdTest::writing).toList());

    List<Callable<String>> asked = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      people.forEach(person -> asked.add(readingOwn(person)));
      people.forEach(person -> asked.add(writingAs(person, people.getFirst())));
    }
    for (int i = 0; i < PEOPLE; i++) {
      asked.add(readingAs(server.keys().anonKey(), 0));
      asked.add(readingAs(server.keys().serviceRoleKey(), PEOPLE));
    }
    Collections.shuffle(asked, new Random(seed));

    assertThat(together(asked)).as("seed %d", seed).containsOnly("");
  }

  private static Callable<Person> newcomer() {
    return () -> {
      JsonNode session = json(server.post("/auth/v1/signup", server.keys().anonKey(), "{}"));
      return new Person(
          session.get("user").get("id").asString(), session.get("access_token").asString());
    };
  }

  private static Callable<Integer> writing(Person person) {
    return () -> {
      int status =
          server
              .post("/rest/v1/secrets", person.token(), "{\"word\":\"" + person.id() + "\"}")
              .statusCode();
      assertThat(status).isEqualTo(201);
      return status;
    };
  }

  /// @return what was wrong, or nothing
  private static Callable<String> readingOwn(Person person) {
    return () -> {
      JsonNode rows = json(server.get("/rest/v1/secrets?select=word", person.token()));
      boolean own = rows.size() == 1 && rows.get(0).get("word").asString().equals(person.id());
      return own ? "" : person.id() + " was shown " + rows;
    };
  }

  /// In somebody else's name, which is refused to all but them.
  private static Callable<String> writingAs(Person person, Person owner) {
    String row = "{\"owner\":\"" + owner.id() + "\",\"word\":\"" + owner.id() + "\"}";
    return () -> {
      int status = server.post("/rest/v1/secrets", person.token(), row).statusCode();
      int right = person.equals(owner) ? 409 : 403;
      return status == right ? "" : person.id() + " was answered " + status + " for " + owner.id();
    };
  }

  private static Callable<String> readingAs(String key, int rows) {
    return () -> {
      int shown = json(server.get("/rest/v1/secrets?select=word", key)).size();
      return shown == rows ? "" : shown + " rows instead of " + rows;
    };
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) results.add(future.get());
      return results;
    }
  }
}
