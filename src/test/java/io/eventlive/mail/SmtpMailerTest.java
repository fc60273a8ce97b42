package io.eventlive.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.mail.Smtp.Security;
import io.eventlive.observation.Observation;
import io.eventlive.testing.Eventually;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;

/// Against a real mail server, and against what only pretends to be one.
final class SmtpMailerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LetterWriter WRITER = new LetterWriter("Webinars", Duration.ofHours(1));
  private static final String LINK = "http://127.0.0.1:8080/auth/v1/verify?token=abc&type=signup";

  @TempDir private static Path folder;

  private final List<Observation> observations = new CopyOnWriteArrayList<>();

  @Test
  void aLetterArrivesAsPlainTextAndHtmlInBothLanguages() throws MessagingException, IOException {
    try (PostOffice office = new PostOffice();
        SmtpMailer mailer = mailer(smtp(office.port()))) {
      mailer.post(WRITER.write(Kind.SIGN_IN, Language.ENGLISH, "a1@example.com", LINK, "123456"));
      within("the first letter", () -> office.received().size() == 1);
      mailer.post(WRITER.write(Kind.RECOVERY, Language.KOREAN, "a2@example.com", LINK, "654321"));
      within("the second letter", () -> office.received().size() == 2);

      assertThat(office.recipients()).containsExactly("a1@example.com", "a2@example.com");
      MimeMessage english = office.received().getFirst();
      assertThat(english.getSubject()).isEqualTo("Your sign-in link - Webinars");
      assertThat(english.getFrom()[0]).hasToString("Webinars <live@example.com>");
      assertThat(english.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(part(english, 0)).contains("Use this link to sign in.", LINK, "123456");
      assertThat(part(english, 1))
          .contains("<html lang=\"en\">", "token=abc&amp;type=signup", "123456");
      MimeMessage korean = office.received().getLast();
      assertThat(korean.getSubject()).isEqualTo("비밀번호를 새로 정해 주세요 - Webinars");
      assertThat(part(korean, 0)).contains("60분 안에", "654321");
      assertThat(part(korean, 1)).contains("<html lang=\"ko\">", "비밀번호 새로 정하기");
    }
    assertThat(observations)
        .hasSize(2)
        .allSatisfy(seen -> assertThat(seen).isInstanceOf(Observation.MailSent.class));
  }

  @Test
  void whatIsRefusedForNowIsTriedAgainUpToTheLimit() {
    try (PostOffice office = new PostOffice();
        SmtpMailer mailer = mailer(smtp(office.port()))) {
      office.refuse(451, 451);

      mailer.post(letter("a1@example.com"));

      within("the letter", () -> office.received().size() == 1);
      within("three observations", () -> observations.size() == 3);
      assertThat(observations.subList(0, 2))
          .containsExactly(
              new Observation.MailFailed("sign_in", 1, "rejected_451", true),
              new Observation.MailFailed("sign_in", 2, "rejected_451", true));
      observations.clear();
      office.refuse(451, 451, 451);

      mailer.post(letter("a2@example.com"));

      within("the end", () -> observations.size() == 3);
      assertThat(observations.getLast())
          .isEqualTo(new Observation.MailFailed("sign_in", 3, "rejected_451", false));
      assertThat(office.received()).hasSize(1);
    }
  }

  @Test
  void whatIsRefusedForGoodIsTriedOnceAndNothingSaysToWhom() {
    try (PostOffice office = new PostOffice();
        SmtpMailer mailer = mailer(smtp(office.port()))) {
      office.refuse(550);

      mailer.post(letter("a1@example.com"));

      within("the refusal", () -> observations.size() == 1);
      assertThat(observations)
          .containsExactly(new Observation.MailFailed("sign_in", 1, "rejected_550", false));
    }
  }

  @Test
  void aServerThatNeverSpeaksHoldsUpNobodyAndItsQueueHasAnEnd() throws IOException {
    Smtp slow =
        new Smtp(
            "localhost",
            1,
            Security.NONE,
            "",
            "",
            2,
            1,
            Duration.ofHours(1),
            1,
            Duration.ofMillis(1));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SmtpMailer mailer = mailer(withPort(slow, silent.getLocalPort(), Duration.ofHours(1)))) {
      mailer.post(letter("a1@example.com"));
      assertThat(mailer.full()).isFalse();
      mailer.post(letter("a2@example.com"));
      assertThat(mailer.full()).isTrue();

      mailer.post(letter("a3@example.com"));

      assertThat(observations)
          .containsExactly(new Observation.MailRefused("sign_in", "queue_full"));
    }
  }

  @Test
  void anAttemptIsCutOffAfterItsTimeAndTheNextLetterGoesOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SmtpMailer mailer =
            mailer(withPort(smtp(1), silent.getLocalPort(), Duration.ofMillis(200)))) {
      mailer.post(letter("a1@example.com"));

      within("the last attempt", () -> observations.size() == 3);
      assertThat(observations.getLast())
          .isEqualTo(new Observation.MailFailed("sign_in", 3, "too_slow", false));
      assertThat(mailer.full()).isFalse();
    }
  }

  @Test
  void nobodyThereIsUnreachable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (SmtpMailer mailer = mailer(smtp(port))) {
      mailer.post(letter("a1@example.com"));

      within("the last attempt", () -> observations.size() == 3);
      assertThat(observations.getFirst())
          .isEqualTo(new Observation.MailFailed("sign_in", 1, "unreachable", true));
    }
  }

  @Test
  void saysWhoItIsWhereTheServerWantsToKnow() {
    EasyAuthenticationHandlerFactory doorman =
        new EasyAuthenticationHandlerFactory((user, password, context) -> {
          if (!user.equals("eventlive") || !password.equals("secret")) {
            throw new LoginFailedException();
          }
        });
    try (PostOffice office =
            new PostOffice(builder -> builder.authenticationHandlerFactory(doorman).requireAuth());
        SmtpMailer known = mailer(as(smtp(office.port()), "eventlive", "secret"));
        SmtpMailer stranger = mailer(as(smtp(office.port()), "eventlive", "wrong"))) {
      known.post(letter("a1@example.com"));
      within("the letter", () -> office.received().size() == 1 && observations.size() == 1);

      stranger.post(letter("a2@example.com"));

      within("a refusal", () -> observations.size() == 4);
      assertThat(observations.get(1))
          .isEqualTo(new Observation.MailFailed("sign_in", 1, "not_authenticated", true));
    }
  }

  @Test
  void theWayIsEncryptedOrNotTaken() {
    SSLContext certificate = Certificate.forLocalhost(folder);
    try (PostOffice plain = new PostOffice();
        PostOffice starttls =
            new PostOffice(builder -> builder.startTlsSocketFactory(certificate).requireTLS());
        PostOffice tls = new PostOffice(builder -> builder.serverSocketFactory(certificate))) {
      assertThat(outcome(plain, Security.STARTTLS, certificate)).isEqualTo("unreachable");
      assertThat(outcome(starttls, Security.STARTTLS, null)).isEqualTo("unreachable");
      assertThat(outcome(tls, Security.TLS, null)).isEqualTo("unreachable");
      assertThat(plain.received()).isEmpty();
      assertThat(starttls.received()).isEmpty();
      assertThat(tls.received()).isEmpty();

      assertThat(outcome(starttls, Security.STARTTLS, certificate)).isEqualTo("sent");
      assertThat(outcome(tls, Security.TLS, certificate)).isEqualTo("sent");
    }
  }

  @Test
  void whatWaitsWhenTheServerStopsIsTriedOnceMore() {
    try (PostOffice office = new PostOffice()) {
      Smtp patient = smtp(office.port());
      office.refuse(451);
      try (SmtpMailer mailer = mailer(retryingAfter(patient, Duration.ofHours(1)))) {
        mailer.post(letter("a1@example.com"));
        within("the first refusal", () -> observations.size() == 1);
      }

      assertThat(office.received()).hasSize(1);
    }
  }

  @Test
  void whatIsCutOffWhenTheServerStopsIsTold() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      try (SmtpMailer mailer = mailer(withPort(smtp(1), silent.getLocalPort(), PATIENCE))) {
        mailer.post(letter("a1@example.com"));
        silent.accept(); // the attempt is under way
      }

      within("the end", () -> !observations.isEmpty());
      assertThat(observations).containsExactly(new Observation.MailRefused("sign_in", "stopped"));
    }
  }

  @Test
  void anAddressThatNoServerWouldTakeIsTriedOnceAndNamedSo() {
    try (PostOffice office = new PostOffice();
        SmtpMailer mailer = mailer(smtp(office.port()))) {
      for (String to :
          List.of(
              "a..b@example.com",
              "a1@example.com\r\nBcc: a2@example.com",
              "a1@example.com, a2@example.com",
              "a1@example.com> SIZE=1\r\nRCPT TO:<a2@example.com")) {
        observations.clear();
        mailer.post(letter(to));
        within("the refusal of " + to, () -> !observations.isEmpty());
        assertThat(observations)
            .containsExactly(new Observation.MailFailed("sign_in", 1, "bad_address", false));
      }
      assertThat(office.received()).isEmpty();
    }
  }

  @Test
  void noNameOrAddressOfTheSenderAddsALine() {
    for (String from :
        List.of(
            "live@example.com\r\nBcc: a@example.com",
            "Live <live@example.com>",
            "live@example.com, a@example.com",
            "live@",
            "@example.com",
            "live")) {
      assertThatThrownBy(() -> config(from, "Webinars", "{subject}"))
          .as(from)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> config("live@example.com", "Live\nBcc: a@example.com", "{subject}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> config("live@example.com", "Live", "{subject}\rBcc: a@example.com"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(config("live@localhost", "Live", "{subject}").from()).isEqualTo("live@localhost");
  }

  private static MailConfig config(String from, String name, String subject) {
    return new MailConfig(from, name, subject, Optional.empty(), 1, Duration.ofHours(1));
  }

  private String outcome(PostOffice office, Security security, @Nullable SSLContext trusted) {
    observations.clear();
    Smtp plain = smtp(office.port());
    Smtp smtp =
        new Smtp(
            "localhost",
            plain.port(),
            security,
            "",
            "",
            plain.queue(),
            plain.senders(),
            plain.timeout(),
            1,
            plain.retryAfter());
    try (SmtpMailer mailer =
        new SmtpMailer(
            config(smtp),
            Clock.systemUTC(),
            observations::add,
            trusted == null ? null : trusted.getSocketFactory())) {
      mailer.post(letter("a1@example.com"));
      within("an outcome", () -> !observations.isEmpty());
      return switch (observations.getFirst()) {
        case Observation.MailFailed failed -> failed.reason();
        case Observation.MailSent _ -> "sent";
        case Observation other -> other.toString();
      };
    }
  }

  private static Letter letter(String to) {
    return WRITER.write(Kind.SIGN_IN, Language.ENGLISH, to, LINK, "123456");
  }

  private static String part(MimeMessage message, int index)
      throws MessagingException, IOException {
    return ((MimeMultipart) message.getContent()).getBodyPart(index).getContent().toString();
  }

  private SmtpMailer mailer(Smtp smtp) {
    return new SmtpMailer(config(smtp), Clock.systemUTC(), observations::add);
  }

  private static MailConfig config(Smtp smtp) {
    return new MailConfig(
        "live@example.com",
        "Webinars",
        "{subject} - {name}",
        Optional.of(smtp),
        10,
        Duration.ofHours(1));
  }

  private static Smtp smtp(int port) {
    return new Smtp(
        "localhost", port, Security.NONE, "", "", 10, 2, PATIENCE, 3, Duration.ofMillis(5));
  }

  private static Smtp withPort(Smtp s, int port, Duration timeout) {
    return new Smtp(
        s.host(),
        port,
        s.security(),
        s.user(),
        s.password(),
        s.queue(),
        s.senders(),
        timeout,
        s.attempts(),
        s.retryAfter());
  }

  private static Smtp retryingAfter(Smtp s, Duration pause) {
    return new Smtp(
        s.host(),
        s.port(),
        s.security(),
        s.user(),
        s.password(),
        s.queue(),
        s.senders(),
        s.timeout(),
        s.attempts(),
        pause);
  }

  private static Smtp as(Smtp s, String user, String password) {
    return new Smtp(
        s.host(),
        s.port(),
        s.security(),
        user,
        password,
        s.queue(),
        s.senders(),
        s.timeout(),
        s.attempts(),
        s.retryAfter());
  }

  private static void within(String what, Callable<Boolean> condition) {
    Eventually.within(PATIENCE, what, condition);
  }
}
