package io.eventlive.rest;

import static io.eventlive.rest.RandomFilters.all;
import static io.eventlive.rest.RandomFilters.encode;
import static io.eventlive.rest.RandomFilters.literal;
import static java.util.stream.Collectors.joining;

import io.eventlive.rest.RandomRows.Rows;
import io.eventlive.rest.RandomTables.Relation;
import io.eventlive.rest.RandomTables.Routine;
import io.eventlive.rest.RandomTables.Typed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whole requests over [RandomTables], each said twice: in the dialect and in SQL. Some have one
/// mistake, anywhere; what looks like a mistake may be none.
final class RandomRequests {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// What is shown of a row that was written.
  private static final String WRITTEN = "id,title,seats,tags,info,span";

  private final SplittableRandom random;
  private final RandomValues values;
  private final Mistakes mistakes;
  private final RandomFilters filters;
  private final RandomRows rows;
  private int newest = 1_000;

  RandomRequests(SplittableRandom random) {
    this.random = random;
    this.values = new RandomValues(random.split());
    this.mistakes = new Mistakes(random);
    this.filters = new RandomFilters(random, values, mistakes);
    this.rows = new RandomRows(random, filters, mistakes);
  }

  Asked next() {
    mistakes.begin();
    filters.begin(false);
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> read();
      case 4 -> insert();
      case 5 ->
          switch (random.nextInt(3)) {
            case 0 -> put();
            case 1 -> csv();
            default -> insertByColumns();
          };
      case 6 -> update();
      case 7 -> delete();
      case 8 -> callByQuery();
      default -> callByBody();
    };
  }

  private Asked read() {
    Relation from = one(RandomTables.RELATIONS);
    String name = mistakes.slips() ? "nowhere" : from.name();
    Rows shown = rows.of(from, "public." + name + " as " + from.name());
    return asked("GET", "/" + name, shown.parameters(), "", List.of(), shown.sql());
  }

  private Asked insert() {
    Relation into =
        one(RandomTables.RELATIONS.stream().filter(r -> !r.name().equals("open_shows")).toList());
    List<Typed> given = given(into, true);
    ArrayNode rows = JSON.createArrayNode();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      ObjectNode row = object(given);
      row.put("id", mistakes.slips() ? 1 : newest++);
      if (into.name().equals("talks")) row.put("show_id", random.nextInt(1, 4));
      rows.add(row);
    }
    if (rows.size() > 1 && mistakes.slips()) {
      ((ObjectNode) rows.get(1)).remove("id");
      mistakes.onlyTheDialectKnows("PGRST102");
    }
    String columns = names(given, "b");
    String conflict = "";
    List<String> headers = new ArrayList<>(List.of("Prefer", "return=representation"));
    List<String> parameters = new ArrayList<>(List.of("select=id"));
    if (random.nextInt(4) == 0) {
      String key = mistakes.slips() ? one(List.of("nope", given.getLast().name())) : "id";
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

  /// `columns` decides what is written: other keys count for nothing, and missing ones are null or
  /// take the default.
  private Asked insertByColumns() {
    Relation into = RandomTables.SHOWS;
    List<Typed> given = given(into, true);
    boolean defaults = random.nextBoolean();
    ArrayNode rows = JSON.createArrayNode();
    ArrayNode meant = JSON.createArrayNode();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      ObjectNode row = object(given);
      row.put("id", newest++);
      if (random.nextBoolean()) row.remove(one(given).name());
      ObjectNode whole = row.deepCopy();
      if (defaults) fillIn(whole, given);
      if (random.nextBoolean()) row.put("extra", 1);
      rows.add(row);
      meant.add(whole);
    }
    String sql =
        "insert into public.shows as target (%s) select %s from %s returning %s"
            .formatted(names(given, ""), names(given, "b"), recordset(meant, given, "b"), WRITTEN);
    List<String> parameters =
        List.of(
            "select=" + WRITTEN,
            "columns=" + encode(given.stream().map(Typed::name).collect(joining(","))));
    return asked(
        "POST",
        "/shows",
        parameters,
        rows.toString(),
        List.of("Prefer", "return=representation" + (defaults ? ", missing=default" : "")),
        changed(sql, WRITTEN));
  }

  private static void fillIn(ObjectNode row, List<Typed> given) {
    RandomTables.DEFAULTS.forEach((name, value) -> {
      if (given.stream().anyMatch(each -> each.name().equals(name)) && !row.has(name)) {
        row.put(name, value);
      }
    });
  }

  private Asked csv() {
    Relation into = RandomTables.SHOWS;
    List<Typed> given = given(into, true);
    ArrayNode rows = JSON.createArrayNode();
    StringBuilder lines = new StringBuilder();
    lines.append(given.stream().map(Typed::name).collect(joining(",")));
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      ObjectNode row = JSON.createObjectNode();
      List<String> fields = new ArrayList<>();
      for (Typed each : given) {
        boolean key = each.name().equals("id");
        String text = key ? String.valueOf(newest++) : storable(filters.value(each.type()));
        boolean none = !key && random.nextInt(5) == 0;
        if (none) row.putNull(each.name());
        else row.put(each.name(), text);
        fields.add(none ? "NULL" : field(text));
      }
      if (mistakes.slips()) {
        fields.add("more");
        mistakes.onlyTheDialectKnows("PGRST102");
      }
      lines.append(one(List.of("\n", "\r\n"))).append(String.join(",", fields));
      rows.add(row);
    }
    String sql =
        "insert into public.shows as target (%s) select %s from %s returning %s"
            .formatted(names(given, ""), names(given, "b"), recordset(rows, given, "b"), WRITTEN);
    return asked(
        "POST",
        "/shows",
        List.of("select=" + WRITTEN),
        lines.toString(),
        List.of("Prefer", "return=representation", "Content-Type", "text/csv"),
        changed(sql, WRITTEN));
  }

  /// What UTF-8 has bytes for; the word `NULL` would be null.
  private static String storable(String text) {
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return bytes.equals("NULL") ? "" : bytes;
  }

  private String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && random.nextBoolean() ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private Asked put() {
    List<Typed> given = given(RandomTables.SHOWS, true);
    ObjectNode row = object(given);
    int id = random.nextInt(1, 7);
    row.put("id", id);
    List<String> parameters = new ArrayList<>(List.of("select=" + WRITTEN, "id=eq." + id));
    if (mistakes.slips()) {
      parameters.set(1, "id=eq.99");
      mistakes.onlyTheDialectKnows("PGRST115");
    }
    if (mistakes.slips()) {
      parameters.add(one(List.of("title=eq.x", "or=(id.eq.1)", "id=eq." + id)));
      mistakes.onlyTheDialectKnows("PGRST105");
    }
    if (mistakes.slips()) {
      parameters.add("limit=1");
      mistakes.onlyTheDialectKnows("PGRST114");
    }
    ArrayNode rows = JSON.createArrayNode().add(row);
    String set =
        given.stream()
            .map(each -> "\"%1$s\" = excluded.\"%1$s\"".formatted(each.name()))
            .collect(joining(", "));
    String sql =
        "insert into public.shows as target (%s) select %s from %s on conflict (id) do update set %s"
                .formatted(names(given, ""), names(given, "b"), recordset(rows, given, "b"), set)
            + " returning "
            + WRITTEN;
    return asked(
        "PUT",
        "/shows",
        parameters,
        random.nextBoolean() ? row.toString() : rows.toString(),
        List.of("Prefer", "return=representation"),
        changed(sql, WRITTEN));
  }

  private Asked update() {
    Relation on = RandomTables.SHOWS;
    List<Typed> given = given(on, false);
    ObjectNode row = object(given);
    ArrayNode rows = JSON.createArrayNode().add(row);
    List<String> parameters = new ArrayList<>(List.of("select=id"));
    List<String> conditions = new ArrayList<>();
    filters.filter(on, "", parameters, conditions);
    if (random.nextInt(3) == 0) {
      parameters.add("columns=" + encode(given.stream().map(Typed::name).collect(joining(","))));
      if (random.nextBoolean()) row.remove(given.getFirst().name());
      if (random.nextBoolean()) row.put("extra", true);
    }
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
    for (int i = 0; i < 2; i++) filters.filter(from, "", parameters, conditions);
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
    filters.begin(true);
    Routine routine = one(RandomTables.ROUTINES);
    List<String> parameters = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (Typed argument : arguments(routine)) {
      String value = filters.value(argument.type());
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
    String array = words.stream().map(RandomFilters::literal).collect(joining(", "));
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
    boolean ambiguous = mistakes.slips();
    if (ambiguous) mistakes.onlyTheDialectKnows("PGRST203");
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
    Rows shown = rows.of(given, first + "lateral " + call + " as " + given.name());
    List<String> all = Stream.concat(parameters.stream(), shown.parameters().stream()).toList();
    return asked(method, "/rpc/" + routine.name(), all, body, List.of(), shown.sql());
  }

  private List<Typed> arguments(Routine routine) {
    int count = random.nextInt(routine.required(), routine.arguments().size() + 1);
    if (mistakes.slips()) count--;
    List<Typed> given = new ArrayList<>(routine.arguments().subList(0, count));
    if (mistakes.slips()) given.add(new Typed("nope", "text"));
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
    if (mistakes.slips()) given.add(new Typed("nope", "text"));
    return given.stream().distinct().toList();
  }

  private ObjectNode object(List<Typed> given) {
    ObjectNode row = JSON.createObjectNode();
    given.forEach(each ->
        row.set(
            each.name(),
            mistakes.slips() ? values.wrongJson(each.type()) : values.json(each.type())));
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
    return changed(command, "id");
  }

  private static String changed(String command, String shown) {
    return "with changed as (%s) %s"
        .formatted(command, RandomRows.asJson("select " + shown + " from changed"));
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
        mistakes.certain());
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
