package io.eventlive.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names under which one session knows the statements of batches. A role has names of its own.
/// A session keeps a limited number; what was not asked for the longest is forgotten first.
///
/// Confined to the connection's thread.
final class PreparedInserts {
  /// A batch has at most 64 members, and each may bring another one.
  private static final int KEPT = 100;

  private record Shape(String role, String sql) {}

  private final Map<Shape, String> names = new LinkedHashMap<>(16, 0.75f, true);
  private int made;

  String name(String role, String sql) {
    return names.computeIfAbsent(new Shape(role, sql), _ -> "together_" + ++made);
  }

  /// The names that are too many, which are thereby gone.
  List<String> forgotten() {
    List<String> gone = new ArrayList<>();
    for (Shape oldest : List.copyOf(names.keySet())) {
      if (names.size() <= KEPT) break;
      gone.add(String.valueOf(names.remove(oldest)));
    }
    return gone;
  }
}
