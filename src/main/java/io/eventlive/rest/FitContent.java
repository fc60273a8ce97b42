package io.eventlive.rest;

import io.eventlive.rest.SharingRules.Unshareable;
import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.plan.ReadPlan.Content;
import io.eventlive.rest.plan.ReadPlan.Output;
import io.eventlive.rest.plan.ReadPlan.SortKey;
import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.request.Operation;
import io.eventlive.schema.Type;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether what one level shows, filters by and sorts by depends on nothing but its rows: plain
/// columns of PostgreSQL's own types, compared and written by its own immutable means.
///
/// What is written may depend on the time zone; that is the role's or the request's, and so the
/// same for all who share. Values that mean another moment each time they are read (`now`, `today`)
/// are private, and so is every type whose input may hold them in a place that is not looked at.
final class FitContent {
  /// Types that are shown, compared and sorted.
  private static final Set<String> PLAIN =
      Set.of(
          "bool",
          "uuid",
          "text",
          "varchar",
          "bpchar",
          "name",
          "int2",
          "int4",
          "int8",
          "numeric",
          "float4",
          "float8",
          "json",
          "jsonb",
          "bytea",
          "inet",
          "cidr",
          "macaddr",
          "_text",
          "_varchar",
          "_uuid",
          "_int2",
          "_int4",
          "_int8",
          "_numeric",
          "_bool",
          "_float8");

  /// Types whose values may also be said in words.
  private static final Set<String> MOMENTS =
      Set.of("timestamptz", "timestamp", "date", "time", "timetz", "interval");

  private static final Set<String> CASTS =
      Set.of(
          "text",
          "varchar",
          "character varying",
          "int",
          "integer",
          "int2",
          "int4",
          "int8",
          "smallint",
          "bigint",
          "numeric",
          "decimal",
          "float4",
          "float8",
          "real",
          "double precision",
          "bool",
          "boolean",
          "json",
          "jsonb",
          "uuid");

  private static final Pattern MOMENT =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?)?"
              + "( ?(Z|[+-]\\d{2}(:?\\d{2})?))?");

  private FitContent() {}

  static void require(ReadPlan level) throws Unshareable {
    for (Output output : level.outputs()) content(output.content());
    for (SortKey key : level.order()) content(key.content());
    predicate(level.where());
  }

  private static void content(Content content) throws Unshareable {
    switch (content) {
      case Content.Value(ResolvedField field, @Nullable String cast) -> {
        column(field);
        if (cast != null && !CASTS.contains(cast.strip()))
          throw Unshareable.unfit("the cast " + cast);
      }
      case Content.EveryRow _, Content.Rows _, Content.Lifted _ -> {
        // what is inside has a level of its own
      }
    }
  }

  private static void column(ResolvedField field) throws Unshareable {
    Type type = field.columnType();
    boolean ownType = type.name().schema().equals("pg_catalog");
    boolean known =
        ownType && (PLAIN.contains(type.name().name()) || MOMENTS.contains(type.name().name()));
    boolean system = isSystem(field.column());
    boolean plain = type.representation().equals(Type.Representation.PLAIN);
    if (system || !plain || !(known || type.category() == 'E')) {
      throw Unshareable.unfit("the column " + field.column());
    }
  }

  private static boolean isSystem(String column) {
    return Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid").contains(column);
  }

  private static void predicate(Predicate predicate) throws Unshareable {
    switch (predicate) {
      case Predicate.Test(ResolvedField field, Operation operation) -> {
        column(field);
        operation(field.type(), operation);
      }
      case Predicate.Search _ -> throw Unshareable.unfit("a search by words");
      case Predicate.HasRows _ -> {
        // the embed has a level of its own
      }
      case Predicate.Not(Predicate inner) -> predicate(inner);
      case Predicate.All(List<Predicate> all) -> {
        for (Predicate each : all) predicate(each);
      }
      case Predicate.Any(List<Predicate> any) -> {
        for (Predicate each : any) predicate(each);
      }
    }
  }

  private static void operation(Type type, Operation operation) throws Unshareable {
    switch (operation) {
      case Operation.Compare(_, _, String value) -> value(type, value);
      case Operation.In(List<String> values) -> {
        for (String each : values) value(type, each);
      }
      case Operation.Differs(String value) -> value(type, value);
      case Operation.Lies(_, String value) -> value(type, value);
      case Operation.Is _, Operation.Match _ -> {
        // looks at no value that is read
      }
      case Operation.Search _ -> throw Unshareable.unfit("a search by words");
    }
  }

  private static void value(Type type, String value) throws Unshareable {
    boolean said = MOMENTS.contains(type.name().name()) && !MOMENT.matcher(value).matches();
    if (said) throw Unshareable.unfit("a moment in words");
  }
}
