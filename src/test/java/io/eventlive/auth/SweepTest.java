package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.database.Role;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What sign-in forgets by itself, and what it must not.
final class SweepTest {
  private static final Optional<Duration> NEVER = Optional.empty();
  private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

  private final TestDatabase database = TestDatabase.fresh();
  private final AuthKit kit = new AuthKit(database);

  @AfterEach
  void close() {
    kit.close();
    database.close();
  }

  @Test
  void usedTokensGoAfterADayAndTheTwoThatStillWorkStay() {
    String first = kit.anonymous().text("refresh_token");
    String second = kit.refresh(first).text("refresh_token");
    String third = kit.refresh(second).text("refresh_token");
    kit.clock.advance(Duration.ofHours(24));

    assertThat(sweep(NEVER, NEVER).round()).isZero();
    kit.clock.advance(Duration.ofSeconds(1));
    assertThat(sweep(NEVER, NEVER).round()).isEqualTo(1);

    assertThat(tokens()).containsExactly(second, third);
    assertThat(kit.refresh(second).text("refresh_token")).isEqualTo(third);
    assertThat(kit.refresh(first).code()).isEqualTo("refresh_token_not_found");
    assertThat(kit.refresh(third).status()).isEqualTo(200);
  }

  @Test
  void sessionsThatAreOverGoWithEverythingOfTheirs() {
    Answer over = kit.anonymous();
    Answer goesOn = kit.anonymous();
    database.execute(
        "update auth.sessions set not_after = '%s' where user_id = '%s'"
            .formatted(kit.clock.instant(), over.body().path("user").path("id").asString()));
    kit.clock.advance(Duration.ofDays(1));

    assertThat(sweep(NEVER, NEVER).round()).isZero();
    kit.clock.advance(Duration.ofSeconds(1));
    assertThat(sweep(NEVER, NEVER).round()).isEqualTo(1);

    assertThat(tokens()).containsExactly(goesOn.text("refresh_token"));
    assertThat(database.rows("select count(*) from auth.users")).containsExactly("2");
  }

  @Test
  void sessionsPastTheirLifetimeOrIdleTooLongGoADayLater() {
    String old = kit.anonymous().text("refresh_token");
    kit.clock.advance(Duration.ofHours(24));
    String used = kit.refresh(old).text("refresh_token");
    kit.clock.advance(Duration.ofHours(1).plusSeconds(1));

    assertThat(sweep(NEVER, HOUR).round()).isZero();
    assertThat(tokens()).contains(used);
    assertThat(sweep(HOUR, NEVER).round()).isEqualTo(1);
    assertThat(tokens()).isEmpty();
  }

  @Test
  void idleSessionsGoADayAfterTheirTime() {
    kit.anonymous();
    kit.clock.advance(Duration.ofHours(25).plusSeconds(1));

    assertThat(sweep(NEVER, HOUR).round()).isEqualTo(1);
    assertThat(tokens()).isEmpty();
  }

  @Test
  void moreThanOneStepHoldsGoesInOneRound() {
    kit.anonymous();
    database.execute(
        """
        insert into auth.refresh_tokens (token, user_id, revoked, updated_at, parent, session_id)
        select 'used ' || n, session.user_id, true, '2026-01-01', '', session.id
        from auth.sessions as session, generate_series(1, 250) as n
        """);

    assertThat(sweep(NEVER, NEVER).round()).isEqualTo(250);
    assertThat(tokens()).hasSize(1);
  }

  /// The statement that the page gives to operators.
  @Test
  void thePageRemovesWhoCameAnonymouslyAndWasNotSeenForAMonth() throws IOException {
    String page = Files.readString(Path.of("docs/reference/auth.md"));
    String statement = page.replaceAll("(?s).*```sql\n(delete .*?)```.*", "$1");
    kit.confirmed("named@example.com", "password 1");
    String gone = idOf(kit.anonymous());
    String seen = idOf(kit.anonymous());
    String registered = idOf(kit.anonymous());
    database.execute(
        """
        update auth.users set created_at = now() - interval '31 days';
        update auth.sessions set created_at = now() - interval '31 days';
        update auth.sessions
        set refreshed_at = (now() - interval '29 days') at time zone 'utc'
        where user_id = '%s';
        with agency as (insert into public.agencies (name) values ('A') returning id),
          client as (
            insert into public.clients (agency_id, name) select id, 'C' from agency
            returning id, agency_id),
          webinar as (
            insert into public.webinars (agency_id, client_id, title, state, is_public)
            select agency_id, id, 'W', 'live', true from client
            returning id)
        insert into public.registrations (webinar_id, user_id) select id, '%s' from webinar;
        """
            .formatted(seen, registered));

    database.execute(statement);

    assertThat(database.rows("select id from auth.users where is_anonymous"))
        .containsExactlyInAnyOrder(seen, registered)
        .doesNotContain(gone);
    assertThat(database.rows("select email from auth.users where not is_anonymous"))
        .containsExactly("named@example.com");
  }

  private static String idOf(Answer session) {
    return session.body().path("user").path("id").asString();
  }

  private Sweep sweep(Optional<Duration> lifetime, Optional<Duration> idle) {
    return new Sweep(
        new AuthConfig.Sessions(lifetime, idle, false),
        database.source(Role.SUPABASE_AUTH_ADMIN),
        kit.clock,
        _ -> {});
  }

  private List<String> tokens() {
    return database.rows("select token from auth.refresh_tokens order by id");
  }
}
