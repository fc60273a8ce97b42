package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
  private static final Path PAGE = Path.of("docs", "reference", "errors.md");
  private static final String REFRESH = "eventlive.refresh";

  @Test
  void givesEachWireCodeToOneEntryAlone() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireCode)).doesNotHaveDuplicates();
    assertThat(ErrorCode.byWireCode("EL_BUSY")).contains(ErrorCode.BUSY);
    assertThat(ErrorCode.byWireCode("nonsense")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void speaksOneSentenceInEachLanguage(ErrorCode code) {
    assertThat(code.wireCode()).matches("[A-Za-z0-9_]+");
    assertThat(code.status()).isBetween(300, 599);
    assertThat(code.english()).matches("[A-Z][\\x20-\\x7e…’]*[.?!]");
    assertThat(code.korean()).endsWith(".").containsPattern("[가-힣]{2,}").doesNotContain("  ");
    assertThat(code.korean().chars().filter(c -> c >= 0xAC00 && c <= 0xD7A3).count())
        .as("Hangul in %s", code.korean())
        .isGreaterThanOrEqualTo(code.korean().chars().filter(Character::isLetter).count() / 3);
    assertThat(code.korean()).as("polite form").matches(".*[요다]\\..*");
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
        Arrays.stream(ErrorCode.values())
            .sorted(Comparator.comparing(ErrorCode::wireCode))
            .map(code ->
                "| `%s` | %d | %s | %s |"
                    .formatted(code.wireCode(), code.status(), code.english(), code.korean()))
            .collect(Collectors.joining("\n"));
    return """
    # Errors

    Every answer that is not what was asked for carries one of these codes. `/rest/v1` and everything of EventLive's own answer
    `{"code","details","hint","message"}`; `/auth/v1` answers in the shapes of Supabase Auth. Codes are stable. What PostgreSQL itself refuses keeps its SQLSTATE.

    The sentences are for people; where PostgREST has words of its own for a case, `message` has PostgREST's and the sentence stands here.
    Where `message` is the sentence, `Accept-Language: ko` gives the Korean one.

    A 503 carries `Retry-After` in whole seconds; a 500 names the request's id and nothing else.

    This page is written by `ErrorCodeTest`: `mvn test -Dtest=ErrorCodeTest -Deventlive.refresh=true`.

    | code | status | English | 한국어 |
    |---|---|---|---|
    %s
    """
        .formatted(rows);
  }
}
