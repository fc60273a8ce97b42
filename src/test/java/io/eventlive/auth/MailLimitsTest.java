package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Language;
import io.eventlive.mail.Letter;
import io.eventlive.mail.LetterWriter;
import io.eventlive.mail.MailConfig;
import io.eventlive.mail.Smtp;
import io.eventlive.mail.SmtpMailer;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// How often mails are sent and codes are tried, at the edge of each bound.
final class MailLimitsTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Map<String, String> HEADERS =
      Map.of("apikey", Forge.KEYS.publishable(), "x-supabase-api-version", "2024-01-01");

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void oneAddressGetsOneMailAMinuteWhetherItIsKnownOrNot() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.DEFAULT_LIMITS)) {
      kit.confirmed("known@example.com", "password 1");
      for (String address : new String[] {"known@example.com", "unknown@example.com"}) {
        assertThat(otp(kit, "203.0.113.1", address).status()).isEqualTo(200);
        kit.clock.advance(Duration.ofSeconds(59));

        Answer soon = otp(kit, "203.0.113.2", address);

        assertThat(soon.status()).isEqualTo(429);
        assertThat(soon.code()).isEqualTo("over_email_send_rate_limit");
        assertThat(soon.raw().header("Retry-After")).contains("1");
        kit.clock.advance(Duration.ofSeconds(1));
        assertThat(otp(kit, "203.0.113.2", address).status()).isEqualTo(200);
      }
      assertThat(kit.outbox.newestFirst()).hasSize(4);
    }
  }

  @Test
  void whatAnotherServerSentAMomentAgoIsNotSentTwice() {
    try (AuthKit one = new AuthKit(DATABASE, config -> config, EmailConfigs.DEFAULT_LIMITS);
        AuthKit other = new AuthKit(DATABASE, config -> config, EmailConfigs.DEFAULT_LIMITS)) {
      one.confirmed("both@example.com", "password 1");

      assertThat(otp(one, "203.0.113.1", "both@example.com").status()).isEqualTo(200);
      assertThat(otp(other, "203.0.113.1", "both@example.com").status()).isEqualTo(200);

      assertThat(one.outbox.newestFirst()).hasSize(1);
      assertThat(other.outbox.newestFirst()).isEmpty();
    }
  }

  @Test
  void theInstallationSendsNoMoreThanItMayAndSaysSoToEverybody() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.TWO_OF_EVERYTHING)) {
      kit.confirmed("many@example.com", "password 1");
      assertThat(otp(kit, "203.0.113.1", "many@example.com").status()).isEqualTo(200);
      assertThat(otp(kit, "203.0.113.2", "many@example.com").status()).isEqualTo(200);

      Answer known = otp(kit, "203.0.113.3", "many@example.com");
      Answer unknown = otp(kit, "203.0.113.4", "nobody@example.com");

      assertThat(known.code()).isEqualTo("over_email_send_rate_limit");
      assertThat(unknown.body()).isEqualTo(known.body());
      kit.clock.advance(Duration.ofSeconds(30));
      assertThat(otp(kit, "203.0.113.3", "many@example.com").status()).isEqualTo(200);
    }
  }

  @Test
  void oneNetworkAsksNoMoreThanItMay() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.TWO_OF_EVERYTHING)) {
      for (int i = 0; i < 4; i++) {
        assertThat(recover(kit, "203.0.113.9", "nobody" + i + "@example.com").status())
            .isEqualTo(200);
      }

      assertThat(recover(kit, "203.0.113.9", "nobody@example.com").code())
          .isEqualTo("over_request_rate_limit");
      assertThat(recover(kit, "203.0.113.10", "nobody@example.com").status()).isEqualTo(200);
    }
  }

  @Test
  void wrongCodesAreCountedPerAddressAndTheLinkStillWorks() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.TWO_OF_EVERYTHING)) {
      kit.confirmed("guessed@example.com", "password 1");
      otp(kit, "203.0.113.1", "guessed@example.com");
      String code = kit.letter().code();
      String wrong = code.equals("000000") ? "000001" : "000000";
      assertThat(verify(kit, "203.0.113.11", "guessed@example.com", wrong).code())
          .isEqualTo("otp_expired");
      assertThat(verify(kit, "203.0.113.12", "guessed@example.com", wrong).code())
          .isEqualTo("otp_expired");

      Answer right = verify(kit, "203.0.113.13", "guessed@example.com", code);

      assertThat(right.status()).isEqualTo(429);
      assertThat(right.code()).isEqualTo("over_request_rate_limit");
      String token = kit.letter().link().replaceAll(".*token=([^&]*)&.*", "$1");
      Answer link =
          kit.sendFrom(
              "203.0.113.14",
              "POST",
              "/verify",
              "{\"type\":\"email\",\"token_hash\":\"" + token + "\"}",
              HEADERS);
      assertThat(link.status()).isEqualTo(200);
    }
  }

  @Test
  void rightCodesAreNotCountedAsWrongOnes() {
    try (AuthKit kit = new AuthKit(DATABASE)) {
      kit.confirmed("right@example.com", "password 1");
      for (int i = 0; i < 12; i++) {
        otp(kit, "203.0.113.1", "right@example.com");
        assertThat(verify(kit, "203.0.113.1", "right@example.com", kit.letter().code()).status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whileTooManyMailsWaitNobodyGetsOneAndEverybodyIsToldWhenToReturn() throws IOException {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    Smtp smtp =
        new Smtp(
            "localhost",
            nobody,
            Smtp.Security.NONE,
            "",
            "",
            1,
            1,
            Duration.ofSeconds(10),
            2,
            Duration.ofHours(1));
    MailConfig config =
        new MailConfig(
            "live@example.com", "Live", "{subject}", Optional.of(smtp), 1, Duration.ofHours(1));
    try (SmtpMailer mailer = new SmtpMailer(config, Clock.systemUTC(), _ -> {})) {
      MailLimits limits = new MailLimits(EmailConfig.defaults().limits(), mailer, () -> 0);
      limits.takeMail("attendee.1@example.com");
      mailer.post(
          new LetterWriter("Live", Duration.ofHours(1))
              .write(
                  Letter.Kind.SIGN_IN,
                  Language.ENGLISH,
                  "attendee.1@example.com",
                  "https://www.example.com",
                  "123456"));

      AuthRefusal refusal =
          catchThrowableOfType(AuthRefusal.class, () -> limits.takeMail("attendee.2@example.com"));

      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.code().wireCode()).isEqualTo("EL_MAIL_BUSY");
      assertThat(refusal.headers()).containsExactly(new HttpAnswer.Header("Retry-After", "10"));
    }
  }

  @Test
  void aCodeThatCouldNotBeLookedUpIsNoGuess() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.TWO_OF_EVERYTHING)) {
      kit.confirmed("outage@example.com", "password 1");
      otp(kit, "203.0.113.1", "outage@example.com");
      String code = kit.letter().code();
      kit.trouble.set(new SQLTransientConnectionException("no connection within 5 s"));
      for (int i = 0; i < 2; i++) {
        assertThat(verify(kit, "203.0.113.1" + i, "outage@example.com", code).code())
            .isEqualTo("EL_SIGN_IN_BUSY");
      }
      kit.trouble.set(null);

      assertThat(verify(kit, "203.0.113.12", "outage@example.com", code).status()).isEqualTo(200);
    }
  }

  @Test
  void answersLeaveAtEvenStepsHoweverMuchThereWasToDo() {
    AtomicLong now = new AtomicLong();
    EvenPace pace = new EvenPace(Duration.ofNanos(100), now::get, now::addAndGet);

    for (long took : new long[] {1, 99, 101, 150}) {
      now.set(1_000);
      assertThat(pace.keep(() -> now.addAndGet(took))).isEqualTo(1_000 + took);
      assertThat(now.get()).isEqualTo(took < 100 ? 1_100 : 1_200);
    }
  }

  private static Answer otp(AuthKit kit, String from, String email) {
    return kit.sendFrom(from, "POST", "/otp", "{\"email\":\"" + email + "\"}", HEADERS);
  }

  private static Answer recover(AuthKit kit, String from, String email) {
    return kit.sendFrom(from, "POST", "/recover", "{\"email\":\"" + email + "\"}", HEADERS);
  }

  private static Answer verify(AuthKit kit, String from, String email, String code) {
    return kit.sendFrom(
        from,
        "POST",
        "/verify",
        "{\"type\":\"email\",\"email\":\"%s\",\"token\":\"%s\"}".formatted(email, code),
        HEADERS);
  }
}
