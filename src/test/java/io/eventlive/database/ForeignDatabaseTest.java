package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.database.ForeignDatabase.Facts;
import org.junit.jupiter.api.Test;

/// The rules by which a foreign database is judged, given what one would say of itself. There is no
/// PostgreSQL 14 to ask in the build; what a real one says reaches these rules in `DatabaseTest`.
class ForeignDatabaseTest {
  private static final int NEEDED = 40;

  private static final LibpqUrl URL = url();

  @Test
  void thePostgresBeforeTheOldestIsTooOld() {
    NoDatabase refusal = refusal(new Facts(140_023, "14.23 (Debian 14.23-1)", false, 97));

    assertThat(refusal.kind()).isEqualTo(NoDatabase.Kind.UNSUITABLE);
    assertThat(refusal.sentence())
        .isEqualTo(
            "The database at %s is PostgreSQL 14.23 (Debian 14.23-1), which is too old: EventLive"
                    .formatted(URL)
                + " needs PostgreSQL 15 or newer.");
  }

  @Test
  void theVeryFirstOfTheOldestIsNewEnough() {
    accepts(new Facts(150_000, "15.0", false, 97));
  }

  @Test
  void aStandbyIsRefused() {
    assertThat(refusal(new Facts(180_006, "18.6", true, 97)).sentence())
        .contains("is a standby", "name the primary");
  }

  @Test
  void oneConnectionTooFewIsRefusedAndJustEnoughIsNot() {
    assertThat(refusal(new Facts(180_006, "18.6", false, NEEDED - 1)).sentence())
        .contains("allows 39 connections", "use up to 40");
    accepts(new Facts(180_006, "18.6", false, NEEDED));
  }

  private static void accepts(Facts facts) {
    assertThatCode(() -> ForeignDatabase.requireSuitable(facts, URL, NEEDED))
        .doesNotThrowAnyException();
  }

  private static NoDatabase refusal(Facts facts) {
    NoDatabase refusal =
        catchThrowableOfType(
            NoDatabase.class, () -> ForeignDatabase.requireSuitable(facts, URL, NEEDED));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static LibpqUrl url() {
    try {
      return LibpqUrl.parse("postgresql://somebody:secret@db.example.com/app");
    } catch (NoDatabase e) {
      throw new AssertionError(e);
    }
  }
}
