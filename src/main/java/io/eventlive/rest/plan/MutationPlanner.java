package io.eventlive.rest.plan;

import static java.util.stream.Collectors.toMap;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.At;
import io.eventlive.rest.request.Comparison;
import io.eventlive.rest.request.Condition;
import io.eventlive.rest.request.Field;
import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Payload;
import io.eventlive.rest.request.Preferences;
import io.eventlive.rest.request.Preferences.Missing;
import io.eventlive.rest.request.Preferences.Return;
import io.eventlive.rest.request.Quantifier;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Column;
import io.eventlive.schema.Table;
import io.eventlive.schema.Table.UniqueKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Plans inserts, updates and deletes, and what is shown of the rows that they touch.
final class MutationPlanner {
  private static final String TARGET = "target";

  private final Resolution resolution;
  private final Arbiters arbiters;
  private final ApiRequest request;

  MutationPlanner(Resolution resolution, Arbiters arbiters, ApiRequest request) {
    this.resolution = resolution;
    this.arbiters = arbiters;
    this.request = request;
  }

  Plan insert(Table table, Payload payload) {
    List<Column> columns = written(table, payload);
    check(columns, payload);
    Mutation insert =
        new Mutation.Insert(table, columns, payload, fillsIn(payload), onConflict(table, payload));
    boolean locatable =
        request.preferences().returning() == Return.HEADERS_ONLY && payload.rows() == 1;
    return planned(insert, locatable ? table.primaryKey() : List.of());
  }

  /// @throws Refusal where the address does not name one row by its primary key
  Plan put(Table table, Payload payload) {
    if (!request.window().isAll()) {
      throw new Refusal(
          ErrorCode.PUT_WITH_WINDOW, "limit/offset querystring parameters are not allowed for PUT");
    }
    if (!namesOneRow(table)) {
      throw new Refusal(
          ErrorCode.PUT_FILTERS,
          "Filters must include all and only primary key columns with 'eq' operators");
    }
    List<Column> columns = written(table, payload);
    if (!payload.keys().containsAll(table.primaryKey())) throw OnConflict.Put.otherRow();
    check(columns, payload);
    Predicate named =
        new ReadPlanner(resolution, request.query()).rootConditions(RowShape.of(table));
    OnConflict put = new OnConflict.Put(table.primaryKey(), named);
    return planned(new Mutation.Insert(table, columns, payload, false, put), List.of());
  }

  private boolean namesOneRow(Table table) {
    Set<String> named = new HashSet<>();
    for (At<Condition> condition : request.query().conditions()) {
      if (!condition.path().isEmpty()) continue;
      boolean once =
          condition.value() instanceof Condition.Test(Field field, Operation operation)
              && equalsOne(operation)
              && field.path().isEmpty()
              && named.add(field.name());
      if (!once) return false;
    }
    return !named.isEmpty() && named.equals(new HashSet<>(table.primaryKey()));
  }

  private static boolean equalsOne(Operation operation) {
    return operation instanceof Operation.Compare compare
        && compare.comparison() == Comparison.EQUAL
        && compare.quantifier() == Quantifier.ONE;
  }

  Plan update(Table table, Payload payload) {
    Predicate where =
        new ReadPlanner(resolution, request.query()).rootConditions(RowShape.of(table));
    Mutation update =
        new Mutation.Update(
            table, written(table, payload), payload, fillsIn(payload), where, TARGET);
    return planned(update, List.of());
  }

  Plan delete(Table table) {
    Predicate where =
        new ReadPlanner(resolution, request.query()).rootConditions(RowShape.of(table));
    return planned(new Mutation.Delete(table, where, TARGET), List.of());
  }

  private Plan planned(Mutation mutation, List<String> locationKey) {
    boolean shown = request.preferences().returning() == Return.REPRESENTATION;
    ReadPlan rows =
        shown
            ? ReadPlanner.uncut(resolution, request.query())
                .root(RowShape.of(mutation.table()), new Source.Result(), false, Window.ALL)
            : null;
    boolean counted = request.preferences().countsRows();
    return new Plan.Mutate(
        mutation,
        rows,
        locationKey,
        new Plan.ResultForm(
            new Negotiation(resolution, mutation.table().name(), null, request.selectsEverything())
                .media(request.accept()),
            shown,
            counted));
  }

  /// The columns that the body gives, in an order that depends on their names alone, so that equal
  /// requests make equal statements.
  private List<Column> written(Table table, Payload payload) {
    return new TreeSet<>(payload.keys())
        .stream().map(name -> resolution.writtenColumn(table, name)).toList();
  }

  private boolean fillsIn(Payload payload) {
    return request.preferences().missing() == Missing.DEFAULT && !payload.complete();
  }

  /// Looks at what an insert brings. Only an insert: an update that meets no row never reads its
  /// body's values, and PostgreSQL accepts it. And only where the role may insert, since PostgreSQL
  /// looks at that first.
  private void check(List<Column> columns, Payload payload) {
    if (!columns.stream().allMatch(each -> each.insertableBy().contains(resolution.role()))) return;
    new BodyValues(
            resolution,
            columns.stream().collect(toMap(Column::name, Column::type)),
            fillsIn(payload))
        .check(payload, payload.rows());
  }

  private OnConflict onConflict(Table table, Payload payload) {
    Preferences.Resolution wanted = request.preferences().resolution();
    if (wanted == null) return repeatable(table, payload);

    List<String> key = conflictKey(table, request.query().onConflict());
    if (key.isEmpty()) return new OnConflict.Fail();
    return switch (wanted) {
      case MERGE -> new OnConflict.Merge(key);
      case IGNORE -> new OnConflict.Skip(key);
    };
  }

  private OnConflict repeatable(Table table, Payload payload) {
    Optional<List<String>> key =
        arbiters
            .arbiterOf(table.name())
            .filter(columns -> payload.rows() > 0 && payload.keys().containsAll(columns));
    if (key.isEmpty()) return new OnConflict.Fail();
    return new OnConflict.Repeat(key.get(), constraint(table, key.get()));
  }

  private static @Nullable String constraint(Table table, List<String> key) {
    return table.uniqueKeys().stream()
        .filter(unique -> new HashSet<>(unique.columns()).equals(new HashSet<>(key)))
        .map(UniqueKey::name)
        .findFirst()
        .orElse(null);
  }

  /// The key whose conflicts are resolved.
  ///
  /// @throws Refusal in PostgreSQL's words where a table has no such key
  private static List<String> conflictKey(Table table, @Nullable List<String> named) {
    if (named == null) return table.primaryKey();
    for (String column : named) {
      if (table.column(column).isEmpty()) {
        throw new Refusal(
            ErrorCode.COLUMN_UNKNOWN, "column \"%s\" does not exist".formatted(column));
      }
    }
    if (knowsItsKeys(table) && constraint(table, named) == null) {
      throw new Refusal(
          ErrorCode.NO_SUCH_CONFLICT_KEY,
          "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    }
    return named;
  }

  /// Views have no keys of their own, and foreign tables none that we know.
  private static boolean knowsItsKeys(Table table) {
    return switch (table.kind()) {
      case TABLE, PARTITIONED_TABLE -> true;
      case VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> false;
    };
  }
}
