package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The section "Description" of docs/reference/dialect.md.
class DescriptionTest {
  private static final String NOTED =
      """
      create type public.mood as enum ('calm', 'busy');
      create table public.noted (
        id bigint generated always as identity primary key,
        host integer references public.hosts,
        word varchar(12) not null default 'it''s',
        much numeric default 1.5,
        mood public.mood default 'calm',
        doc jsonb,
        names text[],
        docs jsonb[]);
      create view public.a_view_of_hosts as select * from public.hosts;
      comment on schema public is E'Our API\nFor everybody.';
      comment on table public.noted is E'Noted things\n\nAll of them.';
      comment on column public.noted.host is 'Who noted it';
      comment on function public.add(integer, integer) is 'Adds two numbers';
      grant all on public.noted to service_role;
      grant select on public.noted to anon;
      revoke execute on function public.add_talk(text) from public;
      grant execute on function public.add_talk(text) to service_role;
      """;

  private static final Dialect DIALECT = Dialect.over(Fixture.SQL + NOTED);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void describesTheInterfaceWithoutTheDatabase() {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get("/");
    JsonNode document = read(answer);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/openapi+json; charset=utf-8");
    assertThat(document.at("/swagger").asString()).isEqualTo("2.0");
    assertThat(document.at("/info/title").asString()).isEqualTo("Our API");
    assertThat(document.at("/info/description").asString()).isEqualTo("For everybody.");
    assertThat(document.at("/basePath").asString()).isEqualTo("/rest/v1");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/id|{'format':'int64','type':'integer','description':'Note:\\nThis is a Primary Key.<pk/>'}",
        "/host|{'format':'int32','type':'integer','description':'Who noted it\\n\\nNote:\\nThis is a"
            + " Foreign Key to `hosts.id`.<fk table=#hosts# column=#id#/>'}",
        "/word|{'format':'character varying','type':'string','default':'it#s','maxLength':12}",
        "/much|{'format':'numeric','type':'number','default':1.5}",
        "/mood|{'format':'public.mood','type':'string','default':'calm','enum':['calm','busy']}",
        "/doc|{'format':'jsonb'}",
        "/names|{'format':'text[]','type':'array','items':{'type':'string'}}",
        "/docs|{'format':'jsonb[]','type':'array','items':{}}",
      })
  void describesAColumn(String column, String described) {
    JsonNode properties = read(DIALECT.get("/")).at("/definitions/noted/properties");

    assertThat(properties.at(column).toString())
        .isEqualTo(described.replace('\'', '"').replace('#', '\''));
  }

  @Test
  void describesATableWithItsMethodsAndFilters() {
    JsonNode document = read(DIALECT.get("/"));
    JsonNode path = document.at("/paths/~1noted");

    assertThat(path.propertyNames()).containsExactly("get", "post", "delete", "patch");
    assertThat(path.at("/get/summary").asString()).isEqualTo("Noted things");
    assertThat(path.at("/get/description").asString()).isEqualTo("All of them.");
    assertThat(path.at("/get/parameters/0/$ref").asString())
        .isEqualTo("#/parameters/rowFilter.noted.id");
    assertThat(document.at("/parameters/rowFilter.noted.host/description").asString())
        .isEqualTo("Who noted it");
    assertThat(document.at("/definitions/noted/required").toString())
        .isEqualTo("[\"id\",\"word\"]");
  }

  @Test
  void describesFunctionsByHowTheyMayBeCalled() {
    JsonNode paths = read(DIALECT.get("/")).at("/paths");
    JsonNode add = paths.at("/~1rpc~1add");

    assertThat(add.at("/get/summary").asString()).isEqualTo("Adds two numbers");
    assertThat(add.at("/get/parameters").toString())
        .isEqualTo(
            "[{\"name\":\"a\",\"in\":\"query\",\"required\":true,\"format\":\"int32\","
                + "\"type\":\"integer\"},{\"name\":\"b\",\"in\":\"query\",\"required\":false,"
                + "\"format\":\"int32\",\"type\":\"integer\"}]");
    assertThat(add.at("/post/parameters/0/schema/required").toString()).isEqualTo("[\"a\"]");
    assertThat(paths.at("/~1rpc~1joined/get/parameters/0").toString())
        .isEqualTo(
            "{\"name\":\"words\",\"in\":\"query\",\"required\":true,\"type\":\"array\","
                + "\"collectionFormat\":\"multi\",\"items\":{\"format\":\"text\","
                + "\"type\":\"string\"}}");
    assertThat(paths.at("/~1rpc~1add_talk").propertyNames()).containsExactly("post");
  }

  @Test
  void showsWhatTheCallersRoleMayUse() {
    JsonNode own = read(DIALECT.get("/", "as", "anon"));
    JsonNode other = read(DIALECT.get("/", "Accept-Profile", "other"));

    assertThat(own.at("/paths/~1noted").isMissingNode()).isFalse();
    assertThat(own.at("/paths/~1loose").isMissingNode()).isTrue();
    assertThat(own.at("/paths/~1rpc~1add_talk").isMissingNode()).isTrue();
    assertThat(own.at("/definitions/secrets").isMissingNode()).isTrue();
    assertThat(other.at("/definitions").propertyNames()).containsExactly("notes");
  }

  @Test
  void answersOtherMethodsAndForms() {
    Answer head = DIALECT.send("HEAD", "/", "");
    Answer posted = DIALECT.post("/", "{}");
    Answer text = DIALECT.get("/", "Accept", "text/csv");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(DIALECT.send("OPTIONS", "/", "").header("Allow")).isEqualTo("OPTIONS,GET,HEAD");
    assertThat(posted.status()).isEqualTo(405);
    assertThat(posted.body()).contains("PGRST117");
    assertThat(text.status()).isEqualTo(406);
    assertThat(text.body()).contains("PGRST107");
  }

  @Test
  void showsEverythingOrNothingWhereTheInstallationSaysSo() {
    String mode = "openapi_mode";
    try (Dialect all =
            Dialect.over(
                Fixture.SQL, Map.of(mode, "ignore-privileges", "openapi_security_active", "true"));
        Dialect none = Dialect.over(Fixture.SQL, Map.of(mode, "disabled"))) {
      JsonNode document = read(all.get("/", "as", "anon"));

      assertThat(document.at("/definitions/secrets").isMissingNode()).isFalse();
      assertThat(document.at("/securityDefinitions/JWT/name").asString())
          .isEqualTo("Authorization");
      assertThat(none.get("/").status()).isEqualTo(404);
      assertThat(none.get("/").body()).contains("PGRST126", "Root endpoint metadata is disabled");
    }
  }

  @Test
  void saysWhereAProxyServesIt() {
    try (Dialect dialect =
        Dialect.over(
            Fixture.SQL, Map.of("openapi_server_proxy_uri", "https://api.example.com:8443/data"))) {
      JsonNode document = read(dialect.get("/"));

      assertThat(document.at("/host").asString()).isEqualTo("api.example.com:8443");
      assertThat(document.at("/basePath").asString()).isEqualTo("/data");
      assertThat(document.at("/schemes").toString()).isEqualTo("[\"https\"]");
    }
  }

  @Test
  void callsAFunctionAtTheRootWhereThereIsOne() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("db_root_spec", "public.numbers"))) {
      assertThat(dialect.get("/").body()).isEqualTo("[1, 2, 3]");
      assertThat(dialect.send("OPTIONS", "/", "").header("Allow"))
          .isEqualTo("OPTIONS,GET,HEAD,POST");
    }
  }

  private static JsonNode read(Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
