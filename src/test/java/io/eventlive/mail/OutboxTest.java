package io.eventlive.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.observation.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
  private final List<Observation> observations = new ArrayList<>();
  private final Outbox outbox =
      new Outbox(
          new MailConfig(
              "live@example.com", "Live", "{subject}", Optional.empty(), 2, Duration.ofHours(1)),
          now::get,
          observations::add);

  @Test
  void keepsTheNewestLettersAndNoMoreThanItMay() {
    outbox.post(letter("1"));
    outbox.post(letter("2"));
    outbox.post(letter("3"));

    assertThat(outbox.newestFirst())
        .extracting(kept -> kept.letter().code())
        .containsExactly("3", "2");
    assertThat(observations).containsOnly(new Observation.MailKept("sign_in")).hasSize(3);
  }

  @Test
  void forgetsALetterWhenItsTimeIsOver() {
    outbox.post(letter("1"));
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(60)));
    outbox.post(letter("2"));
    assertThat(outbox.newestFirst()).hasSize(2);

    now.updateAndGet(then -> then.plusMillis(1));

    assertThat(outbox.newestFirst()).extracting(kept -> kept.letter().code()).containsExactly("2");
  }

  @Test
  void aLetterThatIsOverDoesNotWaitForAReaderToBeForgotten() {
    outbox.post(letter("1"));
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(61)));
    outbox.post(letter("2"));

    now.updateAndGet(then -> then.minus(Duration.ofMinutes(30))); // nothing comes back by this

    assertThat(outbox.newestFirst()).extracting(kept -> kept.letter().code()).containsExactly("2");
  }

  private static Letter letter(String code) {
    return new LetterWriter("Live", Duration.ofHours(1))
        .write(Kind.SIGN_IN, Language.ENGLISH, "attendee.1@example.com", "https://x", code);
  }
}
