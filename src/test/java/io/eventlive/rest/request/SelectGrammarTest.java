package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.SelectItem.Column;
import io.eventlive.rest.request.SelectItem.Count;
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
            column(Field.of("id")),
            new Column(Field.of("name"), "title", null, null),
            new Column(Field.of("seats"), null, "text", null),
            column(
                new Field(
                    "settings",
                    List.of(new JsonStep.Key("chat", false), new JsonStep.Key("limit", true)))),
            column(new Field("tags", List.of(new JsonStep.Index(-1, false)))));
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
                false,
                List.of(
                    column(Field.of("nickname")),
                    new Embed("clients", "client", null, Join.LEFT, false, List.of(new Star())))),
            new Embed("questions", null, null, Join.LEFT, false, List.of()));
  }

  @Test
  void takesJoinTypeAndHintInEitherOrder() {
    assertThat(parse("profiles!inner!host_id(*)")).isEqualTo(parse("profiles!host_id!inner(*)"));
  }

  @Test
  void readsQuotedNamesAndKeepsDashes() {
    assertThat(parse("\"a,b\\\"c\",first-name,a-b->c-d"))
        .containsExactly(
            column(Field.of("a,b\"c")),
            column(Field.of("first-name")),
            column(new Field("a-b", List.of(new JsonStep.Key("c-d", false)))));
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
  void readsAggregatesWithCastsOnBothSides() {
    assertThat(parse("n:count(),count()::text,info->n::int.sum()::text,seats.max()"))
        .containsExactly(
            new Count("n", null),
            new Count(null, "text"),
            new Column(
                new Field("info", List.of(new JsonStep.Key("n", false))),
                null,
                "int",
                new Aggregate(Aggregate.Kind.SUM, "text")),
            new Column(Field.of("seats"), null, null, new Aggregate(Aggregate.Kind.MAX, null)));
  }

  @Test
  void readsSpreadEmbeds() {
    assertThat(parse("...clients!inner(name)"))
        .containsExactly(
            new Embed("clients", null, null, Join.INNER, true, List.of(column(Field.of("name")))));
    assertThat(refusal("c:...clients(name)").code()).isEqualTo(ErrorCode.QUERY_NOT_UNDERSTOOD);
    assertThat(refusal("...clients").details()).contains("expecting \"(\"");
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

  private static Column column(Field field) {
    return new Column(field, null, null, null);
  }

  private static List<SelectItem> parse(String text) {
    return SelectGrammar.parse(text, RequestLimits.DEFAULT);
  }

  private static Refusal refusal(String text) {
    return catchThrowableOfType(Refusal.class, () -> parse(text));
  }
}
