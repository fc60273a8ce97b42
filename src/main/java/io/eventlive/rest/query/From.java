package io.eventlive.rest.query;

import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.schema.QualifiedName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where rows come from.
sealed interface From {
  /// The name under which the rest of the statement speaks of it.
  String alias();

  /// A table or view.
  record Table(QualifiedName name, String alias) implements From {}

  /// A statement of the `with` list.
  record CommonTable(String name, String alias) implements From {}

  /// A subselect, which may refer to what stands before it.
  record Subselect(Select select, String alias) implements From {}

  /// The objects of a JSON array as rows.
  record JsonRows(Expression.Value json, String alias, List<TypedColumn> columns) implements From {
    public JsonRows {
      columns = List.copyOf(columns);
    }
  }

  /// The objects of a JSON array as rows, where an object's missing members take a default.
  ///
  /// @param defaults SQL of the catalogue's own by column
  record FilledInRows(
      Expression.Value json, String alias, List<TypedColumn> columns, Map<String, String> defaults)
      implements From {
    public FilledInRows {
      columns = List.copyOf(columns);
      defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    }
  }

  /// One empty row for each element of a JSON array.
  record JsonElements(Expression.Value json, String alias) implements From {}

  /// What a function gives back.
  ///
  /// @param column what to call the value of a function that gives no rows of a composite type;
  ///   else empty
  record FunctionCall(QualifiedName function, List<Argument> arguments, String alias, String column)
      implements From {
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }
  }

  /// What a function gives back whose rows have no columns that are known beforehand: each as one
  /// value.
  record RecordCall(QualifiedName function, List<Argument> arguments, String alias, String column)
      implements From {
    public RecordCall {
      arguments = List.copyOf(arguments);
    }
  }

  /// An argument of a function call.
  ///
  /// @param name empty for a positional argument
  record Argument(String name, Expression value, boolean variadic) {}

  /// A column that a JSON object is read into.
  record TypedColumn(String name, TypeName type) {}

  /// A further source beside the first one.
  ///
  /// @param outer whether a row without partner stays
  /// @param on when the rows belong together
  record Join(From from, boolean outer, Expression on) {}
}
