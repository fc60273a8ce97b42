package io.eventlive.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Role;
import io.eventlive.schema.Function.Returns;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CatalogueReaderTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static Catalogue catalogue =
      new Catalogue(
          0,
          0,
          List.of(),
          Map.of(),
          List.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          List.of(),
          Notes.NONE,
          java.util.Set.of(),
          java.util.Set.of(),
          Grounds.NONE);

  @BeforeAll
  static void arrange() throws Exception {
    DATABASE.execute(
        """
        create schema shop;
        grant usage on schema shop to anon, authenticated, service_role;

        create domain shop.email as text check (value like '%@%');
        create domain shop.work_email as shop.email not null;
        create type shop.mood as enum ('calm', 'busy');
        create type shop.size as (width int, height int);

        create table shop.maker (
          id uuid primary key default gen_random_uuid(),
          contact shop.work_email,
          mood shop.mood,
          tags text[] not null,
          note varchar(40),
          serial bigint generated always as identity,
          shout text generated always as (upper(note)) stored
        );
        create table shop.product (
          maker uuid not null constraint made_by references shop.maker,
          code text not null,
          price numeric(10, 2) not null default 0,
          successor_maker uuid,
          successor_code text,
          primary key (maker, code),
          constraint follows foreign key (successor_maker, successor_code)
            references shop.product (maker, code)
        );
        create unique index product_by_price on shop.product (price, code) include (maker);
        create unique index product_partial on shop.product (code) where price > 0;
        create table shop.passport (
          id int primary key,
          maker uuid unique constraint passport_of references shop.maker
        );

        create view shop.makers as
          select m.id as maker_id, upper(m.note) as loud, m.note from shop.maker m
          where exists (select m2.id from shop.maker m2);
        create view shop.makers_again as select maker_id, note from shop.makers;
        create view shop.products as
          with recent as (select * from shop.product)
          select p.maker as made_by, p.code, s.note
          from shop.product p left join shop.maker s on s.id = p.maker
          order by p.price;
        create view shop.round as select 1 as way;
        create view shop.round_again as select way from shop.round;
        create or replace view shop.round as select way from shop.round_again;
        create view shop.papers as
          select m.note, m.id as maker_id, p.id from shop.passport p, shop.maker m
          where m.id = p.maker;
        create materialized view shop.totals as select count(*) as n from shop.product;

        create table shop.sale (at date not null, amount int) partition by range (at);
        create table shop.sale_2026 partition of shop.sale
          for values from ('2026-01-01') to ('2027-01-01');

        create table shop.hidden (id int primary key);

        grant select on shop.maker to anon;
        grant select, insert, update, delete on shop.maker to authenticated;
        revoke all on shop.product from anon;
        grant select (maker, code), update (price) on shop.product to authenticated;
        create role shop_staff nologin;
        grant select on shop.passport to shop_staff;
        grant shop_staff to service_role with inherit true;

        alter table shop.maker enable row level security;
        alter table shop.maker force row level security;
        create policy everybody_reads on shop.maker for select using (true);
        create policy own_only on shop.maker as restrictive for update to authenticated
          using (id is not null) with check (note <> 'x');
        """
            .replace(
                "grant shop_staff to service_role with inherit true",
                "alter role service_role inherit; grant shop_staff to service_role"));
    DATABASE.execute(
        """
        create function shop.add(a int, b int default 1) returns int
          language sql immutable as 'select a + b';
        create function shop.add(a text, variadic rest text[]) returns text
          language sql stable set statement_timeout = '2s' set search_path = '' as 'select a';
        create function shop.find(wanted uuid) returns setof shop.maker
          language sql as 'select * from shop.maker where id = wanted';
        create function shop.pair(inout one int, out two shop.size)
          language sql as 'select one, null::shop.size';
        create function shop.list() returns table (name text)
          language sql as $$ select 'x'::text $$;
        create function shop.measure() returns shop.size
          language sql as 'select null::shop.size';
        create function shop.nothing() returns void language sql as '';
        create function shop.on_change() returns trigger
          language plpgsql as 'begin return new; end';
        create procedure shop.work() language sql as '';
        revoke execute on function shop.nothing() from public;
        grant execute on function shop.nothing() to service_role;
        """);
    try (Connection connection = DATABASE.as(Role.EVENTLIVE_WATCHER)) {
      catalogue =
          new CatalogueReader("authenticator", List.of("shop", "public"), PreConfiguration.NONE)
              .read(connection, 7);
    }
  }

  @AfterAll
  static void close() {
    DATABASE.execute("drop owned by shop_staff");
    DATABASE.execute("alter role service_role noinherit");
    DATABASE.execute("drop role shop_staff");
    DATABASE.close();
  }

  @Test
  void namesTheRolesThatALoginMayTake() {
    assertThat(catalogue.epoch()).isEqualTo(7);
    assertThat(catalogue.serverVersion()).isGreaterThanOrEqualTo(150000);
    assertThat(catalogue.roles()).contains("anon", "authenticated", "service_role");
    assertThat(catalogue.roles()).doesNotContain("authenticator", "eventlive_owner");
  }

  @Test
  void readsSettingsOfRolesThatSetRoleLeavesOut() {
    assertThat(catalogue.roleSettings().get("anon")).containsEntry("statement_timeout", "3s");
    assertThat(catalogue.roleSettings().get("authenticated"))
        .containsEntry("statement_timeout", "8s");
  }

  @Test
  void readsColumnsInTheirOrderWithTypesAndDefaults() {
    Table maker = table("maker");

    assertThat(maker.kind()).isEqualTo(Table.Kind.TABLE);
    assertThat(maker.columns().keySet())
        .containsExactly("id", "contact", "mood", "tags", "note", "serial", "shout");
    assertThat(maker.columns().get("id"))
        .returns("uuid", c -> c.type().name().name())
        .returns(false, Column::nullable)
        .returns(true, Column::hasDefault)
        .returns(false, Column::generatedAlways);
    assertThat(maker.columns().get("contact"))
        .returns(new QualifiedName("shop", "work_email"), c -> c.type().name())
        .returns(new QualifiedName("pg_catalog", "text"), c -> c.type().base())
        .returns(false, Column::nullable);
    assertThat(column("maker", "mood").type())
        .returns('E', Type::category)
        .returns("shop.mood", Type::display);
    assertThat(column("maker", "tags").type())
        .returns("_text", t -> t.name().name())
        .returns('A', Type::category)
        .returns("text[]", Type::display);
    assertThat(column("maker", "note").type().array())
        .contains(new QualifiedName("pg_catalog", "_varchar"));
    assertThat(column("maker", "serial").generatedAlways()).isTrue();
    assertThat(column("maker", "shout").generatedAlways()).isTrue();
  }

  @Test
  void readsKeysAndLeavesOutPartialIndexes() {
    assertThat(table("product").primaryKey()).containsExactly("maker", "code");
    assertThat(table("product").uniqueKeys())
        .containsExactlyInAnyOrder(
            new Table.UniqueKey("product_pkey", List.of("maker", "code")),
            new Table.UniqueKey("product_by_price", List.of("price", "code")));
  }

  @Test
  void readsForeignKeysOfTablesAndThroughViews() {
    QualifiedName maker = name("maker");
    QualifiedName product = name("product");

    assertThat(catalogue.foreignKeys())
        .contains(
            new ForeignKey("made_by", product, List.of("maker"), maker, List.of("id"), false),
            new ForeignKey(
                "follows",
                product,
                List.of("successor_maker", "successor_code"),
                product,
                List.of("maker", "code"),
                false),
            new ForeignKey(
                "passport_of", name("passport"), List.of("maker"), maker, List.of("id"), true),
            new ForeignKey(
                "made_by", product, List.of("maker"), name("makers"), List.of("maker_id"), false),
            new ForeignKey(
                "made_by",
                name("products"),
                List.of("made_by"),
                name("makers_again"),
                List.of("maker_id"),
                false));
    assertThat(catalogue.foreignKeys())
        .noneMatch(key -> key.constraint().equals("follows") && !key.table().equals(product));
  }

  @Test
  void findsNoTableBehindViewsThatShowEachOther() {
    assertThat(table("round").primaryKey()).isEmpty();
    assertThat(catalogue.foreignKeys())
        .noneMatch(key -> List.of(key.table(), key.referencedTable()).contains(name("round")));
  }

  @Test
  void knowsRowsOfAJoinByTheKeysOfAllItsTables() {
    assertThat(table("papers").primaryKey()).containsExactlyInAnyOrder("maker_id", "id");
  }

  @Test
  void tracesPrimaryKeysThroughViewsOfViews() {
    assertThat(table("makers_again").primaryKey()).containsExactly("maker_id");
    assertThat(table("products").primaryKey()).containsExactly("made_by", "code");
    assertThat(table("totals").kind()).isEqualTo(Table.Kind.MATERIALIZED_VIEW);
    assertThat(table("totals").primaryKey()).isEmpty();
  }

  @Test
  void knowsWhatCanBeWritten() {
    assertThat(table("maker"))
        .returns(true, Table::insertable)
        .returns(true, Table::updatable)
        .returns(true, Table::deletable);
    assertThat(table("makers").updatable()).isTrue();
    assertThat(table("products").insertable()).isFalse();
    assertThat(table("totals").insertable()).isFalse();
  }

  @Test
  void showsPartitionedTablesAndHidesPartitions() {
    assertThat(table("sale").kind()).isEqualTo(Table.Kind.PARTITIONED_TABLE);
    assertThat(catalogue.table(name("sale_2026"))).isEmpty();
  }

  @Test
  void readsGrantsOfTablesColumnsAndMemberships() {
    Column price = column("product", "price");
    Column code = column("product", "code");

    assertThat(code.selectableBy()).containsExactlyInAnyOrder("authenticated");
    assertThat(price.selectableBy()).isEmpty();
    assertThat(price.updatableBy()).containsExactly("authenticated");
    assertThat(column("maker", "note").selectableBy())
        .containsExactlyInAnyOrder("anon", "authenticated");
    assertThat(table("maker").deletableBy()).containsExactly("authenticated");
    assertThat(column("passport", "id").selectableBy()).containsExactly("service_role");
    assertThat(table("hidden").visibleTo("service_role")).isFalse();
    assertThat(table("product").visibleTo("anon")).isFalse();
    assertThat(table("product").visibleTo("authenticated")).isTrue();
  }

  @Test
  void readsPoliciesWithTheRolesThatTheyBind() {
    RowSecurity security = table("maker").rowSecurity();

    assertThat(security.enabled()).isTrue();
    assertThat(security.binds("anon")).isTrue();
    assertThat(security.binds("service_role")).isFalse();
    assertThat(security.policies())
        .extracting(RowSecurity.Policy::name)
        .containsExactly("everybody_reads", "own_only");
    assertThat(security.policies().get(1))
        .returns(false, RowSecurity.Policy::permissive)
        .returns(RowSecurity.Command.UPDATE, RowSecurity.Policy::command)
        .returns(java.util.Set.of("authenticated"), RowSecurity.Policy::roles)
        .returns(Optional.of("(id IS NOT NULL)"), RowSecurity.Policy::using);
    assertThat(table("product").rowSecurity()).isEqualTo(RowSecurity.OFF);
  }

  @Test
  void readsOverloadsWithDefaultsAndVariadicArguments() {
    List<Function> add = catalogue.functions(name("add"));

    assertThat(add).hasSize(2);
    assertThat(add.get(0).arguments())
        .extracting(Function.Argument::name, Function.Argument::required)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", true),
            org.assertj.core.groups.Tuple.tuple("b", false));
    assertThat(add.get(0).volatility()).isEqualTo(Function.Volatility.IMMUTABLE);
    assertThat(add.get(1).arguments().get(1))
        .returns(true, Function.Argument::variadic)
        .returns("_text", argument -> argument.type().name().name());
    assertThat(add.get(1).settings()).containsEntry("statement_timeout", "2s");
  }

  @Test
  void readsWhatFunctionsReturn() {
    assertThat(returns("add")).isInstanceOf(Returns.Scalar.class);
    assertThat(returns("nothing")).isEqualTo(new Returns.Nothing());
    assertThat(returns("find"))
        .isInstanceOfSatisfying(
            Returns.Composite.class,
            found -> {
              assertThat(found.set()).isTrue();
              assertThat(found.table()).contains(name("maker"));
              assertThat(found.columns()).hasSize(7);
            });
    assertThat(returns("pair"))
        .isInstanceOfSatisfying(
            Returns.Composite.class,
            found -> {
              assertThat(found.set()).isFalse();
              assertThat(found.columns()).extracting(Column::name).containsExactly("one", "two");
            });
    assertThat(returns("list"))
        .isInstanceOfSatisfying(
            Returns.Composite.class,
            found -> {
              assertThat(found.set()).isTrue();
              assertThat(found.table()).isEmpty();
              assertThat(found.columns()).extracting(Column::name).containsExactly("name");
            });
    assertThat(returns("measure"))
        .isInstanceOfSatisfying(
            Returns.Composite.class,
            found ->
                assertThat(found.columns())
                    .extracting(Column::name)
                    .containsExactly("width", "height"));
  }

  @Test
  void leavesOutTriggersAndProceduresAndKeepsExecutionRights() {
    assertThat(catalogue.functions(name("on_change"))).isEmpty();
    assertThat(catalogue.functions(name("work"))).isEmpty();
    assertThat(catalogue.functions(name("nothing")).getFirst().executableBy())
        .containsExactly("service_role");
    assertThat(catalogue.functions(name("add")).getFirst().executableBy()).contains("anon");
  }

  @Test
  void takesTheSchemasThatTheLoginRoleNames() throws Exception {
    DATABASE.execute(
        "alter role authenticator in database %s set pgrst.db_schemas = 'public, shop'"
            .formatted(DATABASE.name()));
    try (Connection connection = DATABASE.as(Role.EVENTLIVE_WATCHER)) {
      Catalogue read =
          new CatalogueReader("authenticator", List.of("other"), PreConfiguration.NONE)
              .read(connection, 1);

      assertThat(read.exposedSchemas()).containsExactly("public", "shop");
    } finally {
      DATABASE.execute(
          "alter role authenticator in database %s reset all".formatted(DATABASE.name()));
    }
  }

  private static QualifiedName name(String name) {
    return new QualifiedName("shop", name);
  }

  private static Table table(String name) {
    return catalogue.table(name(name)).orElseThrow();
  }

  private static Column column(String table, String column) {
    return table(table).column(column).orElseThrow();
  }

  private static Returns returns(String function) {
    return catalogue.functions(name(function)).getFirst().returns();
  }
}
