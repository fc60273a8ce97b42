package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.Condition.All;
import io.eventlive.rest.request.Condition.Any;
import io.eventlive.rest.request.Condition.Not;
import io.eventlive.rest.request.Operation.Compare;
import io.eventlive.rest.request.Operation.In;
import io.eventlive.rest.request.Operation.Is;
import io.eventlive.rest.request.Operation.Lies;
import io.eventlive.rest.request.Operation.Match;
import io.eventlive.rest.request.Operation.Search;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterGrammarTest {
  private static final Field FIELD = Field.of("a");

  @ParameterizedTest
  @CsvSource({
    "eq,EQUAL",
    "neq,NOT_EQUAL",
    "gt,GREATER",
    "gte,GREATER_OR_EQUAL",
    "lt,LESS",
    "lte,LESS_OR_EQUAL"
  })
  void readsComparisonsWithEverythingAfterTheDotAsTheValue(String word, Comparison comparison) {
    assertThat(filter(word + ".x,y).\"z\""))
        .isEqualTo(test(new Compare(comparison, Quantifier.ONE, "x,y).\"z\"")));
  }

  @Test
  void readsPatternsWithStars() {
    assertThat(filter("like.*a_b*"))
        .isEqualTo(test(new Match(Pattern.LIKE, Quantifier.ONE, "%a_b%")));
    assertThat(filter("ilike.A%"))
        .isEqualTo(test(new Match(Pattern.LIKE_IGNORING_CASE, Quantifier.ONE, "A%")));
  }

  @Test
  void readsListsWithQuotesAndKeepsSpaces() {
    assertThat(filter("in.(a, b,\"c,d\",\"e\\\"f\")"))
        .isEqualTo(test(new In(List.of("a", " b", "c,d", "e\"f"))));
  }

  @Test
  void takesAQuoteThatDoesNotEncloseTheWholeValueLiterally() {
    assertThat(filter("in.(\"a\"b,\"c)")).isEqualTo(test(new In(List.of("\"a\"b", "\"c"))));
  }

  @Test
  void readsTheEmptyList() {
    assertThat(filter("in.()")).isEqualTo(test(new In(List.of())));
    assertThat(filter("not.in.()")).isEqualTo(new Not(test(new In(List.of()))));
  }

  @ParameterizedTest
  @CsvSource({
    "null,NULL",
    "NULL,NULL",
    "not_null,NOT_NULL",
    "True,TRUE",
    "false,FALSE",
    "unknown,UNKNOWN",
    "nullx,NULL"
  })
  void readsTruthInAnyLetterCaseAndIgnoresWhatFollows(String word, Truth truth) {
    assertThat(filter("is." + word)).isEqualTo(test(new Is(truth)));
  }

  @Test
  void readsNestedLogic() {
    assertThat(logic("or(a.eq.1,and(b.gt.2,not.c.is.null), not.and(d.in.(1,2),e.eq.\"x,)\"))"))
        .isEqualTo(
            new Any(
                List.of(
                    new Condition.Test(FIELD, new Compare(Comparison.EQUAL, Quantifier.ONE, "1")),
                    new All(
                        List.of(
                            new Condition.Test(
                                Field.of("b"),
                                new Compare(Comparison.GREATER, Quantifier.ONE, "2")),
                            new Not(new Condition.Test(Field.of("c"), new Is(Truth.NULL))))),
                    new Not(
                        new All(
                            List.of(
                                new Condition.Test(Field.of("d"), new In(List.of("1", "2"))),
                                new Condition.Test(
                                    Field.of("e"),
                                    new Compare(Comparison.EQUAL, Quantifier.ONE, "x,)"))))))));
  }

  @Test
  void takesNotBeforeOrAfterTheColumn() {
    assertThat(logic("and(a.not.eq.1,a.gt.0)")).isEqualTo(logic("and(not.a.eq.1,a.gt.0)"));
    assertThat(logic("and(not.eq.1)"))
        .isEqualTo(
            new All(
                List.of(
                    new Condition.Test(
                        Field.of("not"), new Compare(Comparison.EQUAL, Quantifier.ONE, "1")))));
  }

  @Test
  void letsArraysInsideLogicHoldCommas() {
    assertThat(logic("and(a.eq.{1,2},b.eq.3)"))
        .isEqualTo(
            new All(
                List.of(
                    new Condition.Test(
                        FIELD, new Compare(Comparison.EQUAL, Quantifier.ONE, "{1,2}")),
                    new Condition.Test(
                        Field.of("b"), new Compare(Comparison.EQUAL, Quantifier.ONE, "3")))));
  }

  @Test
  void readsAColumnThatIsNamedLikeAnOperator() {
    assertThat(logic("or(and.eq.1,or.eq.2)"))
        .isEqualTo(
            new Any(
                List.of(
                    new Condition.Test(
                        Field.of("and"), new Compare(Comparison.EQUAL, Quantifier.ONE, "1")),
                    new Condition.Test(
                        Field.of("or"), new Compare(Comparison.EQUAL, Quantifier.ONE, "2")))));
  }

  @Test
  void saysThatAnOperatorIsMissing() {
    Refusal refusal = refusal("0");

    assertThat(refusal.message()).isEqualTo("\"failed to parse filter (0)\" (line 1, column 1)");
    assertThat(refusal.details())
        .isEqualTo("unexpected \"0\" expecting \"not\" or operator (eq, gt, ...)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo.1", "eq", "eq1", "", "not.", "not.foo.1", "in.a", "in.(a", "is.x"})
  void refusesWhatIsNoFilter(String text) {
    assertThat(refusal(text).code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
  }

  @Test
  void readsQuantifiersAfterWhatCompares() {
    assertThat(filter("eq(any).{1,2}"))
        .isEqualTo(test(new Compare(Comparison.EQUAL, Quantifier.ANY, "{1,2}")));
    assertThat(filter("not.like(all).{a*,*b}"))
        .isEqualTo(new Not(test(new Match(Pattern.LIKE, Quantifier.ALL, "{a%,%b}"))));
    assertThat(logic("and(a.imatch(any).{^a,b$},a.lt(all).{3,4})"))
        .isEqualTo(
            new All(
                List.of(
                    test(new Match(Pattern.REGEX_IGNORING_CASE, Quantifier.ANY, "{^a,b$}")),
                    test(new Compare(Comparison.LESS, Quantifier.ALL, "{3,4}")))));
    assertThat(refusal("neq(any).{1}").details())
        .isEqualTo("unexpected \"(\" expecting delimiter (.)");
    assertThat(refusal("eq(some).{1}").details())
        .isEqualTo("unexpected \"(\" expecting delimiter (.)");
  }

  @Test
  void readsFullTextSearchesWithAndWithoutALanguage() {
    assertThat(filter("fts.a & b")).isEqualTo(test(new Search(Wording.QUERY, null, "a & b")));
    assertThat(filter("plfts(english).a"))
        .isEqualTo(test(new Search(Wording.PLAIN, "english", "a")));
    assertThat(filter("phfts.a b")).isEqualTo(test(new Search(Wording.PHRASE, null, "a b")));
    assertThat(filter("not.wfts(french).-a"))
        .isEqualTo(new Not(test(new Search(Wording.WEB, "french", "-a"))));
  }

  @ParameterizedTest
  @CsvSource({
    "cs,CONTAINS",
    "cd,CONTAINED_IN",
    "ov,OVERLAPS",
    "sl,LEFT_OF",
    "sr,RIGHT_OF",
    "nxr,NOT_BEYOND_RIGHT_OF",
    "nxl,NOT_BEYOND_LEFT_OF",
    "adj,ADJACENT_TO"
  })
  void readsWhatArraysAndRangesCanBeAskedFor(String word, Placement placement) {
    assertThat(filter(word + ".[1,2)")).isEqualTo(test(new Lies(placement, "[1,2)")));
  }

  @Test
  void holdsAtMostAsManyValuesAsTheLimit() {
    RequestLimits limits = new RequestLimits(3, 10, 10, 2, 10, 100);

    assertThat(FilterGrammar.filter(FIELD, "in.(1,2,3)", limits))
        .isEqualTo(test(new In(List.of("1", "2", "3"))));
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> FilterGrammar.filter(FIELD, "in.(1,2,3,4)", limits));
    assertThat(refusal.code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
    assertThat(refusal.hint())
        .isEqualTo("A list of values may have 3 of them; ask in several requests");
  }

  @Test
  void nestsAndCountsOnlyUpToTheLimits() {
    RequestLimits limits = new RequestLimits(3, 2, 10, 1, 10, 100);

    assertThat(FilterGrammar.logic("and(or(a.eq.1))", limits)).isInstanceOf(All.class);
    assertThat(
            catchThrowableOfType(
                    Refusal.class, () -> FilterGrammar.logic("and(or(and(a.eq.1)))", limits))
                .hint())
        .isEqualTo("and/or may be nested 1 levels deep");
    assertThat(
            catchThrowableOfType(
                    Refusal.class, () -> FilterGrammar.logic("and(a.eq.1,b.eq.2,c.eq.3)", limits))
                .hint())
        .isEqualTo("A request may have 2 conditions");
  }

  private static Condition test(Operation operation) {
    return new Condition.Test(FIELD, operation);
  }

  private static Condition filter(String text) {
    return FilterGrammar.filter(FIELD, text, RequestLimits.DEFAULT);
  }

  private static Condition logic(String text) {
    return FilterGrammar.logic(text, RequestLimits.DEFAULT);
  }

  private static Refusal refusal(String text) {
    return catchThrowableOfType(Refusal.class, () -> filter(text));
  }
}
