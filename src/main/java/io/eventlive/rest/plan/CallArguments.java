package io.eventlive.rest.plan;

import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Function.Argument;
import java.util.List;

/// What a function is called with.
public sealed interface CallArguments {
  /// Text values, from a query string.
  record Texts(List<TextArgument> arguments) implements CallArguments {
    public Texts {
      arguments = List.copyOf(arguments);
    }
  }

  /// The members of a JSON object.
  record Members(Payload payload, List<Argument> arguments) implements CallArguments {
    public Members {
      arguments = List.copyOf(arguments);
    }
  }

  /// The whole body as the one unnamed argument.
  record WholeBody(Payload payload, Argument argument) implements CallArguments {}

  /// An argument and its text.
  ///
  /// @param values one, or any number for a variadic argument
  record TextArgument(Argument argument, List<String> values) {
    public TextArgument {
      values = List.copyOf(values);
    }
  }
}
