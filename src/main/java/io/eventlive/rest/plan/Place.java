package io.eventlive.rest.plan;

import io.eventlive.rest.request.SelectItem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A level in the tree of embeds that a `select` asks for: what filters, orders and limits speak
/// of.
///
/// Made and read by one planner; confined to its thread.
final class Place {
  private final SelectItem.@Nullable Embed embed;
  private final List<Place> below;
  private final boolean relationNames;
  private boolean calledByRelation;

  private Place(SelectItem.@Nullable Embed embed, List<SelectItem> items, boolean relationNames) {
    this.embed = embed;
    this.relationNames = relationNames;
    this.below =
        items.stream()
            .flatMap(item ->
                item instanceof SelectItem.Embed inside
                    ? Optional.of(new Place(inside, inside.items(), relationNames)).stream()
                    : Optional.<Place>empty().stream())
            .toList();
  }

  /// @param relationNames whether an embed that has a name of its own may be called by the
  ///   relation's name
  static Place root(List<SelectItem> select, boolean relationNames) {
    return new Place(null, select, relationNames);
  }

  /// The levels inside this one, in the order in which they were asked for.
  List<Place> below() {
    return below;
  }

  /// The relation's name, where something was said about this level under it although it is shown
  /// under another.
  @Nullable String calledInstead() {
    return calledByRelation && embed != null ? embed.relation() : null;
  }

  /// The level that a path leads to: by the names under which embeds are shown or, where none is
  /// shown under that, the name of the relation.
  ///
  /// @throws io.eventlive.http.Refusal PGRST108 where there is none
  Place find(List<String> path) {
    Place place = this;
    for (String name : path) place = place.step(name);
    return place;
  }

  private Place step(String name) {
    for (Place inside : below) {
      if (inside.embed != null && inside.embed.shownAs().equals(name)) return inside;
    }
    for (Place inside : below) {
      if (!relationNames || inside.embed == null || !inside.embed.relation().equals(name)) continue;
      inside.calledByRelation = true;
      return inside;
    }
    throw Refusals.notEmbedded(name);
  }
}
