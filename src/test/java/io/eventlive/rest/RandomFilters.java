package io.eventlive.rest;

import static java.util.stream.Collectors.joining;

import io.eventlive.rest.RandomTables.Relation;
import io.eventlive.rest.RandomTables.Typed;
import io.eventlive.rest.request.QueryString;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Conditions, each in the dialect and in SQL.
final class RandomFilters {
  private final SplittableRandom random;
  private final RandomValues values;
  private final Mistakes mistakes;

  /// Whether a parameter is a filter only if it begins with an operator, and else an argument.
  private boolean filtersAreMarked;

  RandomFilters(SplittableRandom random, RandomValues values, Mistakes mistakes) {
    this.random = random;
    this.values = values;
    this.mistakes = mistakes;
  }

  /// A new request begins.
  void begin(boolean marked) {
    filtersAreMarked = marked;
  }

  /// A field as it is written, in SQL, and its type there.
  record Field(String written, String sql, String type) {}

  Field field(Relation from) {
    return field(from, ".*");
  }

  /// Of one of some types, where there is one.
  private Field field(Relation from, String types) {
    List<Typed> fitting =
        from.columns().stream().filter(each -> each.type().matches(types)).toList();
    Typed column = one(fitting.isEmpty() ? from.columns() : fitting);
    String name = mistakes.slips() ? one(List.of("nope", "Id", "title2")) : column.name();
    String sql = from.name() + ".\"" + name + "\"";
    boolean real = name.equals(column.name());
    if (real && column.type().equals("text[]") && random.nextBoolean()) {
      return random.nextBoolean()
          ? new Field(name + "->0", "(to_jsonb(" + sql + ") -> 0)", "jsonb")
          : new Field(name + "->>-1", "(to_jsonb(" + sql + ") ->> -1)", "text");
    }
    return real && column.type().equals("jsonb")
        ? switch (random.nextInt(4)) {
          case 0 -> new Field(name, sql, "jsonb");
          case 1 -> new Field(name + "->>a", "(" + sql + " ->> 'a')", "text");
          case 2 -> new Field(name + "->b->>c", "(" + sql + " -> 'b' ->> 'c')", "text");
          default -> new Field(name + "->a", "(" + sql + " -> 'a')", "jsonb");
        }
        : new Field(name, sql, column.type().equals("public.rank") ? "integer" : column.type());
  }

  private record Test(String field, String operation, String sql) {}

  void filter(Relation on, String path, List<String> parameters, List<String> conditions) {
    Test test = test(on, false);
    parameters.add(encode(path + test.field()) + "=" + encode(test.operation()));
    conditions.add(test.sql());
  }

