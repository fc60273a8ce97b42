package io.eventlive.rest.plan;

import io.eventlive.rest.request.Accept;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Media.Explained;
import io.eventlive.rest.request.Media.Made;
import io.eventlive.rest.request.Media.Maker;
import io.eventlive.rest.request.MediaType;
import io.eventlive.schema.Function;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.MediaAggregate;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds the form of an answer among those that a caller takes. What the database makes itself, by
/// a domain named after a media type, stands before what we make.
///
/// @param rows the table whose rows the answer shows, or null
/// @param function the function that is called, or null
/// @param whole whether the rows are shown as they are, without a choice of columns
record Negotiation(
    Resolution resolution,
    @Nullable QualifiedName rows,
    @Nullable Function function,
    boolean whole) {
  private static final String ANY = "*/*";

  /// The first form that the caller takes and that there is.
  ///
  /// @throws io.eventlive.http.Refusal PGRST107 where there is none
  Media media(Accept accept) {
    return accept.wanted().stream()
        .flatMap(wanted -> offered(wanted).stream())
        .findFirst()
        .orElseThrow(() -> Refusals.notAcceptable(accept));
  }

  private Optional<Media> offered(MediaType wanted) {
    Optional<Media> ours = Media.named(wanted);
    if (wanted.name().startsWith("application/vnd.pgrst.")) {
      return ours.flatMap(media ->
          media instanceof Explained(Media of, boolean json, var options)
              ? explained(of).map(form -> new Explained(form, json, options))
              : Optional.of(media));
    }
    return made(wanted.name()).or(() -> ours);
  }

  private Optional<Media> explained(Media of) {
    if (!resolution.rules().plans()) return Optional.empty();
    return made(of.type()).or(() -> Optional.of(of).filter(form -> !(form instanceof Made)));
  }

  private Optional<Media> made(String type) {
    return whole(each -> each.equals(ANY)).or(() -> whole(type::equals)).or(() -> ofAnyRows(type));
  }

  private Optional<Media> whole(Predicate<String> type) {
    if (!whole) return Optional.empty();
    return ofFunction(type).or(() -> ofTheseRows(type));
  }

  private Optional<Media> ofFunction(Predicate<String> type) {
    if (function == null
        || !(function.returns() instanceof Returns.Scalar(Type result, boolean set))
        || set) {
      return Optional.empty();
    }
    String name = result.name().name().toLowerCase(Locale.ROOT);
    boolean named = !result.base().equals(result.name()) && name.indexOf('/') > 0;
    if (!named || !type.test(name)) return Optional.empty();
    boolean bytes = result.base().name().equals("bytea");
    return Optional.of(new Made(resolved(name), new Maker.Result(), bytes));
  }

  private Optional<Media> ofTheseRows(Predicate<String> type) {
    return resolution.catalogue().mediaAggregates().stream()
        .filter(each -> each.rows().isPresent() && each.rows().get().equals(rows))
        .filter(each -> type.test(each.mediaType()))
        .findFirst()
        .map(each -> made(each, each.rows().get()));
  }

  private Optional<Media> ofAnyRows(String type) {
    return resolution.catalogue().mediaAggregates().stream()
        .filter(each -> each.rows().isEmpty() && each.mediaType().equals(type))
        .findFirst()
        .map(each -> made(each, null));
  }

  private static Media made(MediaAggregate aggregate, @Nullable QualifiedName rows) {
    return new Made(
        resolved(aggregate.mediaType()),
        new Maker.Aggregate(aggregate.name(), rows),
        aggregate.bytes());
  }

  private static String resolved(String type) {
    return type.equals(ANY) ? "application/octet-stream" : type;
  }
}
