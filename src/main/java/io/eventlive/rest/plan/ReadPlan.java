package io.eventlive.rest.plan;

import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One level of the result: rows of one source, their columns, and the levels embedded in them.
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

  /// Where a level's rows come from.
  public sealed interface Source {
    /// A table or view.
    record Table(QualifiedName name) implements Source {}

    /// The rows that a mutation returns or a function gives back.
    record Result() implements Source {}
  }

  /// One key of a row's object.
  public sealed interface Output {
    String name();

    /// A column, or something inside it.
    ///
    /// @param cast a type's name as the caller writes it, or null
    record Value(ResolvedField field, String name, @Nullable String cast) implements Output {}

    /// The rows of an embed.
    record Rows(Embed embed) implements Output {
      @Override
      public String name() {
        return embed.name();
      }
    }
  }

  /// A level inside this one.
  ///
  /// @param name its key in the result
  /// @param alias of its rows as JSON; unique in the plan
  /// @param inner whether a row without related rows is left out
  public record Embed(
      String name, String alias, Relationship relationship, boolean inner, ReadPlan rows) {}

  /// A key to sort by.
  public record SortKey(ResolvedField field, Direction direction, Nulls nulls) {}
}
