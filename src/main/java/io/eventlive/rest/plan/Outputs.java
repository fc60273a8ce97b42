package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Content;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Output;
import io.eventlive.rest.request.Aggregate;
import io.eventlive.rest.request.Field;
import io.eventlive.rest.request.JsonStep;
import io.eventlive.rest.request.SelectItem;
import java.util.ArrayList;
import java.util.List;

/// Collects what one level shows, in the order in which it was asked for.
final class Outputs {
  private static final String COUNT = Aggregate.Kind.COUNT.word();

  private final Resolution resolution;
  private final RowShape shape;
  private final List<Output> outputs = new ArrayList<>();

  Outputs(Resolution resolution, RowShape shape) {
    this.resolution = resolution;
    this.shape = shape;
  }

  List<Output> all() {
    return outputs;
  }

  void addEveryColumn() {
    shape
        .columns()
        .forEach((name, column) -> {
          ResolvedField field = new ResolvedField(name, column.type(), List.of());
          outputs.add(new Output(name, new Content.Value(field, null), null));
        });
  }

  /// @param only whether nothing else is selected
  void add(SelectItem.Column column, boolean only) {
    Aggregate aggregate = column.aggregate();
    if (aggregate == null && isCount(column.field())) {
      addCount(new SelectItem.Count(column.alias(), column.cast()), only);
      return;
    }
    ResolvedField field =
        aggregate != null || Aggregate.Kind.named(column.field().name()).isPresent()
            ? resolution.aggregatedField(shape, column.field())
            : resolution.field(shape, column.field());
    String name = aggregate == null ? defaultName(column.field()) : aggregate.kind().word();
    if (aggregate != null) requireAggregates();
    outputs.add(
        new Output(
            column.alias() == null ? name : column.alias(),
            new Content.Value(field, column.cast()),
            aggregate));
  }

  void add(SelectItem.Count count) {
    addCount(count, false);
  }

  /// The older spelling `count`, of which PostgreSQL makes `count(*)` where there is no such
  /// column: the switch has no say about it, and without the switch it can only stand alone.
  private boolean isCount(Field field) {
    return field.name().equals(COUNT)
        && field.path().isEmpty()
        && shape.find(field, resolution.catalogue()).isEmpty();
  }

  private void addCount(SelectItem.Count count, boolean always) {
    if (!always) requireAggregates();
    outputs.add(
        new Output(
            count.alias() == null ? COUNT : count.alias(),
            new Content.EveryRow(),
            new Aggregate(Aggregate.Kind.COUNT, count.cast())));
  }

  private void requireAggregates() {
    if (!resolution.rules().aggregates()) throw Refusals.aggregatesNotAllowed();
  }

  /// An embed's rows, or its columns; the aggregates of these are taken here, of all rows of this
  /// level that become one.
  void add(Embed embed) {
    switch (embed.form()) {
      case JSON -> outputs.add(new Output(embed.name(), new Content.Rows(embed), null));
      case SPREAD -> {
        List<Output> lifted = embed.rows().outputs();
        for (int i = 0; i < lifted.size(); i++) {
          Output output = lifted.get(i);
          outputs.add(
              new Output(output.name(), new Content.Lifted(embed.alias(), i), output.aggregate()));
        }
      }
    }
  }

  /// The last key of a JSON path names its value; positions do not.
  private static String defaultName(Field field) {
    String name = field.name();
    for (JsonStep step : field.path()) {
      if (step instanceof JsonStep.Key(String key, _)) name = key;
    }
    return name;
  }
}
