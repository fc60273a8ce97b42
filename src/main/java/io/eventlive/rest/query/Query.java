package io.eventlive.rest.query;

import java.util.List;

/// A whole statement: named steps, then the select that makes the one result row of them.
record Query(List<Step> steps, Select result) {
  Query {
    steps = List.copyOf(steps);
  }

  /// One entry of the `with` list.
  record Step(String name, Command command) {}
}
