package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.QueryString.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the query string says, sorted by what it is about.
///
/// @param select what to return; one star when nothing is said
/// @param conditions all of them must hold, each at its place in the tree of embeds
/// @param orders sort keys by place
/// @param windows offset and limit by path of embeds; the empty path is the root
/// @param arguments of a function called by GET: the parameters that are no filters
/// @param columns of `columns=`, or null
/// @param onConflict of `on_conflict=`, or null
/// @param canonical the query string in one spelling
public record QueryParameters(
    List<SelectItem> select,
    List<At<Condition>> conditions,
    List<At<List<OrderTerm>>> orders,
    Map<List<String>, Window> windows,
    List<Parameter> arguments,
    @Nullable List<String> columns,
    @Nullable List<String> onConflict,
    String canonical) {
  private static final Set<String> LOGIC = Set.of("and", "or");

  public QueryParameters {
    select = List.copyOf(select);
    conditions = List.copyOf(conditions);
    orders = List.copyOf(orders);
    windows = Map.copyOf(windows);
    arguments = List.copyOf(arguments);
  }

  /// The part of the root's rows that is wanted.
  public Window rootWindow() {
    return windows.getOrDefault(List.of(), Window.ALL);
  }

  /// @param functionCall whether parameters without an operator are arguments
  /// @throws Refusal PGRST100 where something cannot be read or is more than the limits allow
  static QueryParameters parse(QueryString query, boolean functionCall, RequestLimits limits) {
    return new Reading(limits, functionCall).read(query);
  }

  /// One reading of one query string; confined to the thread that made it.
  private static final class Reading {
    private final RequestLimits limits;
    private final boolean functionCall;
    private final List<At<Condition>> conditions = new ArrayList<>();
    private final List<At<List<OrderTerm>>> orders = new ArrayList<>();
    private final Map<List<String>, Long> offsets = new HashMap<>();
    private final Map<List<String>, Long> rowLimits = new HashMap<>();
    private final List<Parameter> arguments = new ArrayList<>();
    private @Nullable List<SelectItem> select;
    private @Nullable List<String> columns;
    private @Nullable List<String> onConflict;

    Reading(RequestLimits limits, boolean functionCall) {
      this.limits = limits;
      this.functionCall = functionCall;
    }

    QueryParameters read(QueryString query) {
      for (Parameter parameter : query.parameters()) {
        take(parameter.name(), parameter.value());
        if (conditions.size() + arguments.size() > limits.conditions()) {
          throw new Scanner("filter", parameter.name(), limits)
              .tooMuch("A request may have " + limits.conditions() + " conditions");
        }
      }
      return new QueryParameters(
          select == null ? List.of(new SelectItem.Star()) : select,
          conditions,
          orders,
          windows(),
          arguments,
          columns,
          onConflict,
          query.canonical());
    }

    /// Of `select`, `columns` and `on_conflict` the first counts; of the rest, all.
    private void take(String name, String value) {
      switch (name) {
        case "select" -> {
          if (select == null && !value.isEmpty()) select = SelectGrammar.parse(value, limits);
        }
        case "columns" -> {
          if (columns == null) columns = OrderGrammar.names(name, value, limits);
        }
        case "on_conflict" -> {
          if (onConflict == null) onConflict = OrderGrammar.names(name, value, limits);
        }
        default -> takeByLastPart(name, value);
      }
    }

    private void takeByLastPart(String name, String value) {
      switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "order" -> orders.add(new At<>(embedPath(name), OrderGrammar.parse(value, limits)));
        case "limit" -> takeLimit(name, value);
        case "offset" -> takeOffset(name, value);
        case "and", "or" -> takeLogic(name, value);
        default -> takeFilter(name, value);
      }
    }

    private void takeLogic(String name, String value) {
      Scanner in = new Scanner("logic path", name, limits);
      List<String> path = names(in);
      String word = path.getLast();
      if (!in.atEnd() || !LOGIC.contains(word)) throw in.unexpected("\".\" or end of input");
      boolean negated = path.contains("not");
      List<String> embeds =
          path.subList(0, path.size() - 1).stream().filter(part -> !part.equals("not")).toList();
      Condition logic = FilterGrammar.logic((negated ? "not." : "") + word + value, limits);
      conditions.add(new At<>(embeds, logic));
    }

    private void takeFilter(String name, String value) {
      if (functionCall && !FilterGrammar.isFilter(value)) {
        arguments.add(new Parameter(name, value));
        return;
      }
      Scanner in = new Scanner("tree path", name, limits);
      List<String> path = names(in);
      Field field = new Field(path.getLast(), in.jsonPath());
      if (!in.atEnd()) throw in.unexpected("\".\" or end of input");
      conditions.add(
          new At<>(path.subList(0, path.size() - 1), FilterGrammar.filter(field, value, limits)));
    }

    private List<String> embedPath(String name) {
      Scanner in = new Scanner("tree path", name, limits);
      List<String> path = names(in);
      if (!in.atEnd()) throw in.unexpected("\".\" or end of input");
      return List.copyOf(path.subList(0, path.size() - 1));
    }

    private List<String> names(Scanner in) {
      List<String> names = new ArrayList<>();
      do {
        if (names.size() > limits.nesting()) {
          throw in.tooMuch("Embeds may be nested " + limits.nesting() + " levels deep");
        }
        names.add(in.name());
      } while (in.accept('.'));
      return names;
    }

    private Map<List<String>, Window> windows() {
      Map<List<String>, Window> windows = new HashMap<>();
      offsets.forEach((path, offset) -> windows.put(path, new Window(offset, rowLimits.get(path))));
      rowLimits.forEach((path, limit) -> windows.putIfAbsent(path, new Window(0, limit)));
      return windows;
    }

    private void takeLimit(String name, String value) {
      wholeNumber(value)
          .ifPresent(rows -> {
            if (rows < 0) {
              throw new Refusal(
                  ErrorCode.RANGE_NOT_SATISFIABLE,
                  "Requested range not satisfiable",
                  "Limit should be greater than or equal to zero.",
                  null);
            }
            rowLimits.put(embedPath(name), rows);
          });
    }

    private void takeOffset(String name, String value) {
      wholeNumber(value).ifPresent(rows -> offsets.put(embedPath(name), Math.max(0, rows)));
    }

    /// What is not a number is ignored, as PostgREST does; what is beyond any table is cut down.
    private static Optional<Long> wholeNumber(String text) {
      if (!text.strip().matches("-?[0-9]+")) return Optional.empty();
      if (text.strip().startsWith("-")) return Optional.of(-1L);
      String digits = text.strip();
      return Optional.of(digits.length() > 18 ? Long.MAX_VALUE / 4 : Long.parseLong(digits));
    }
  }
}
