package io.eventlive.rest.plan;

import io.eventlive.rest.request.Aggregate;
import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One level of the result: rows of one source, their columns, and the levels embedded in them.
///
/// Where an output is an aggregate, the rows whose other outputs are equal become one.
///
/// @param alias the source's name in the statement; unique in the plan
public record ReadPlan(
    Source source,
    String alias,
    List<Output> outputs,
    List<Embed> embeds,
    Predicate where,
    List<SortKey> order,
    Window window) {
  public ReadPlan {
    outputs = List.copyOf(outputs);
    embeds = List.copyOf(embeds);
    order = List.copyOf(order);
  }

  /// Whether rows are brought together.
  public boolean grouped() {
    return outputs.stream().anyMatch(output -> output.aggregate() != null);
  }

  ReadPlan withOutputs(List<Output> other) {
    return new ReadPlan(source, alias, other, embeds, where, order, window);
  }

  /// With one more output, as the last one.
  ReadPlan withOutput(Output further) {
    List<Output> more = new ArrayList<>(outputs);
    more.add(further);
    return withOutputs(more);
  }

  /// Where a level's rows come from.
  public sealed interface Source {
    /// A table or view.
    record Table(QualifiedName name) implements Source {}

    /// The rows that a mutation returns or a function gives back.
    record Result() implements Source {}

    /// What a function gives for a row of the level above.
    ///
    /// @param originAlias the row's
    record Computed(Relationship.Computed relationship, String originAlias) implements Source {}
  }

  /// One key of a row's object.
  ///
  /// @param aggregate what is shown of its values in all rows that become one; null for a value
  ///   that these rows have in common
  public record Output(String name, Content content, @Nullable Aggregate aggregate) {
    Output withoutAggregate() {
      return new Output(name, content, null);
    }
  }

  /// What an output is made of.
  public sealed interface Content {
    /// A column, or something inside it.
    ///
    /// @param cast a type's name as the caller writes it, or null
    record Value(ResolvedField field, @Nullable String cast) implements Content {}

    /// The same for every row that is there: what `count()` counts.
    record EveryRow() implements Content {}

    /// The rows of an embed, as JSON.
    record Rows(Embed embed) implements Content {}

    /// An output of a spread embed.
    ///
    /// @param position among that embed's outputs, from 0
    record Lifted(String embedAlias, int position) implements Content {}
  }

  /// A level inside this one.
  ///
  /// @param name its key in the result
  /// @param alias of its rows; unique in the plan
  /// @param inner whether a row without related rows is left out
  /// @param calledInstead the relation's name, where a filter or the like used it although the
  ///   embed has a name of its own; null otherwise
  public record Embed(
      String name,
      String alias,
      Relationship relationship,
      boolean inner,
      Form form,
      ReadPlan rows,
      @Nullable String calledInstead) {
    Embed withRows(ReadPlan other) {
      return new Embed(name, alias, relationship, inner, form, other, calledInstead);
    }
  }

  /// How a level shows its embed.
  public enum Form {
    /// An object, or an array of objects.
    JSON,
    /// Columns among its own; where there may be several rows, arrays of their values.
    SPREAD
  }

  /// A key to sort by.
  public record SortKey(Content content, Direction direction, Nulls nulls) {}
}
