package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.QueryString.Parameter;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b+c|a|b c",
        "a%2Bb=c%2Bd|a+b|c+d",
        "a=%ED%95%9C|a|한",
        "a=100%|a|100%",
        "a=%zz|a|%zz",
        "a=b=c|a|b=c",
        "a=|a|''",
      })
  void decodesNamesAndValues(String raw, String name, String value) {
    assertThat(QueryString.parse(raw).parameters()).containsExactly(new Parameter(name, value));
  }

  @Test
  void ignoresParametersWithoutAnEqualsSign() {
    assertThat(QueryString.parse("foo&a=1&&b").parameters())
        .containsExactly(new Parameter("a", "1"));
  }

  @ParameterizedTest
  @CsvSource({"a=%ff", "a=%00", "a=%c0%80", "%00=a", "a=%ed%a0%80"})
  void refusesWhatIsNoText(String raw) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> QueryString.parse(raw));

    assertThat(refusal.code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
  }

  @Test
  void spellsTheSameQuestionInOneWay() {
    assertThat(QueryString.parse("b=x+y&a=%ED%95%9C&a=*").canonical())
        .isEqualTo("a=%ED%95%9C&a=*&b=x%20y");
  }

  @Test
  void takesTheFirstOfSelectColumnsAndOnConflict() {
    QueryParameters query =
        parse("select=a&select=b&columns=c&columns=d&on_conflict=e,f&on_conflict=g");

    assertThat(query.select()).isEqualTo(parse("select=a").select());
    assertThat(query.columns()).containsExactly("c");
    assertThat(query.onConflict()).containsExactly("e", "f");
  }

  @Test
  void takesAllFilters() {
    assertThat(parse("a=eq.1&a=eq.2&or=(b.eq.1,c.eq.2)").conditions()).hasSize(3);
  }

  @Test
  void placesWhatSpeaksOfEmbeds() {
    QueryParameters query =
        parse("x.y.c->>k=eq.1&x.order=a.desc&x.limit=3&x.offset=2&x.not.or=(a.eq.1,b.eq.2)");

    assertThat(query.conditions())
        .extracting(At::path)
        .containsExactly(List.of("x", "y"), List.of("x"));
    assertThat(query.conditions().getLast().value()).isInstanceOf(Condition.Not.class);
    assertThat(query.orders()).extracting(At::path).containsExactly(List.of("x"));
    assertThat(query.windows()).containsEntry(List.of("x"), new Window(2, 3L));
    assertThat(query.rootWindow()).isEqualTo(Window.ALL);
  }

  @Test
  void takesParametersWithoutAnOperatorForArgumentsOfACall() {
    QueryParameters query =
        QueryParameters.parse(
            QueryString.parse("a=1&b=eq.2&c=eq&d=not.in.(1)&limit=3&e=not.here"),
            true,
            RequestLimits.DEFAULT);

    assertThat(query.arguments())
        .containsExactly(
            new Parameter("a", "1"), new Parameter("c", "eq"), new Parameter("e", "not.here"));
    assertThat(query.conditions()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=5|0|5",
        "offset=5|5|",
        "limit=5&offset=2|2|5",
        "limit=abc|0|",
        "offset=-3|0|",
        "offset=-3&limit=4|0|4",
        "limit=1&limit=2|0|2",
        "limit=1.5|0|",
        "limit=99999999999999999999|0|2305843009213693951",
      })
  void readsWindows(String raw, long offset, @Nullable Long limit) {
    assertThat(parse(raw).rootWindow()).isEqualTo(new Window(offset, limit));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-9||0|10",
        "5-|offset=2|5|",
        "0-9|limit=3|0|3",
        "2-4|offset=3|3|2",
        "items|limit=2|0|2",
        "0-9|limit=0|0|0",
        "7-7|limit=0|0|0",
      })
  void meetsTheRangeHeaderWithTheQuery(
      String header, @Nullable String raw, long offset, @Nullable Long limit) {
    Window query = parse(raw == null ? "" : raw).rootWindow();

    assertThat(RangeHeader.within(query, header)).isEqualTo(new Window(offset, limit));
  }

  @ParameterizedTest
  @CsvSource({"5-2,", "3-9,limit=2"})
  void refusesRangesThatCannotBe(String header, @Nullable String raw) {
    Window query = parse(raw == null ? "" : raw).rootWindow();
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> RangeHeader.within(query, header));

    assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
  }

  @Test
  void holdsAtMostAsManyConditionsAsTheLimit() {
    RequestLimits limits = new RequestLimits(10, 2, 10, 2, 2, 100);

    assertThat(
            QueryParameters.parse(QueryString.parse("a=eq.1&b=eq.2"), false, limits).conditions())
        .hasSize(2);
    for (String over :
        List.of("a=eq.1&b=eq.2&c=eq.3", "x.y.z.a=eq.1", "a->b->c->d=eq.1", "order=a,b,c")) {
      Refusal refusal =
          catchThrowableOfType(
              Refusal.class, () -> QueryParameters.parse(QueryString.parse(over), false, limits));
      assertThat(refusal.code()).as(over).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
    }
  }

  @Test
  void takesReservedNamesByTheirLastPartAndNothingElse() {
    QueryParameters query =
        parse(
            "order=a&x.order=b&ordering=eq.1&x.limit=1&\"x.limit\"=eq.2&selected=eq.3&x.and=(a.eq.1)");

    assertThat(query.orders()).extracting(At::path).containsExactly(List.of(), List.of("x"));
    assertThat(query.conditions())
        .extracting(At::value)
        .filteredOn(Condition.Test.class::isInstance)
        .extracting(test -> ((Condition.Test) test).field().name())
        .containsExactly("ordering", "x.limit", "selected");
  }

  @Test
  void readsNamesWithLettersOfAnyScriptSpacesDollarsAndDashes() {
    assertThat(
            parse(
                    "%ED%95%9C%EA%B8%80$=eq.1&first+name=eq.2&a-b=eq.3&%22a.b,c%5C%22%22=eq.4&+c+=eq.5")
                .conditions())
        .extracting(at -> ((Condition.Test) at.value()).field().name())
        .containsExactly("한글$", "first name", "a-b", "a.b,c\"", "c");
  }

  /// Ten thousand conditions, a megabyte of one value, a million parentheses: each is answered by
  /// the limit that it meets, or is a value like any other.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "and=(%s)|a.eq.1,|10000",
        "%s|a=eq.1&|10000",
        "or=(%s|and(|1000000",
        "or=(%s|not.and(|100000",
        "select=%s|a(|500000",
        "select=%s|a,|100000",
        "select=a%s|->b|100000",
        "%s=eq.1|a.|100000",
        "order=%s|a,|100000",
        "a=in.(%s)|1,|100000",
        "a%s=eq.1|->b|100000",
        "columns=%s|a,|100000",
        "select=%s|x|1000000",
        "select=a::%s|x|1000000",
        "a=fts(%s).b|x|1000000",
      })
  void answersWhatIsTooMuchByItsLimit(String shape) {
    String[] parts = shape.split("\\|", -1);
    String raw = parts[0].formatted(parts[1].repeat(Integer.parseInt(parts[2])));

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse(raw));

    assertThat(refusal.code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
    assertThat(refusal.details()).isEqualTo("The request asks for more than this server allows");
    assertThat(refusal.message()).hasSizeLessThan(400);
  }

  @Test
  void takesALongValueForAValue() {
    String megabyte = "\"a,".repeat(350_000);

    assertThat(parse("a=like." + megabyte).conditions()).hasSize(1);
  }

  /// Whatever comes, it is read or refused: in time that grows with its length, and never by a
  /// fault.
  @RepeatedTest(300)
  void readsOrRefusesAnything(RepetitionInfo repetition) {
    long seed = 99L * repetition.getCurrentRepetition();
    Random random = new Random(seed);
    String alphabet = "a.b,c(d)\"\\{}-> :*!%0=&|eqinandornotisselectorderlimit1\u00e9\ud83d\ude00";
    StringBuilder raw = new StringBuilder();
    String[] names = {"select=", "or=", "and=", "order=", "x.y=", "id=in.", "columns=", "a="};
    int parameters = 1 + random.nextInt(4);
    for (int i = 0; i < parameters; i++) {
      raw.append(i == 0 ? "" : "&").append(names[random.nextInt(names.length)]);
      int length = random.nextInt(60);
      for (int j = 0; j < length; j++) {
        raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
    }

    try {
      assertThat(parse(raw.toString())).as("seed %d", seed).isNotNull();
    } catch (Refusal refusal) {
      assertThat(refusal.code().status()).as("seed %d: %s", seed, raw).isBetween(400, 499);
    }
  }

  private static QueryParameters parse(String raw) {
    return QueryParameters.parse(QueryString.parse(raw), false, RequestLimits.DEFAULT);
  }
}
