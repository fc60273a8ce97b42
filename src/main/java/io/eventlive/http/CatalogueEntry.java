package io.eventlive.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One code that an answer may carry instead of what was asked for, with what it means: an
/// [ErrorCode] of EventLive's own making, a [DomainCode] that the rules of an event raise, or a
/// [SqlState] that PostgreSQL said.
///
/// The three together are the catalogue that `docs/reference/errors.md` prints and
/// `/eventlive/v1/errors` serves.
public sealed interface CatalogueEntry permits ErrorCode, DomainCode, SqlState {
  Explanation explanation();

  /// The code as clients see it; stable for ever.
  default String wireCode() {
    return explanation().wireCode();
  }

  /// The status with which it is answered.
  default int status() {
    return explanation().status();
  }

  /// One sentence that a front end may show to a person.
  default String sentence(Language language) {
    return switch (language) {
      case ENGLISH -> explanation().english();
      case KOREAN -> explanation().korean();
    };
  }

  /// Everything, in the order of the three enums.
  static List<CatalogueEntry> all() {
    List<CatalogueEntry> all = new ArrayList<>(Arrays.asList(ErrorCode.values()));
    all.addAll(Arrays.asList(DomainCode.values()));
    all.addAll(Arrays.asList(SqlState.values()));
    return List.copyOf(all);
  }

  /// What a code means; for a condition of PostgreSQL's that has no line of its own, what its class
  /// means.
  static Optional<CatalogueEntry> of(String code) {
    Optional<CatalogueEntry> own = ErrorCode.byWireCode(code).map(entry -> entry);
    return own.or(() -> DomainCode.byWireCode(code)).or(() -> SqlState.of(code));
  }
}
