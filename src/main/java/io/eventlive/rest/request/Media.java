package io.eventlive.rest.request;

import static java.util.stream.Collectors.joining;

import io.eventlive.schema.QualifiedName;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// In what form the answer is wanted.
public sealed interface Media {
  /// As it stands in `Content-Type`, without a charset.
  String type();

  /// Whether anything but exactly one row is an error.
  default boolean singular() {
    return false;
  }

  /// Rows as JSON.
  ///
  /// @param singular one object instead of an array; any other number of rows is an error
  /// @param nullsStripped keys whose value is null are left out
  record Json(boolean singular, boolean nullsStripped) implements Media {
    public static final Json PLAIN = new Json(false, false);

    @Override
    public String type() {
      if (!singular && !nullsStripped) return "application/json";
      return "application/vnd.pgrst.%s+json%s"
          .formatted(singular ? "object" : "array", nullsStripped ? ";nulls=stripped" : "");
    }
  }

  /// Rows as comma-separated values under a line of names.
  record Csv() implements Media {
    @Override
    public String type() {
      return "text/csv";
    }
  }

  /// Rows as a feature collection, by PostGIS.
  record GeoJson() implements Media {
    @Override
    public String type() {
      return "application/geo+json";
    }
  }

  /// A body that the database makes.
  ///
  /// @param maker what makes it
  /// @param bytes whether it is `bytea` rather than text
  record Made(String type, Maker maker, boolean bytes) implements Media {
    private static final Set<String> TEXTS =
        Set.of(
            "application/geo+json",
            "application/json",
            "application/openapi+json",
            "text/csv",
            "text/plain",
            "text/xml");

    @Override
    public String contentType() {
      return TEXTS.contains(type) ? type + "; charset=utf-8" : type;
    }
  }

  /// What makes a body.
  sealed interface Maker {
    /// The function that is called: what it gives is the body.
    record Result() implements Maker {}

    /// An aggregate over the rows.
    ///
    /// @param rows the row type that it takes; null where it takes any
    record Aggregate(QualifiedName name, @Nullable QualifiedName rows) implements Maker {}
  }

  /// PostgreSQL's plan of what the request would be answered with.
  ///
  /// @param of a form that only the database may know is [Made], by whatever makes it
  /// @param json whether the plan is JSON rather than text
  record Explained(Media of, boolean json, Set<Option> options) implements Media {
    /// What the plan shows besides.
    public enum Option {
      ANALYZE,
      VERBOSE,
      SETTINGS,
      BUFFERS,
      WAL;

      /// As it is written on the wire, and in SQL.
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public Explained {
      options = Set.copyOf(options);
    }

    @Override
    public String type() {
      String shown =
          EnumSet.allOf(Option.class).stream()
              .filter(options::contains)
              .map(Option::word)
              .collect(joining("|"));
      return "application/vnd.pgrst.plan+%s; for=\"%s\"%s"
          .formatted(
              json ? "json" : "text", of.type(), shown.isEmpty() ? "" : "; options=" + shown);
    }

    @Override
    public boolean singular() {
      return false; // a plan has no rows to count
    }
  }

  /// The `Content-Type` of an answer in this form.
  default String contentType() {
    return type() + "; charset=utf-8";
  }

  /// What a media type of `Accept` means here; empty for one that is not known.
  public static Optional<Media> named(MediaType wanted) {
    return switch (wanted.name()) {
      case "*/*", "application/*", "application/json" -> Optional.of(Json.PLAIN);
      case "application/vnd.pgrst.array+json", "application/vnd.pgrst.array" ->
          Optional.of(new Json(false, wanted.stripsNulls()));
      case "application/vnd.pgrst.object+json", "application/vnd.pgrst.object" ->
          Optional.of(new Json(true, wanted.stripsNulls()));
      case "text/csv" -> Optional.of(new Csv());
      case "application/geo+json" -> Optional.of(new GeoJson());
      case "application/vnd.pgrst.plan", "application/vnd.pgrst.plan+text" ->
          explained(wanted, false);
      case "application/vnd.pgrst.plan+json" -> explained(wanted, true);
      default -> Optional.empty();
    };
  }

  private static Optional<Media> explained(MediaType wanted, boolean json) {
    Set<Explained.Option> options = EnumSet.noneOf(Explained.Option.class);
    for (String word : wanted.parameter("options").orElse("").split("\\|", -1)) {
      EnumSet.allOf(Explained.Option.class).stream()
          .filter(option -> option.word().equals(word))
          .forEach(options::add);
    }
    MediaType of = MediaType.of(wanted.parameter("for").orElse("application/json"));
    return named(of)
        .or(() -> Optional.of(new Made(of.name(), new Maker.Result(), false)))
        .filter(form -> !(form instanceof Explained))
        .map(form -> new Explained(form, json, options));
  }
}