  void logic(Relation on, List<String> parameters, List<String> conditions) {
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
    int which = random.nextInt(12);
    String types =
        switch (which) {
          case 2, 5 -> "text|jsonb";
          case 6 -> "text\\[\\]|jsonb";
          case 7 -> "int4range";
          default -> ".*";
        };
    Field field = field(on, types);
    boolean not = random.nextInt(5) == 0;
    Test plain =
        switch (which) {
          case 0 -> truth(field);
          case 1 -> in(field);
          case 2 -> like(field, insideLogic);
          case 3 -> quantified(field, insideLogic);
          case 4 -> distinct(field, insideLogic);
          case 5 -> search(field, insideLogic);
          case 6, 7 -> placed(field, insideLogic);
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
    if (mistakes.slips()) {
      word = "equals";
      mistakes.onlyTheDialectKnows(insideLogic || !filtersAreMarked ? "PGRST100" : "PGRST202");
    }
    String value = value(field.type());
    return new Test(
        field.written(),
        word + "." + written(value, insideLogic),
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
        list.stream().map(RandomFilters::quoted).collect(joining(",", "in.(", ")")),
        sql);
  }

  private Test like(Field field, boolean insideLogic) {
    if (!field.type().equals("text") && !mistakes.slips()) return truth(field);
    String pattern = one(List.of("*n*", "M%", "*, *", "_oon"));
    String sql = field.sql() + " ilike " + literal(pattern.replace('*', '%')) + "::text";
    return new Test(field.written(), "ilike." + (insideLogic ? quoted(pattern) : pattern), sql);
  }

  private Test truth(Field field) {
    boolean asTruth = field.type().equals("boolean") || mistakes.slips();
    String truth =
        asTruth ? one(List.of("true", "false", "unknown")) : one(List.of("null", "not_null"));
    return new Test(field.written(), "is." + truth, field.sql() + " is " + truth.replace('_', ' '));
  }

  private Test quantified(Field field, boolean insideLogic) {
    if (field.type().endsWith("]")) return distinct(field, insideLogic);
    boolean all = random.nextInt(3) == 0;
    int which = random.nextInt(5);
    String word = List.of("eq", "gt", "gte", "lt", "lte").get(which);
    String sql = List.of("=", ">", ">=", "<", "<=").get(which);
    List<String> several =
        Stream.generate(() -> value(field.type())).limit(random.nextInt(3)).toList();
    String type = field.type();
    if (type.equals("text") && random.nextBoolean()) {
      which = random.nextInt(4);
      word = List.of("like", "ilike", "match", "imatch").get(which);
      sql = List.of("like", "ilike", "~", "~*").get(which);
      several =
          which < 2
              ? List.of(one(List.of("M*", "*,*")), "_oon")
              : List.of(one(List.of("^M", "n$")), "(a|o)+");
    }
    String array = several.stream().map(RandomFilters::quoted).collect(joining(",", "{", "}"));
    String meant = sql.contains("like") ? array.replace('*', '%') : array;
    String quantifier = all ? "all" : "any";
    return new Test(
        field.written(),
        word + "(" + quantifier + ")." + written(array, insideLogic),
        "%s %s %s (%s::%s[])".formatted(field.sql(), sql, quantifier, literal(meant), type));
  }

  private Test distinct(Field field, boolean insideLogic) {
    String value = value(field.type());
    return new Test(
        field.written(),
        "isdistinct." + written(value, insideLogic),
        "%s is distinct from %s::%s".formatted(field.sql(), literal(value), field.type()));
  }

  private Test search(Field field, boolean insideLogic) {
    boolean searchable = field.type().equals("text") || field.type().equals("jsonb");
    if (!searchable && !mistakes.slips()) return truth(field);
    int which = random.nextInt(4);
    String word = List.of("fts", "plfts", "phfts", "wfts").get(which);
    String parser = List.of("", "plain", "phrase", "websearch_").get(which) + "to_tsquery";
    String words =
        which == 0
            ? one(List.of("Morning", "mornings | noon", "!comma & with", "clos:*"))
            : one(List.of("Mornings", "with comma", "\"quo te\" or noon", "opening -x", ""));
    String language = one(List.of("", "english", "simple"));
    String first = language.isEmpty() ? "" : literal(language) + "::regconfig, ";
    return new Test(
        field.written(),
        word + (language.isEmpty() ? "" : "(" + language + ")") + "." + written(words, insideLogic),
        "to_tsvector(%s%s) @@ %s(%s%s::text)"
            .formatted(first, field.sql(), parser, first, literal(words)));
  }

  /// Arrays, documents and ranges against others of their kind.
  private Test placed(Field field, boolean insideLogic) {
    int some =
        switch (field.type()) {
          case "int4range" -> 8;
          case "text[]" -> 3;
          case "jsonb" -> 2;
          default -> 0;
        };
    if (some == 0) return comparison(field, insideLogic);
    int which = random.nextInt(mistakes.slips() ? 8 : some);
    String word = List.of("cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj").get(which);
    String sql = List.of("@>", "<@", "&&", "<<", ">>", "&<", "&>", "-|-").get(which);
    String value = value(field.type());
    return new Test(
        field.written(),
        word + "." + written(value, insideLogic),
        "%s %s %s::%s".formatted(field.sql(), sql, literal(value), field.type()));
  }

  /// Inside logic a value is quoted, unless it is an array in braces that ends at the first.
  private String written(String value, boolean insideLogic) {
    if (!insideLogic) return value;
    boolean array = value.matches("(?s)\\{[^{}]*}");
    return array && random.nextBoolean() ? value : quoted(value);
  }

  /// Right, unless this is the mistake.
  String value(String type) {
    return mistakes.slips() ? values.wrong(type) : values.right(type);
  }

  static String all(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String encode(String text) {
    return QueryString.encode(text);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
