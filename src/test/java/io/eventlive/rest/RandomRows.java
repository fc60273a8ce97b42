package io.eventlive.rest;

import static io.eventlive.rest.RandomFilters.all;
import static io.eventlive.rest.RandomFilters.encode;

import io.eventlive.rest.RandomFilters.Field;
import io.eventlive.rest.RandomTables.Link;
import io.eventlive.rest.RandomTables.Relation;
import io.eventlive.rest.RandomTables.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is shown of a list of rows, which of it and in which order, in the dialect and in SQL.
final class RandomRows {
  private final SplittableRandom random;
  private final RandomFilters filters;
  private final Mistakes mistakes;

  RandomRows(SplittableRandom random, RandomFilters filters, Mistakes mistakes) {
    this.random = random;
    this.filters = filters;
    this.mistakes = mistakes;
  }

  record Rows(List<String> parameters, String sql) {}

  /// The rows of a select as a JSON array.
  static String asJson(String select) {
    return "select coalesce(json_agg(row_to_json(q)), '[]') from (" + select + ") q";
  }

  Rows of(Relation from, String source) {
    return new Level(from).rows(source);
  }

  /// One list of rows.
  private final class Level {
    private final Relation from;
    private final List<String> parameters = new ArrayList<>();
    private final List<String> selected = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();

    /// Columns whose rows become one, by their numbers; empty where none do.
    private final boolean grouped = random.nextInt(6) == 0;

    private final List<Integer> common = new ArrayList<>();

    private @Nullable Embedded embedded;

    Level(Relation from) {
      this.from = from;
    }

    Rows rows(String source) {
      for (int i = random.nextInt(1, 5); i > 0; i--) column("s" + i);
      if (random.nextInt(3) == 0) embed();
      if (grouped) aggregate();
      for (int i = random.nextInt(3); i > 0; i--) filters.filter(from, "", parameters, conditions);
      if (random.nextInt(4) == 0) filters.logic(from, parameters, conditions);
      parameters.addFirst("select=" + encode(String.join(",", selected)));
      String groups =
          common.isEmpty()
              ? ""
              : common.stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ", " group by ", ""));
      String order = !grouped && random.nextInt(3) == 0 ? order() : "";
      return new Rows(
          parameters,
          asJson(
              "select %s from %s where %s%s%s"
                  .formatted(String.join(", ", outputs), source, all(conditions), groups, order)));
    }

    private void column(String shown) {
      Field field = filters.field(from);
      boolean cast = random.nextInt(4) == 0;
      String type = cast && mistakes.slips() ? one(List.of("nothing", "uuid")) : "text";
      selected.add(shown + ":" + field.written() + (cast ? "::" + type : ""));
      show(cast ? "cast(" + field.sql() + " as " + type + ")" : field.sql(), shown);
    }

    private void show(String sql, String name) {
      outputs.add(sql + " as " + name);
      if (grouped) common.add(outputs.size());
    }

    private void aggregate() {
      if (random.nextBoolean()) {
        selected.add("n:count()");
        outputs.add("count(*) as n");
        return;
      }
      Typed column = one(from.columns());
      boolean number = column.type().matches("smallint|integer|bigint|numeric");
      boolean sorted = number || column.type().matches("text|date|time.*");
      String function =
          one(
              number
                  ? List.of("sum", "avg", "min")
                  : sorted ? List.of("min", "max") : List.of("count"));
      if (mistakes.slips()) function = "sum";
      boolean cast = random.nextBoolean();
      selected.add("a:" + column.name() + "." + function + "()" + (cast ? "::text" : ""));
      String taken = "%s(%s.\"%s\")".formatted(function, from.name(), column.name());
      outputs.add((cast ? "cast(" + taken + " as text)" : taken) + " as a");
    }

    private String order() {
      String key = related();
      if (key.isEmpty()) {
        Typed by = one(from.columns());
        String name = mistakes.slips() ? "nope" : by.name();
        parameters.add("order=" + name + ".desc.nullslast,id");
        key = "%s.%s".formatted(from.name(), name);
      }
      String order = " order by %s desc nulls last, %s.id".formatted(key, from.name());
      if (random.nextBoolean()) return order;
      if (mistakes.slips()) {
        parameters.add("limit=-1");
        mistakes.onlyTheDialectKnows("PGRST103");
      } else {
        parameters.add("limit=2");
        parameters.add("offset=1");
      }
      return order + " limit 2 offset 1";
    }

    /// By a column of the embed, shown or not, where there is one row of it.
    private String related() {
      Embedded by = embedded;
      if (by == null || random.nextBoolean()) return "";
      if (!by.link().toOne()) {
        if (!mistakes.slips()) return "";
        mistakes.onlyTheDialectKnows("PGRST118");
      }
      Typed column = one(RandomTables.relation(by.link().target()).columns());
      parameters.add("order=%s(%s).desc.nullslast,id".formatted(by.name(), column.name()));
      return by.select(column.name() + " as x");
    }

    private void embed() {
      Link link = one(from.links());
      Relation target = RandomTables.relation(link.target());
      Typed column = one(target.columns());
      String name = mistakes.slips() ? "nope" : column.name();
      boolean inner = random.nextInt(3) == 0;
      boolean spread = random.nextBoolean() && (link.toOne() || !grouped);
      String related = target.name();
      if (mistakes.slips()) {
        related = from.name().equals("halls") ? "talks" : "loose";
        mistakes.onlyTheDialectKnows("PGRST200");
      }
      List<String> inside = new ArrayList<>(List.of(link.join()));
      if (random.nextBoolean()) filters.filter(target, related + ".", parameters, inside);
      if (mistakes.slips()) {
        parameters.add("elsewhere.id=eq.1");
        mistakes.onlyTheDialectKnows("PGRST108");
      }
      String join = inner ? "!inner" : "";
      Embedded embed = new Embedded(spread ? related : "e", link, target, inside);
      if (spread) {
        selected.add("...%s%s(ei:id,ex:%s)".formatted(related, join, name));
        show(embed.spread("id"), "ei");
        show(embed.spread(name), "ex");
      } else {
        selected.add("e:%s%s(id,x:%s)".formatted(related, join, name));
        String json = embed.json(name);
        show(grouped ? "to_jsonb(" + json + ")" : json, "e");
      }
      if (!link.toOne()) parameters.add(embed.name() + ".order=id");
      if (inner) conditions.add("exists " + embed.select("id"));
      embedded = embed;
    }
  }

  /// Rows that belong to a row, under the name by which requests speak of them.
  private record Embedded(String name, Link link, Relation target, List<String> conditions) {
    String select(String outputs) {
      return "(select %s from public.%s where %s order by %s.id)"
          .formatted(
              Stream.of(outputs.split(", "))
                  .map(output -> target.name() + "." + output)
                  .collect(Collectors.joining(", ")),
              target.name(),
              all(conditions),
              target.name());
    }

    String json(String column) {
      String rows = select("id, " + column + " as x");
      return "(select %s from %s r)"
          .formatted(link.toOne() ? "row_to_json(r)" : "coalesce(json_agg(r), '[]')", rows);
    }

    /// One value, or an array of values.
    String spread(String column) {
      String rows = select(column + " as x");
      return link.toOne() ? rows : "(select coalesce(json_agg(r.x), '[]') from " + rows + " r)";
    }
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
