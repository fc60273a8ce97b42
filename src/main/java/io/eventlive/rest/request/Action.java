package io.eventlive.rest.request;

import io.eventlive.rest.request.QueryString.Parameter;
import java.util.List;

/// What is to be done, and with which table or function.
public sealed interface Action {
  /// The name of the table, view or function; empty for the root.
  String target();

  /// GET or HEAD on a table.
  record Read(String target, boolean headersOnly) implements Action {}

  /// POST on a table.
  record Insert(String target, Payload payload) implements Action {}

  /// PUT: the one row that the filters name, whether it is there or not.
  record Put(String target, Payload payload) implements Action {}

  /// PATCH.
  record Update(String target, Payload payload) implements Action {}

  /// DELETE.
  record Delete(String target) implements Action {}

  /// GET or HEAD on a function: it may only read.
  record CallByQuery(String target, List<Parameter> arguments, boolean headersOnly)
      implements Action {
    public CallByQuery {
      arguments = List.copyOf(arguments);
    }
  }

  /// POST on a function.
  record CallByBody(String target, Payload payload) implements Action {}

  /// POST of a form on a function.
  record CallByForm(String target, List<Parameter> arguments) implements Action {
    public CallByForm {
      arguments = List.copyOf(arguments);
    }
  }

  /// GET or HEAD at the root.
  record DescribeInterface(boolean headersOnly) implements Action {
    @Override
    public String target() {
      return "";
    }
  }

  /// OPTIONS at the root.
  record DescribeRoot() implements Action {
    @Override
    public String target() {
      return "";
    }
  }

  /// OPTIONS on a table.
  record DescribeTable(String target) implements Action {}

  /// OPTIONS on a function.
  record DescribeFunction(String target) implements Action {}
}
