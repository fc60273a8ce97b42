package io.eventlive.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SQL text with its parameters in order. Every parameter is text, bound as `varchar` and cast in
/// the SQL to the type that it is meant for: an untyped parameter would make the driver send a
/// second Sync and so break the one-Sync transaction.
///
/// @param sql with `?` for each parameter and no `;`
public record Statement(String sql, List<@Nullable String> parameters) {
  public Statement {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }
}
