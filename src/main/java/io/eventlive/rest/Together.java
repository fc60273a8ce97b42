package io.eventlive.rest;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.registration.Alone;
import io.eventlive.registration.Batching;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.request.Media;
import io.eventlive.schema.QualifiedName;
import java.util.Optional;

/// Decides which inserts may share a transaction with others: those of one row into a table whose
/// inserts may, that neither touch rows that are there nor have a say in their transaction.
/// Everything else has a transaction of its own, as ever, and the reason is told.
record Together(Batching batching, Observer observer) {
  /// Bytes of a body from which an insert would hold up those it travels with.
  private static final int LARGE = 16 * 1024;

  /// The table whose batches it may join.
  Optional<QualifiedName> tableOf(Prepared prepared, int bodyBytes) {
    if (batching.isOff()
        || !(prepared.plan() instanceof Plan.Mutate mutate)
        || !(mutate.mutation() instanceof Mutation.Insert insert)
        || !batching.names(insert.table(), prepared.catalogue())) {
      return Optional.empty();
    }
    QualifiedName table = insert.table().name();
    Optional<Alone> alone = alone(prepared, mutate, insert, bodyBytes);
    if (alone.isEmpty()) return Optional.of(table);
    observer.observe(
        new Observation.InsertAlone(table.schema() + "." + table.name(), alone.get().word()));
    return Optional.empty();
  }

  private static Optional<Alone> alone(
      Prepared prepared, Plan.Mutate plan, Mutation.Insert insert, int bodyBytes) {
    if (!Batching.isFit(insert.table())) return Optional.of(Alone.TABLE);
    if (insert.payload().rows() != 1) return Optional.of(Alone.ROWS);
    if (merges(insert.onConflict())) return Optional.of(Alone.MERGES);
    if (plan.form().media() instanceof Media.Explained) return Optional.of(Alone.PLAN);
    if (prepared.before() != null || prepared.rollsBack()) return Optional.of(Alone.TRANSACTION);
    return bodyBytes > LARGE ? Optional.of(Alone.SIZE) : Optional.empty();
  }

  private static boolean merges(OnConflict onConflict) {
    return switch (onConflict) {
      case OnConflict.Fail _, OnConflict.Skip _, OnConflict.Repeat _ -> false;
      case OnConflict.Merge _, OnConflict.Put _ -> true;
    };
  }
}
