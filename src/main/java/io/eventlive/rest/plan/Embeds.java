package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Content;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Form;
import io.eventlive.rest.plan.ReadPlan.Output;
import io.eventlive.rest.request.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Collects the embeds of one level.
final class Embeds {
  private final String origin;
  private final List<Inside> selected = new ArrayList<>();
  private final List<Embed> forSorting = new ArrayList<>();

  /// @param shape of the rows, whatever is shown of them
  private record Inside(Embed embed, RowShape shape) {}

  /// @param origin the level's name in messages
  Embeds(String origin) {
    this.origin = origin;
  }

  /// Adds one that was selected.
  ///
  /// @return what its own level shows: aggregates in the columns of a spread embed are left to it
  Embed add(Embed embed, RowShape shape) {
    switch (embed.form()) {
      case JSON -> selected.add(new Inside(embed, shape));
      case SPREAD -> {
        boolean grouped = embed.rows().grouped();
        if (grouped && !embed.relationship().toOne()) throw Refusals.aggregatesNotSpread();
        List<Output> plain = embed.rows().outputs().stream().map(Output::withoutAggregate).toList();
        selected.add(new Inside(embed.withRows(embed.rows().withOutputs(plain)), shape));
      }
    }
    return embed;
  }

  List<Embed> selected() {
    return selected.stream().map(Inside::embed).toList();
  }

  List<Embed> all() {
    List<Embed> all = new ArrayList<>(selected());
    all.addAll(forSorting);
    return all;
  }

  /// What to sort this level by, where that is a column of an embed: by the name under which the
  /// embed shows it, or any other that its rows have.
  ///
  /// @param alias gives the next one that is free
  /// @throws io.eventlive.http.Refusal where there is no such embed, or it may have several rows
  Content sortKey(Resolution resolution, String relation, Field field, Supplier<String> alias) {
    for (int i = 0; i < selected.size(); i++) {
      Inside inside = selected.get(i);
      if (!inside.embed().name().equals(relation)) continue;
      if (!inside.embed().relationship().toOne()) {
        throw Refusals.relatedOrderUnusable(origin, relation);
      }
      return switch (inside.embed().form()) {
        case SPREAD -> lifted(resolution, i, field);
        case JSON -> besides(resolution, inside, field, alias.get());
      };
    }
    throw Refusals.notEmbedded(relation);
  }

  private Content lifted(Resolution resolution, int index, Field field) {
    Inside inside = selected.get(index);
    Embed embed = inside.embed();
    List<Output> outputs = embed.rows().outputs();
    for (int position = 0; position < outputs.size(); position++) {
      if (names(outputs.get(position), field)) return new Content.Lifted(embed.alias(), position);
    }
    ReadPlan rows = embed.rows().withOutput(output(resolution, inside.shape(), field));
    selected.set(index, new Inside(embed.withRows(rows), inside.shape()));
    return new Content.Lifted(embed.alias(), outputs.size());
  }

  /// The same rows once more, with nothing but the key.
  private Content besides(Resolution resolution, Inside inside, Field field, String alias) {
    Embed embed = inside.embed();
    Output key =
        embed.rows().outputs().stream()
            .filter(output -> names(output, field))
            .findFirst()
            .orElseGet(() -> output(resolution, inside.shape(), field));
    ReadPlan rows = embed.rows().withOutputs(List.of(key));
    forSorting.add(
        new Embed(embed.name(), alias, embed.relationship(), false, Form.SPREAD, rows, null));
    return new Content.Lifted(alias, 0);
  }

  private static boolean names(Output output, Field field) {
    return field.path().isEmpty() && output.name().equals(field.name());
  }

  private static Output output(Resolution resolution, RowShape shape, Field field) {
    ResolvedField resolved = resolution.field(shape, field);
    return new Output(field.name(), new Content.Value(resolved, null), null);
  }
}
