package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.Media.Explained.Option;
import io.eventlive.rest.request.Preferences.Count;
import io.eventlive.rest.request.Preferences.End;
import io.eventlive.rest.request.Preferences.Handling;
import io.eventlive.rest.request.Preferences.Missing;
import io.eventlive.rest.request.Preferences.Resolution;
import io.eventlive.rest.request.Preferences.Return;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
  @Test
  void readsEveryPreferenceFromSeveralHeaders() {
    Preferences preferences =
        preferences(
            "return=representation, count=exact",
            "resolution=merge-duplicates,missing=default,handling=strict,timezone=Asia/Seoul,"
                + " max-affected=5,tx=rollback");

    assertThat(preferences)
        .isEqualTo(
            new Preferences(
                Resolution.MERGE,
                Missing.DEFAULT,
                Return.REPRESENTATION,
                Count.EXACT,
                End.ROLLBACK,
                Handling.STRICT,
                "Asia/Seoul",
                5L));
  }

  @Test
  void takesTheFirstOfAKindAndIgnoresTheUnknown() {
    Preferences preferences =
        preferences("count=planned, count=exact, colour=green, max-affected=x, return=nothing");

    assertThat(preferences.count()).isEqualTo(Count.PLANNED);
    assertThat(preferences.returning()).isNull();
    assertThat(preferences.maxAffected()).isNull();
  }

  @Test
  void refusesTheUnknownWhenHandlingIsStrict() {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> preferences("colour=green", "handling=strict"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.PREFERENCES_INVALID);
    assertThat(refusal.details()).isEqualTo("Invalid preferences: colour=green");
  }

  @Test
  void enforcesTheMostAffectedOnlyWhenHandlingIsStrict() {
    assertThat(preferences("max-affected=5").enforcedMaxAffected()).isNull();
    assertThat(preferences("max-affected=5,handling=strict").enforcedMaxAffected()).isEqualTo(5L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|false|false",
        "application/json|false|false",
        "application/vnd.pgrst.object+json|true|false",
        "application/vnd.pgrst.object|true|false",
        "application/vnd.pgrst.object+json;nulls=stripped|true|true",
        "application/vnd.pgrst.array+json; nulls=stripped|false|true",
        "image/png, application/json;q=0.5|false|false",
        "application/json;q=0.5, application/vnd.pgrst.object+json|true|false",
        "text/html,application/xhtml+xml,*/*;q=0.8|false|false",
      })
  void choosesTheFirstFormThatItKnows(String accept, boolean singular, boolean stripped) {
    assertThat(media(accept)).isEqualTo(new Media.Json(singular, stripped));
  }

  @Test
  void readsWhatAPlanIsToShow() {
    assertThat(
            media("application/vnd.pgrst.plan+json; for=\"text/csv\"; options=verbose|analyze|x"))
        .isEqualTo(
            new Media.Explained(new Media.Csv(), true, Set.of(Option.ANALYZE, Option.VERBOSE)))
        .extracting(Media::contentType)
        .isEqualTo(
            "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|verbose;"
                + " charset=utf-8");
  }

  @Test
  void writesDownWhatWasWanted() {
    assertThat(accept("text/html;q=0.5, Application/Vnd.Pgrst.Object;nulls=stripped").written())
        .isEqualTo("application/vnd.pgrst.object+json;nulls=stripped, text/html");
  }

  private static Preferences preferences(String... lines) {
    return Preferences.parse(new HttpHeaders(Map.of("Prefer", List.of(lines))));
  }

  private static Media media(String accept) {
    return accept(accept).wanted().stream()
        .flatMap(wanted -> Media.named(wanted).stream())
        .findFirst()
        .orElseThrow();
  }

  private static Accept accept(String accept) {
    return Accept.parse(HttpHeaders.of(Map.of("Accept", accept)));
  }
}
