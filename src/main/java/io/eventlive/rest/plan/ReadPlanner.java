package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Output;
import io.eventlive.rest.plan.ReadPlan.SortKey;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.At;
import io.eventlive.rest.request.Condition;
import io.eventlive.rest.request.Field;
import io.eventlive.rest.request.JsonStep;
import io.eventlive.rest.request.OrderTerm;
import io.eventlive.rest.request.QueryParameters;
import io.eventlive.rest.request.SelectItem;
import io.eventlive.rest.request.SelectItem.Join;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans the levels of a result: which columns, which rows, in which order, with what embedded.
///
/// One planner plans one request and is confined to its thread.
final class ReadPlanner {
  private final Resolution resolution;
  private final QueryParameters query;
  private final Set<List<String>> places = new HashSet<>();
  private int levels;
  private int embeds;

  ReadPlanner(Resolution resolution, QueryParameters query) {
    this.resolution = resolution;
    this.query = query;
  }

  /// Plans the root and all that is below it.
  ///
  /// @param filtered whether the root's own conditions are part of the plan; those of a mutation
  ///   are not, they say which rows it changes
  ReadPlan root(RowShape shape, Source source, boolean filtered, Window window) {
    places.add(List.of());
    ReadPlan plan =
        level(shape, source, query.select(), new Place(List.of(), List.of()), filtered, window);
    refuseStrayPlaces();
    return plan;
  }

  /// The root's conditions alone, for a mutation.
  Predicate rootConditions(RowShape shape) {
    return conditions(shape, new Place(List.of(), List.of()), List.of());
  }

  /// Where a level is in the tree of embeds: by the names in the result, and by the names of the
  /// tables, which filters may use as well.
  private record Place(List<String> shown, List<String> named) {
    boolean is(List<String> path) {
      return path.equals(shown) || path.equals(named);
    }

    Place below(SelectItem.Embed embed) {
      return new Place(with(shown, embed.shownAs()), with(named, embed.relation()));
    }

    private static List<String> with(List<String> path, String name) {
      List<String> longer = new ArrayList<>(path);
      longer.add(name);
      return List.copyOf(longer);
    }
  }

  private ReadPlan level(
      RowShape shape,
      Source source,
      List<SelectItem> items,
      Place place,
      boolean filtered,
      Window window) {
    String alias = "t" + ++levels;
    List<Output> outputs = new ArrayList<>();
    List<Embed> inside = new ArrayList<>();
    for (SelectItem item : items) {
      switch (item) {
        case SelectItem.Star _ -> outputs.addAll(everyColumn(shape));
        case SelectItem.Column column -> outputs.add(column(shape, column));
        case SelectItem.Embed embed -> {
          Embed planned = embed(shape, embed, place.below(embed));
          inside.add(planned);
          if (showsAnything(embed)) outputs.add(new Output.Rows(planned));
        }
      }
    }
    Predicate where = filtered ? conditions(shape, place, inside) : Predicate.EVERYTHING;
    return new ReadPlan(source, alias, outputs, inside, where, order(shape, place), window);
  }

  private static List<Output> everyColumn(RowShape shape) {
    List<Output> outputs = new ArrayList<>();
    shape
        .columns()
        .forEach((name, column) ->
            outputs.add(
                new Output.Value(new ResolvedField(name, column.type(), List.of()), name, null)));
    return outputs;
  }

  private Output column(RowShape shape, SelectItem.Column column) {
    ResolvedField field = resolution.field(shape, column.field());
    String name = column.alias() == null ? defaultName(column.field()) : column.alias();
    return new Output.Value(field, name, column.cast());
  }

  /// The last key of a JSON path names its value; positions do not.
  private static String defaultName(Field field) {
    String name = field.name();
    for (JsonStep step : field.path()) {
      if (step instanceof JsonStep.Key(String key, _)) name = key;
    }
    return name;
  }

  private Embed embed(RowShape shape, SelectItem.Embed embed, Place place) {
    Table origin = shape.table();
    if (origin == null) {
      throw Refusals.noRelationshipFrom(
          shape.name(), resolution.schema(), embed.relation(), embed.hint());
    }
    Relationship relationship =
        resolution
            .relationships()
            .find(
                resolution.catalogue(),
                origin,
                embed.relation(),
                embed.hint(),
                resolution.role(),
                resolution.hints());
    Table target = resolution.table(relationship.target());
    places.add(place.shown());
    places.add(place.named());
    String alias = "e" + ++embeds;
    ReadPlan rows =
        level(
            RowShape.of(target),
            new Source.Table(target.name()),
            embed.items(),
            place,
            true,
            window(place));
    return new Embed(embed.shownAs(), alias, relationship, embed.join() == Join.INNER, rows);
  }

  /// An embed of nothing, or of nothing but embeds of nothing, only filters.
  private static boolean showsAnything(SelectItem.Embed embed) {
    return embed.items().stream()
        .anyMatch(item ->
            switch (item) {
              case SelectItem.Star _, SelectItem.Column _ -> true;
              case SelectItem.Embed inner -> showsAnything(inner);
            });
  }

  private Predicate conditions(RowShape shape, Place place, List<Embed> inside) {
    Predicates predicates = new Predicates(resolution, shape, inside);
    return Predicates.all(
        query.conditions().stream()
            .filter(condition -> place.is(condition.path()))
            .map(At::value)
            .map(predicates::resolve)
            .toList());
  }

  private List<SortKey> order(RowShape shape, Place place) {
    List<SortKey> keys = new ArrayList<>();
    for (At<List<OrderTerm>> order : query.orders()) {
      if (!place.is(order.path())) continue;
      for (OrderTerm term : order.value()) {
        ResolvedField field = resolution.field(shape, term.field());
        keys.add(new SortKey(field, term.direction(), term.nulls()));
      }
    }
    return keys;
  }

  private Window window(Place place) {
    return Optional.ofNullable(query.windows().get(place.shown()))
        .or(() -> Optional.ofNullable(query.windows().get(place.named())))
        .map(resolution::bounded)
        .orElseGet(() -> resolution.bounded(Window.ALL));
  }

  private void refuseStrayPlaces() {
    for (At<Condition> condition : query.conditions()) refuseIfStray(condition.path());
    for (At<List<OrderTerm>> order : query.orders()) refuseIfStray(order.path());
    query.windows().keySet().forEach(this::refuseIfStray);
  }

  private void refuseIfStray(List<String> path) {
    for (int length = 1; length <= path.size(); length++) {
      if (!places.contains(path.subList(0, length))) {
        throw Refusals.notEmbedded(path.get(length - 1));
      }
    }
  }
}
