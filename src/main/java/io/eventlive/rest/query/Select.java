package io.eventlive.rest.query;

import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A select. With no outputs each row is empty, which is a row nevertheless.
///
/// @param where null for all rows
/// @param groups which outputs, from 1, the rows that become one have in common
/// @param limit a bound number or null
/// @param offset a bound number or null
record Select(
    List<Output> outputs,
    From from,
    List<From.Join> joins,
    @Nullable Expression where,
    List<Integer> groups,
    List<Sort> order,
    Expression.@Nullable Value limit,
    Expression.@Nullable Value offset)
    implements Command {
  Select {
    outputs = List.copyOf(outputs);
    joins = List.copyOf(joins);
    groups = List.copyOf(groups);
    order = List.copyOf(order);
  }

  static Select of(List<Output> outputs, From from) {
    return new Select(outputs, from, List.of(), null, List.of(), List.of(), null, null);
  }

  Select where(Expression condition) {
    return new Select(outputs, from, joins, condition, groups, order, limit, offset);
  }

  Select join(List<From.Join> further) {
    return new Select(outputs, from, further, where, groups, order, limit, offset);
  }

  Select groupBy(List<Integer> numbers) {
    return new Select(outputs, from, joins, where, numbers, order, limit, offset);
  }

  Select withOutput(Output further) {
    List<Output> more = new ArrayList<>(outputs);
    more.add(further);
    return new Select(more, from, joins, where, groups, order, limit, offset);
  }

  Select orderBy(List<Sort> terms) {
    return new Select(outputs, from, joins, where, groups, terms, limit, offset);
  }

  Select window(Expression.@Nullable Value newLimit, Expression.@Nullable Value newOffset) {
    return new Select(outputs, from, joins, where, groups, order, newLimit, newOffset);
  }

  record Sort(Expression expression, Direction direction, Nulls nulls) {}
}
