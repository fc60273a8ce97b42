package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Content;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Form;
import io.eventlive.rest.plan.ReadPlan.SortKey;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.At;
import io.eventlive.rest.request.Condition;
import io.eventlive.rest.request.OrderTerm;
import io.eventlive.rest.request.QueryParameters;
import io.eventlive.rest.request.SelectItem;
import io.eventlive.rest.request.SelectItem.Join;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Plans the levels of a result: which columns, which rows, in which order, with what embedded.
///
/// One planner plans one request and is confined to its thread.
final class ReadPlanner {
  private final Resolution resolution;
  private final boolean cut;
  private final Place root;
  private final Map<Place, List<Condition>> conditions = new HashMap<>();
  private final Map<Place, List<OrderTerm>> orders = new HashMap<>();
  private final Map<Place, Window> windows = new HashMap<>();
  private final List<SelectItem> select;
  private int levels;
  private int embeds;

  ReadPlanner(Resolution resolution, QueryParameters query) {
    this(resolution, query, true);
  }

  /// For the rows of a mutation: what is embedded in them is shown as completely as they are.
  static ReadPlanner uncut(Resolution resolution, QueryParameters query) {
    return new ReadPlanner(resolution, query, false);
  }

  private ReadPlanner(Resolution resolution, QueryParameters query, boolean cut) {
    this.resolution = resolution;
    this.cut = cut;
    this.select = query.select();
    this.root = Place.root(select, resolution.rules().relationNames());
    for (At<Condition> condition : query.conditions()) {
      conditions
          .computeIfAbsent(root.find(condition.path()), _ -> new ArrayList<>())
          .add(condition.value());
    }
    for (At<List<OrderTerm>> order : query.orders()) {
      orders.computeIfAbsent(root.find(order.path()), _ -> new ArrayList<>()).addAll(order.value());
    }
    query.windows().forEach((path, window) -> windows.put(root.find(path), window));
  }

  /// Plans the root and all that is below it.
  ///
  /// @param filtered whether the root's own conditions are part of the plan; those of a mutation
  ///   are not, they say which rows it changes
  ReadPlan root(RowShape shape, Source source, boolean filtered, Window window) {
    return level(shape, source, nextAlias(), select, root, filtered, window);
  }

  /// The root's conditions alone, for a mutation.
  Predicate rootConditions(RowShape shape) {
    return conditions(shape, root, List.of());
  }

  private ReadPlan level(
      RowShape shape,
      Source source,
      String alias,
      List<SelectItem> items,
      Place place,
      boolean filtered,
      Window window) {
    Outputs outputs = new Outputs(resolution, shape);
    Embeds inside = new Embeds(shape.name());
    boolean only = items.size() == 1;
    Iterator<Place> places = place.below().iterator();
    for (SelectItem item : items) {
      switch (item) {
        case SelectItem.Star _ -> outputs.addEveryColumn();
        case SelectItem.Column column -> outputs.add(column, only);
        case SelectItem.Count count -> outputs.add(count);
        case SelectItem.Embed embed -> {
          Embed planned = embed(shape, alias, embed, places.next(), inside);
          if (showsAnything(embed)) outputs.add(planned);
        }
      }
    }
    Predicate where = filtered ? conditions(shape, place, inside.selected()) : Predicate.EVERYTHING;
    List<SortKey> order = order(shape, place, inside);
    return new ReadPlan(source, alias, outputs.all(), inside.all(), where, order, window);
  }

  private Embed embed(
      RowShape shape, String originAlias, SelectItem.Embed embed, Place place, Embeds beside) {
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
    RowShape target = shape.embedding(resolution.table(relationship.target()), relationship);
    String alias = "e" + ++embeds;
    ReadPlan rows =
        level(
            target,
            source(relationship, originAlias),
            nextAlias(),
            embed.items(),
            place,
            true,
            window(place));
    Form form = embed.spread() ? Form.SPREAD : Form.JSON;
    boolean inner = embed.join() == Join.INNER;
    Embed planned =
        new Embed(embed.shownAs(), alias, relationship, inner, form, rows, place.calledInstead());
    return beside.add(planned, target);
  }

  private static Source source(Relationship relationship, String originAlias) {
    return switch (relationship) {
      case Relationship.Direct _, Relationship.Through _ -> new Source.Table(relationship.target());
      case Relationship.Computed computed -> new Source.Computed(computed, originAlias);
    };
  }

  private String nextAlias() {
    return "t" + ++levels;
  }

  /// An embed of nothing, or of nothing but embeds of nothing, only filters.
  private static boolean showsAnything(SelectItem.Embed embed) {
    return embed.items().stream()
        .anyMatch(item ->
            switch (item) {
              case SelectItem.Star _, SelectItem.Column _, SelectItem.Count _ -> true;
              case SelectItem.Embed inner -> showsAnything(inner);
            });
  }

  private Predicate conditions(RowShape shape, Place place, List<Embed> inside) {
    Predicates predicates = new Predicates(resolution, shape, inside);
    return Predicates.all(
        conditions.getOrDefault(place, List.of()).stream().map(predicates::resolve).toList());
  }

  private List<SortKey> order(RowShape shape, Place place, Embeds inside) {
    List<SortKey> keys = new ArrayList<>();
    for (OrderTerm term : orders.getOrDefault(place, List.of())) {
      Content key =
          term.relation() == null
              ? new Content.Value(resolution.field(shape, term.field()), null)
              : inside.sortKey(resolution, term.relation(), term.field(), () -> "e" + ++embeds);
      keys.add(new SortKey(key, term.direction(), term.nulls()));
    }
    return keys;
  }

  private Window window(Place place) {
    Window asked = windows.getOrDefault(place, Window.ALL);
    return cut ? resolution.bounded(asked) : asked;
  }
}
