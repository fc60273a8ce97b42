package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.SelectItem.Column;
import io.eventlive.rest.request.SelectItem.Embed;
import io.eventlive.rest.request.SelectItem.Join;
import io.eventlive.rest.request.SelectItem.Star;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectGrammarTest {
  @Test
  void readsColumnsWithAliasesCastsAndJsonPaths() {
    List<SelectItem> items = parse("id,title:name,seats::text,settings->chat->>limit,tags->-1");

    assertThat(items)
        .containsExactly(
            new Column(Field.of("id"), null, null),
            new Column(Field.of("name"), "title", null),
            new Column(Field.of("seats"), null, "text"),
            new Column(
                new Field(
                    "settings",
                    List.of(new JsonStep.Key("chat", false), new JsonStep.Key("limit", true))),
                null,
                null),
            new Column(new Field("tags", List.of(new JsonStep.Index(-1, false))), null, null));
  }

  @Test
  void readsEmbedsInsideEmbeds() {
    assertThat(parse("*,host:profiles!host_id!inner(nickname,client:clients(*)),questions!left()"))
        .containsExactly(
            new Star(),
            new Embed(
                "profiles",
                "host",
                "host_id",
                Join.INNER,
                List.of(
                    new Column(Field.of("nickname"), null, null),
                    new Embed("clients", "client", null, Join.LEFT, List.of(new Star())))),
            new Embed("questions", null, null, Join.LEFT, List.of()));
  }

  @Test
  void takesJoinTypeAndHintInEitherOrder() {
    assertThat(parse("profiles!inner!host_id(*)")).isEqualTo(parse("profiles!host_id!inner(*)"));
  }

  @Test
  void readsQuotedNamesAndKeepsDashes() {
    assertThat(parse("\"a,b\\\"c\",first-name,a-b->c-d"))
        .containsExactly(
            new Column(Field.of("a,b\"c"), null, null),
            new Column(Field.of("first-name"), null, null),
            new Column(new Field("a-b", List.of(new JsonStep.Key("c-d", false))), null, null));
  }

  @Test
  void selectsNothingWhenThereIsNothing() {
    assertThat(parse("")).isEmpty();
  }

  @Test
  void saysWhereReadingStopped() {
    Refusal refusal = refusal("id,name)");

    assertThat(refusal.code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
    assertThat(refusal.message())
        .isEqualTo("\"failed to parse select parameter (id,name))\" (line 1, column 8)");
    assertThat(refusal.details()).isEqualTo("unexpected \")\" expecting \",\" or end of input");
  }

  @Test
  void refusesAggregatesAndSpreadsByName() {
    assertThat(refusal("seats.sum()").code()).isEqualTo(ErrorCode.AGGREGATES_NOT_ALLOWED);
    assertThat(refusal("count()").code()).isEqualTo(ErrorCode.AGGREGATES_NOT_ALLOWED);
    assertThat(refusal("...clients(name)").code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED);
  }

  @Test
  void refusesACastThatIsNoPlainWord() {
    assertThat(refusal("name::varchar(3)").details())
        .isEqualTo("unexpected \"(\" expecting \",\" or end of input");
    assertThat(refusal("name::\"x\"").code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
  }

  @Test
  void nestsOnlyAsDeepAsTheLimit() {
    RequestLimits limits = new RequestLimits(10, 10, 10, 2, 10, 100);

    assertThat(SelectGrammar.parse("a(b(c))", limits)).hasSize(1);
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> SelectGrammar.parse("a(b(c(d)))", limits));
    assertThat(refusal.hint()).isEqualTo("Embeds may be nested 2 levels deep");
  }

  @Test
  void hasAtMostAsManyItemsAsTheLimit() {
    RequestLimits limits = new RequestLimits(10, 10, 3, 2, 10, 100);

    assertThat(SelectGrammar.parse("a,b(c)", limits)).hasSize(2);
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> SelectGrammar.parse("a,b(c,d)", limits));
    assertThat(refusal.hint()).isEqualTo("A select may have 3 items");
  }

  private static List<SelectItem> parse(String text) {
    return SelectGrammar.parse(text, RequestLimits.DEFAULT);
  }

  private static Refusal refusal(String text) {
    return catchThrowableOfType(Refusal.class, () -> parse(text));
  }
}
