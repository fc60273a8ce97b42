package io.eventlive.rest;

import static java.util.stream.Collectors.joining;

import io.eventlive.rest.RandomTables.Link;
import io.eventlive.rest.RandomTables.Relation;
import io.eventlive.rest.RandomTables.Routine;
import io.eventlive.rest.RandomTables.Typed;
import io.eventlive.rest.request.QueryString;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whole requests over [RandomTables], each said twice: in the dialect and in SQL. Some have one
/// mistake, anywhere; what looks like a mistake may be none.
final class RandomRequests {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ROWS_AS_JSON =
      "select coalesce(json_agg(row_to_json(q)), '[]') from (%s) q";

  private final SplittableRandom random;
  private final RandomValues values;
  private boolean mistakeLeft;
  private @Nullable String certain;

  /// Whether a parameter is a filter only if it begins with an operator, and else an argument.
  private boolean filtersAreMarked;

  private int newest = 1_000;

  RandomRequests(SplittableRandom random) {
    this.random = random;
    this.values = new RandomValues(random.split());
  }

  Asked next() {
    mistakeLeft = random.nextInt(5) < 3;
    certain = null;
    filtersAreMarked = false;
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> read();
      case 4, 5 -> insert();
      case 6 -> update();
      case 7 -> delete();
      case 8 -> callByQuery();
      default -> callByBody();
    };
  }

  /// Whether this is the place of the mistake.
  private boolean slips() {
    boolean slip = mistakeLeft && random.nextInt(7) == 0;
    if (slip) mistakeLeft = false;
    return slip;
  }

  private void onlyTheDialectKnows(String code) {
    certain = code;
  }

  private Asked read() {
    Relation from = one(RandomTables.RELATIONS);
    String name = slips() ? "nowhere" : from.name();
    Rows rows = rows(from, "public." + name + " as " + from.name());
    return asked("GET", "/" + name, rows.parameters(), "", List.of(), rows.sql());
  }

  /// A list of rows: what is shown of it, which of it, in which order.
  private record Rows(List<String> parameters, String sql) {}

  private Rows rows(Relation from, String source) {
    List<String> parameters = new ArrayList<>();
    List<String> selected = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      String shown = "s" + i;
      Field field = field(from);
      boolean cast = random.nextInt(4) == 0;
      String type = cast && slips() ? one(List.of("nothing", "uuid")) : "text";
      selected.add(shown + ":" + field.written() + (cast ? "::" + type : ""));
      outputs.add(
          (cast ? "cast(" + field.sql() + " as " + type + ")" : field.sql()) + " as " + shown);
    }
    if (random.nextInt(3) == 0) embed(from, parameters, selected, outputs, conditions);
    for (int i = random.nextInt(3); i > 0; i--) filter(from, "", parameters, conditions);
    if (random.nextInt(4) == 0) logic(from, parameters, conditions);
    parameters.addFirst("select=" + encode(String.join(",", selected)));
    String order = random.nextInt(3) == 0 ? order(from, parameters) : "";
    return new Rows(
        parameters,
        ROWS_AS_JSON.formatted(
            "select %s from %s where %s%s"
                .formatted(String.join(", ", outputs), source, all(conditions), order)));
  }

  private String order(Relation from, List<String> parameters) {
    Typed by = one(from.columns().stream().filter(each -> !each.type().equals("json")).toList());
    String name = slips() ? "nope" : by.name();
    parameters.add("order=" + name + ".desc.nullslast,id");
    String order =
        " order by %s.%s desc nulls last, %s.id".formatted(from.name(), name, from.name());
    if (random.nextBoolean()) return order;
    if (slips()) {
      parameters.add("limit=-1");
      onlyTheDialectKnows("PGRST103");
    } else {
      parameters.add("limit=2");
      parameters.add("offset=1");
    }
    return order + " limit 2 offset 1";
  }

  private void embed(
      Relation from,
      List<String> parameters,
      List<String> selected,
      List<String> outputs,
      List<String> conditions) {
    Link link = one(from.links());
    Relation target = RandomTables.relation(link.target());
    Typed column = one(target.columns());
    String name = slips() ? "nope" : column.name();
    boolean inner = random.nextInt(3) == 0;
    List<String> inside = new ArrayList<>(List.of(link.join()));
    if (random.nextBoolean()) filter(target, target.name() + ".", parameters, inside);
    String related = target.name();
    if (slips()) {
      related = from.name().equals("halls") ? "talks" : "loose";
      onlyTheDialectKnows("PGRST200");
    }
    if (slips()) {
      parameters.add("elsewhere.id=eq.1");
      onlyTheDialectKnows("PGRST108");
    }
    selected.add("e:%s%s(id,%s)".formatted(related, inner ? "!inner" : "", "x:" + name));
    parameters.add("e.order=id");
    String rows =
        "select %1$s.id, %1$s.%2$s as x from public.%1$s where %3$s order by %1$s.id"
            .formatted(target.name(), name, all(inside));
    outputs.add(
        "(select %s from (%s) r) as e"
            .formatted(link.toOne() ? "row_to_json(r)" : "coalesce(json_agg(r), '[]')", rows));
    if (inner) conditions.add("exists (" + rows + ")");
  }

  /// A field as it is written, in SQL, and its type there.
  private record Field(String written, String sql, String type) {}

  private Field field(Relation from) {
    Typed column = one(from.columns());
    String name = slips() ? one(List.of("nope", "Id", "title2")) : column.name();
    String sql = from.name() + ".\"" + name + "\"";
    boolean json = column.type().equals("jsonb") && name.equals(column.name());
    return json
        ? switch (random.nextInt(3)) {
          case 0 -> new Field(name + "->>a", "(" + sql + " ->> 'a')", "text");
          case 1 -> new Field(name + "->b->>c", "(" + sql + " -> 'b' ->> 'c')", "text");
          default -> new Field(name + "->a", "(" + sql + " -> 'a')", "jsonb");
        }
        : new Field(name, sql, column.type().equals("public.rank") ? "integer" : column.type());
  }

  private record Test(String field, String operation, String sql) {}

  private void filter(Relation on, String path, List<String> parameters, List<String> conditions) {
    Test test = test(on, false);
    parameters.add(encode(path + test.field()) + "=" + encode(test.operation()));
    conditions.add(test.sql());
  }

  private void logic(Relation on, List<String> parameters, List<String> conditions) {
    List<Test> tests = Stream.generate(() -> test(on, true)).limit(random.nextInt(1, 4)).toList();
    boolean or = random.nextBoolean();
    parameters.add(
        (or ? "or=" : "and=")
            + encode(
                tests.stream()
                    .map(t -> t.field() + "." + t.operation())
                    .collect(joining(",", "(", ")"))));
    conditions.add(tests.stream().map(Test::sql).collect(joining(or ? " or " : " and ", "(", ")")));
  }

  private Test test(Relation on, boolean insideLogic) {
    Field field = field(on);
    boolean not = random.nextInt(5) == 0;
    Test plain =
        switch (random.nextInt(8)) {
          case 0 -> truth(field);
          case 1 -> in(field);
          case 2 -> like(field, insideLogic);
          default -> comparison(field, insideLogic);
        };
    return not
        ? new Test(plain.field(), "not." + plain.operation(), "not (" + plain.sql() + ")")
        : plain;
  }

  private Test comparison(Field field, boolean insideLogic) {
    int which = random.nextInt(6);
    String word = List.of("eq", "neq", "gt", "gte", "lt", "lte").get(which);
    String sql = List.of("=", "<>", ">", ">=", "<", "<=").get(which);
    if (slips()) {
      word = "equals";
      onlyTheDialectKnows(insideLogic || !filtersAreMarked ? "PGRST100" : "PGRST202");
    }
    String value = value(field.type());
    return new Test(
        field.written(),
        word + "." + (insideLogic ? quoted(value) : value),
        "%s %s %s::%s".formatted(field.sql(), sql, literal(value), field.type()));
  }

  private Test in(Field field) {
    List<String> list =
        Stream.generate(() -> value(field.type())).limit(random.nextInt(1, 4)).toList();
    String sql =
        list.equals(List.of(""))
            ? "(" + field.sql() + " is null and false)"
            : list.stream()
                .map(value -> literal(value) + "::" + field.type())
                .collect(joining(", ", field.sql() + " in (", ")"));
    return new Test(
        field.written(),
        list.stream().map(RandomRequests::quoted).collect(joining(",", "in.(", ")")),
        sql);
  }

  private Test like(Field field, boolean insideLogic) {
    if (!field.type().equals("text") && !slips()) return truth(field);
    String pattern = one(List.of("*n*", "M%", "*, *", "_oon"));
    String sql = field.sql() + " ilike " + literal(pattern.replace('*', '%')) + "::text";
    return new Test(field.written(), "ilike." + (insideLogic ? quoted(pattern) : pattern), sql);
  }

  private Test truth(Field field) {
    boolean asTruth = field.type().equals("boolean") || slips();
    String truth =
        asTruth ? one(List.of("true", "false", "unknown")) : one(List.of("null", "not_null"));
    return new Test(field.written(), "is." + truth, field.sql() + " is " + truth.replace('_', ' '));
  }

  private Asked insert() {
    Relation into =
        one(RandomTables.RELATIONS.stream().filter(r -> !r.name().equals("open_shows")).toList());
    List<Typed> given = given(into, true);
    ArrayNode rows = JSON.createArrayNode();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      ObjectNode row = object(given);
      row.put("id", slips() ? 1 : newest++);
      if (into.name().equals("talks")) row.put("show_id", random.nextInt(1, 4));
      rows.add(row);
    }
    if (rows.size() > 1 && slips()) {
      ((ObjectNode) rows.get(1)).remove("id");
      onlyTheDialectKnows("PGRST102");
    }
    String columns = names(given, "b");
    String conflict = "";
    List<String> headers = new ArrayList<>(List.of("Prefer", "return=representation"));
    List<String> parameters = new ArrayList<>(List.of("select=id"));
    if (random.nextInt(4) == 0) {
      String key = slips() ? one(List.of("nope", given.getLast().name())) : "id";
      parameters.add("on_conflict=" + key);
      headers.set(1, "return=representation, resolution=ignore-duplicates");
      conflict = " on conflict (\"" + key + "\") do nothing";
    }
    String sql =
        "insert into public.%s as target (%s) select %s from %s%s returning target.id"
            .formatted(
                into.name(), names(given, ""), columns, recordset(rows, given, "b"), conflict);
    String body =
        rows.size() == 1 && random.nextBoolean() ? rows.get(0).toString() : rows.toString();
    return asked("POST", "/" + into.name(), parameters, body, headers, changed(sql));
  }

  private Asked update() {
    Relation on = RandomTables.SHOWS;
    List<Typed> given = given(on, false);
    ArrayNode rows = JSON.createArrayNode().add(object(given));
    List<String> parameters = new ArrayList<>(List.of("select=id"));
    List<String> conditions = new ArrayList<>();
    filter(on, "", parameters, conditions);
    String set =
        given.stream()
            .map(each -> "\"%1$s\" = b.\"%1$s\"".formatted(each.name()))
            .collect(joining(", "));
    String first =
        "lateral (select %s from %s limit 1) b"
            .formatted(names(given, "r"), recordset(rows, given, "r"));
    String sql =
        "update public.shows set %s from %s where %s returning shows.id"
            .formatted(set, first, all(conditions));
    return asked(
        "PATCH",
        "/shows",
        parameters,
        rows.get(0).toString(),
        List.of("Prefer", "return=representation"),
        changed(sql));
  }

  private Asked delete() {
    Relation from =
        one(RandomTables.RELATIONS.stream().filter(r -> !r.name().equals("open_shows")).toList());
    List<String> parameters = new ArrayList<>(List.of("select=id"));
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < 2; i++) filter(from, "", parameters, conditions);
    String sql =
        "delete from public.%1$s where %2$s returning %1$s.id"
            .formatted(from.name(), all(conditions));
    return asked(
        "DELETE",
        "/" + from.name(),
        parameters,
        "",
        List.of("Prefer", "return=representation"),
        changed(sql));
  }

  private Asked callByQuery() {
    if (random.nextInt(8) == 0) return joined();
    filtersAreMarked = true;
    Routine routine = one(RandomTables.ROUTINES);
    List<String> parameters = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (Typed argument : arguments(routine)) {
      String value = value(argument.type());
      if (value.matches("(?s)[a-z]+[.(].*")) value = ""; // it would be a filter
      parameters.add(argument.name() + "=" + encode(value));
      arguments.add("%s := %s::%s".formatted(argument.name(), literal(value), argument.type()));
    }
    String call = "public.%s(%s)".formatted(routine.name(), String.join(", ", arguments));
    return called("GET", routine, parameters, "", call, "");
  }

  private Asked joined() {
    List<String> words =
        Stream.generate(() -> values.right("text")).limit(random.nextInt(1, 4)).toList();
    String array = words.stream().map(RandomRequests::literal).collect(joining(", "));
    return asked(
        "GET",
        "/rpc/joined",
        words.stream().map(word -> "words=" + encode(word)).toList(),
        "",
        List.of(),
        "select to_json(public.joined(variadic array[%s]::text[]))".formatted(array));
  }

  private Asked callByBody() {
    if (random.nextInt(8) == 0) return whole();
    Routine routine = one(RandomTables.ROUTINES);
    List<Typed> given = arguments(routine);
    ArrayNode rows = JSON.createArrayNode().add(object(given));
    String call =
        given.stream()
            .map(each -> "%1$s := b.%1$s".formatted(each.name()))
            .collect(joining(", ", "public." + routine.name() + "(", ")"));
    String first =
        given.isEmpty()
            ? ""
            : "(select %s from %s limit 1) b, "
                .formatted(names(given, "r"), recordset(rows, given, "r"));
    return called("POST", routine, new ArrayList<>(), rows.get(0).toString(), call, first);
  }

  private Asked whole() {
    boolean ambiguous = slips();
    if (ambiguous) onlyTheDialectKnows("PGRST203");
    String body = ambiguous ? "{\"z\":\"1\"}" : "{\"anything\":[" + values.json("jsonb") + "]}";
    return asked(
        "POST",
        ambiguous ? "/rpc/twice" : "/rpc/whole",
        List.of(),
        body,
        List.of(),
        "select public.whole(" + literal(body) + "::json)");
  }

  private Asked called(
      String method,
      Routine routine,
      List<String> parameters,
      String body,
      String call,
      String first) {
    if (routine.rows().isEmpty()) {
      String value = "lateral " + call + " as f (value)";
      String sql = "select to_json(f.value) from " + first + value;
      return asked(method, "/rpc/" + routine.name(), parameters, body, List.of(), sql);
    }
    Relation given = RandomTables.relation(routine.rows());
    Rows rows = rows(given, first + "lateral " + call + " as " + given.name());
    List<String> all = Stream.concat(parameters.stream(), rows.parameters().stream()).toList();
    return asked(method, "/rpc/" + routine.name(), all, body, List.of(), rows.sql());
  }

  private List<Typed> arguments(Routine routine) {
    int count = random.nextInt(routine.required(), routine.arguments().size() + 1);
    if (slips()) count--;
    List<Typed> given = new ArrayList<>(routine.arguments().subList(0, count));
    if (slips()) given.add(new Typed("nope", "text"));
    return given;
  }

  private List<Typed> given(Relation into, boolean whole) {
    List<Typed> given = new ArrayList<>();
    if (whole) given.add(into.columns().getFirst());
    if (whole && into.name().equals("talks")) given.add(into.columns().get(1));
    if (whole && into.name().equals("halls")) given.add(into.columns().get(1));
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Typed column = one(into.columns());
      boolean key = column.name().endsWith("id");
      if (!key && !given.contains(column)) given.add(column);
    }
    if (given.isEmpty()) given.add(new Typed("title", "text"));
    if (slips()) given.add(new Typed("nope", "text"));
    return given.stream().distinct().toList();
  }

  private ObjectNode object(List<Typed> given) {
    ObjectNode row = JSON.createObjectNode();
    given.forEach(each ->
        row.set(each.name(), slips() ? values.wrongJson(each.type()) : values.json(each.type())));
    return row;
  }

  private static String names(List<Typed> given, String alias) {
    String from = alias.isEmpty() ? "" : alias + ".";
    return given.stream().map(each -> from + "\"" + each.name() + "\"").collect(joining(", "));
  }

  private static String recordset(ArrayNode rows, List<Typed> given, String alias) {
    return given.stream()
        .map(each -> "\"" + each.name() + "\" " + each.type())
        .collect(
            joining(
                ", ",
                "json_to_recordset(" + literal(rows.toString()) + ") as " + alias + " (",
                ")"));
  }

  private static String changed(String command) {
    return "with changed as (" + command + ") " + ROWS_AS_JSON.formatted("select id from changed");
  }

  private Asked asked(
      String method,
      String path,
      List<String> parameters,
      String body,
      List<String> headers,
      String sql) {
    String query = String.join("&", parameters);
    return new Asked(
        method,
        query.isEmpty() ? path : path + "?" + query,
        body,
        random.nextInt(6) == 0 ? "anon" : "service_role",
        headers,
        sql,
        certain);
  }

  private String value(String type) {
    return slips() ? values.wrong(type) : values.right(type);
  }

  private static String all(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String encode(String text) {
    return QueryString.encode(text);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
