package io.eventlive.rest.plan;

import io.eventlive.rest.request.Media;
import io.eventlive.schema.Function;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done, with every name resolved.
public sealed interface Plan {
  /// Rows of a table or view.
  ///
  /// @param estimate how PostgreSQL's planner is asked for their number; null where it is not
  record Read(ReadPlan rows, ResultForm form, @Nullable Estimate estimate) implements Plan {}

  /// A count that is estimated.
  ///
  /// @param exactUpTo rows up to which it is exact nevertheless; 0 for none
  record Estimate(long exactUpTo) {}

  /// A change, and what is shown of the changed rows.
  ///
  /// @param shown null where nothing of the rows is wanted
  /// @param locationKey key columns of a `Location` header; empty without one
  record Mutate(
      Mutation mutation, @Nullable ReadPlan shown, List<String> locationKey, ResultForm form)
      implements Plan {
    public Mutate {
      locationKey = List.copyOf(locationKey);
    }
  }

  /// A function call.
  ///
  /// @param rows null for a function that gives no rows of a composite type
  record Call(
      Function function,
      CallArguments arguments,
      @Nullable ReadPlan rows,
      boolean readOnly,
      ResultForm form)
      implements Plan {}

  /// What may be done with a table or function: the `Allow` header of OPTIONS.
  record Describe(String allow) implements Plan {}

  /// The description of the interface.
  ///
  /// @param body whether it is wanted itself, rather than its headers
  record Document(boolean body) implements Plan {}

  /// In what form the result is wanted.
  ///
  /// @param body whether there is to be a body
  /// @param counted whether the rows outside the window are counted as well
  record ResultForm(Media media, boolean body, boolean counted) {}
}
