package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorCodeTest {
  private static final Path PAGE = Path.of("docs", "reference", "errors.md");
  private static final String REFRESH = "eventlive.refresh";

  @Test
  void givesEachWireCodeToOneEntryAlone() {
    assertThat(CatalogueEntry.all().stream().map(CatalogueEntry::wireCode)).doesNotHaveDuplicates();
    assertThat(ErrorCode.byWireCode("EL_BUSY")).contains(ErrorCode.BUSY);
    assertThat(ErrorCode.byWireCode("nonsense")).isEmpty();
  }

  @Test
  void explainsAConditionWithoutAnEntryByItsClass() {
    assertThat(CatalogueEntry.of("40001")).contains(SqlState.SERIALIZATION_FAILURE);
    assertThat(CatalogueEntry.of("40003")).contains(SqlState.ROLLED_BACK);
    assertThat(CatalogueEntry.of("22P02")).contains(ErrorCode.MALFORMED_VALUE);
    assertThat(CatalogueEntry.of("ZZ001")).isEmpty();
    assertThat(CatalogueEntry.of("")).isEmpty();
  }

  @Test
  void knowsEveryCodeOfPostgrest() {
    String codes =
        "000 001 002 003 100 101 102 103 105 106 107 108 111 112 114 115 116 117 118 120 121 122"
            + " 123 124 125 126 127 128 200 201 202 203 204 205 300 301 302 303 X00";
    for (String code : codes.split(" ", -1)) {
      assertThat(ErrorCode.byWireCode("PGRST" + code)).as(code).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void speaksOneSentenceInEachLanguage(CatalogueEntry entry) {
    String english = entry.sentence(Language.ENGLISH);
    String korean = entry.sentence(Language.KOREAN);
    assertThat(entry.wireCode()).matches("[A-Za-z0-9_]+");
    assertThat(entry.status()).isBetween(300, 599);
    assertThat(english).matches("[A-Z][\\x20-\\x7e…’]*[.?!]");
    assertThat(korean).endsWith(".").containsPattern("[가-힣]{2,}").doesNotContain("  ");
    assertThat(korean.chars().filter(c -> c >= 0xAC00 && c <= 0xD7A3).count())
        .as("Hangul in %s", korean)
        .isGreaterThanOrEqualTo(korean.chars().filter(Character::isLetter).count() / 3);
    assertThat(korean).as("polite form").matches(".*[요다]\\..*");
  }

  static List<CatalogueEntry> all() {
    return CatalogueEntry.all();
  }

  @Test
  void isWhatThePageOfErrorsSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean(REFRESH)) Files.writeString(PAGE, page);

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("%s is stale; refresh it with: mvn test -Dtest=ErrorCodeTest -D%s=true", PAGE, REFRESH)
        .isEqualTo(page);
  }

  private static String page() {
    String rows =
        CatalogueEntry.all().stream()
            .sorted(Comparator.comparing(CatalogueEntry::wireCode))
            .map(entry ->
                "| `%s` | %d | %s | %s |"
                    .formatted(
                        entry.wireCode(),
                        entry.status(),
                        entry.sentence(Language.ENGLISH),
                        entry.sentence(Language.KOREAN)))
            .collect(Collectors.joining("\n"));
    return """
    # Errors

    Every answer that is not what was asked for carries one of these codes. `/rest/v1` and everything of EventLive's own answer
    `{"code","details","hint","message"}`; `/auth/v1` answers in the shapes of Supabase Auth. Codes are stable. What PostgreSQL itself refuses keeps its SQLSTATE.

    The sentences are for people; where PostgREST has words of its own for a case, `message` has PostgREST's and the sentence stands here.
    Where `message` is the sentence, `Accept-Language: ko` gives the Korean one.

    A 503 carries `Retry-After` in whole seconds, a 401 `WWW-Authenticate: Bearer`; a 500 of EventLive's own names the request's id and nothing else.
    Errors under `/rest/v1` also carry `Proxy-Status: PostgREST; error=<code>`.

    ## Looking a code up

    `GET /eventlive/v1/errors` gives the whole catalogue as `{"errors":[{"code","status","sentence":{"en","ko"}}]}`, and `GET /eventlive/v1/errors/<code>` one entry of it.
    Both need no key, may be kept by any cache for an hour and have an `ETag`. A code that is not in the catalogue is answered 404 `PGRST125`.

    ## What PostgreSQL says

    A code of five characters is PostgreSQL's SQLSTATE. One that ends in `000` stands for its whole class: for every condition of the class that has no line of its own.
    A condition of a class that is not listed is answered 400. A few statuses depend on more than the code:

    | code | status |
    |---|---|
    | `21000` | 400 where the safe-update module asks for a `WHERE` clause |
    | `22023` | 401 for a role that does not exist, else 400 |
    | `42501` | 401 for the anonymous role, 403 for every other |
    | `42883` | 406 where the result cannot be made into XML |
    | `57P01` to `57P04` | 503 `PGRST001`, or `EL_OUTCOME_UNKNOWN` where something may have been written: the connection is gone |
    | `PTxyz` | xyz: a function chose it with `raise sqlstate 'PTxyz'` |
    | `PGRST` | what the function's own JSON says; 500 `PGRST121` where that cannot be read |

    ## All codes

    This page is written by `ErrorCodeTest`: `mvn test -Dtest=ErrorCodeTest -Deventlive.refresh=true`.

    | code | status | English | 한국어 |
    |---|---|---|---|
    %s
    """
        .formatted(rows);
  }
}
