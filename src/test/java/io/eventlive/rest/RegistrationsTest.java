package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Registering for a real webinar, as the incident's client does and as a page of today does.
class RegistrationsTest {
  private static final String OPEN = "00000000-0000-4000-8000-000000000001";
  private static final String OVER = "00000000-0000-4000-8000-000000000002";
  private static final String PEOPLE =
      """
      insert into auth.users (id, email) select
        ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'attendee-' || n || '@example.com'
        from generate_series(1, 9) n;
      insert into public.agencies (id, name)
        values ('20000000-0000-4000-8000-000000000001', 'Agency');
      insert into public.clients (id, agency_id, name) values
        ('30000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001', 'Client');
      insert into public.webinars (id, agency_id, client_id, title, is_public, state) values
        ('%s', '20000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001',
          'Open', true, 'live'),
        ('%s', '20000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001',
          'Over', true, 'over');
      """
          .formatted(OPEN, OVER);

  private static final Dialect DIALECT = Dialect.over(PEOPLE);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void registersOnceHoweverOftenItIsAsked() {
    Answer first = register(1, OPEN);
    Answer again = register(1, OPEN);

    assertThat(first.status()).as(first.body()).isEqualTo(201);
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body()).contains(person(1), "\"role\":\"attendee\"");
  }

  @Test
  void registersOnceInTwoHundredSimultaneousPosts() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sent.add(threads.submit(() -> register(2, OPEN).status()));
      }
      for (Future<Integer> each : sent) statuses.add(each.get());
    }

    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(199);
    assertThat(
            DIALECT
                .database()
                .value("select count(*) from registrations where user_id = ?::uuid", person(2)))
        .isEqualTo("1");
  }

  @Test
  void registersNobodyForSomebodyElse() {
    Answer answer =
        DIALECT.post("/registrations", row(4, OPEN), "as", "authenticated", "sub", person(3));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("42501", "row-level security");
  }

  @Test
  void showsNobodyElsesRegistrationToWhoeverRepeatsIt() {
    register(5, OPEN);
    Answer answer =
        DIALECT.post(
            "/registrations",
            row(5, OPEN),
            "as",
            "authenticated",
            "sub",
            person(6),
            "Prefer",
            "return=representation");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("attendee");
  }

  @Test
  void answersTheChecksOfTheOldClientFromMemory() {
    int before = DIALECT.offered();
    Answer check =
        DIALECT.get(
            "/registrations?select=id&webinar_id=eq." + OPEN + "&user_id=eq." + person(1),
            "as",
            "authenticated",
            "sub",
            person(1));

    assertThat(check.status()).isEqualTo(400);
    assertThat(check.body()).contains("42703", "The key is (webinar_id, user_id).");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void joinsByOneCallAndRefusesInTheCallersLanguage() {
    Answer joined = join(7, OPEN);
    Answer refused = join(7, OVER);

    assertThat(joined.status()).as(joined.body()).isEqualTo(200);
    assertThat(joined.body()).contains("Open");
    assertThat(refused.status()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("\"code\":\"webinar_over\"", "이미 끝난 웨비나예요.");
  }

  private static Answer join(int person, String webinar) {
    return DIALECT.post(
        "/rpc/join_webinar",
        "{\"webinar_id\":\"" + webinar + "\"}",
        "as",
        "authenticated",
        "sub",
        person(person),
        "Accept-Language",
        "ko");
  }

  private static Answer register(int person, String webinar) {
    return DIALECT.post(
        "/registrations",
        row(person, webinar),
        "as",
        "authenticated",
        "sub",
        person(person),
        "Prefer",
        "return=representation");
  }

  private static String row(int person, String webinar) {
    return "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, person(person));
  }

  private static String person(int number) {
    return "10000000-0000-4000-8000-%012d".formatted(number);
  }
}
