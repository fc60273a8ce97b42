package io.eventlive.rest.plan;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.Accept;
import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Function;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The refusals of planning, in the words that clients of PostgREST know.
final class Refusals {
  private static final JsonMapper JSON = new JsonMapper();

  private Refusals() {}

  static Refusal schemaNotExposed(String schema, List<String> exposed) {
    return new Refusal(
        ErrorCode.SCHEMA_NOT_EXPOSED,
        "Invalid schema: " + schema,
        null,
        "Only the following schemas are exposed: " + String.join(", ", exposed));
  }

  static Refusal notAcceptable(Accept accept) {
    return new Refusal(
        ErrorCode.MEDIA_TYPE_NOT_OFFERED,
        "None of these media types are available: " + accept.written());
  }

  static Refusal tableUnknown(QualifiedName name, Optional<String> hint) {
    return new Refusal(
        ErrorCode.TABLE_UNKNOWN,
        "Could not find the table '%s.%s' in the schema cache"
            .formatted(name.schema(), name.name()),
        null,
        hint.orElse(null));
  }

  /// PostgreSQL's own words: a read of an unknown column fails there, not in PostgREST.
  static Refusal columnUnknown(String source, String column, Optional<String> hint) {
    return new Refusal(
        ErrorCode.COLUMN_UNKNOWN,
        "column %s.%s does not exist".formatted(source, column),
        null,
        hint.orElse(null));
  }

  static Refusal columnNotInTable(Table table, String column, Optional<String> hint) {
    return new Refusal(
        ErrorCode.COLUMN_NOT_IN_TABLE,
        "Could not find the '%s' column of '%s' in the schema cache"
            .formatted(column, table.name().name()),
        null,
        hint.orElse(null));
  }

  static Refusal notEmbedded(String name) {
    return new Refusal(
        ErrorCode.NOT_EMBEDDED,
        "'%s' is not an embedded resource in this request".formatted(name),
        null,
        "Verify that '%s' is included in the 'select' query parameter.".formatted(name));
  }

  static Refusal relatedOrderUnusable(String origin, String embed) {
    return new Refusal(
        ErrorCode.RELATED_ORDER_UNUSABLE,
        "A related order on '%s' is not possible".formatted(embed),
        "'%s' and '%s' do not form a many-to-one or one-to-one relationship"
            .formatted(origin, embed),
        null);
  }

  static Refusal aggregatesNotAllowed() {
    return new Refusal(
        ErrorCode.AGGREGATES_NOT_ALLOWED, "Use of aggregate functions is not allowed");
  }

  static Refusal aggregatesNotSpread() {
    return new Refusal(
        ErrorCode.NOT_IMPLEMENTED,
        "Feature not implemented",
        "Aggregates are not implemented for one-to-many or many-to-many spreads.",
        null);
  }

  static Refusal embedFilterUnusable(String name) {
    return new Refusal(
        ErrorCode.EMBED_FILTER_UNUSABLE,
        "Bad operator on the '%s' embedded resource".formatted(name),
        "Only is null or not is null filters are allowed on embedded resources",
        null);
  }

  static Refusal noRelationship(
      Table origin, String target, @Nullable String hintUsed, Optional<String> hint) {
    return noRelationship(
        origin.name().name(), origin.name().schema(), target, hintUsed, hint.orElse(null));
  }

  /// From rows that are of no table.
  static Refusal noRelationshipFrom(
      String origin, String schema, String target, @Nullable String hintUsed) {
    return noRelationship(origin, schema, target, hintUsed, null);
  }

  private static Refusal noRelationship(
      String origin,
      String schema,
      String target,
      @Nullable String hintUsed,
      @Nullable String hint) {
    String using = hintUsed == null ? "" : "' using the hint '" + hintUsed;
    return new Refusal(
        ErrorCode.RELATIONSHIP_UNKNOWN,
        "Could not find a relationship between '%s' and '%s' in the schema cache"
            .formatted(origin, target),
        ("Searched for a foreign key relationship between '%s' and '%s%s' in the schema '%s', but"
                + " no matches were found.")
            .formatted(origin, target, using, schema),
        hint);
  }

  static Refusal ambiguousRelationship(Table origin, String target, List<Relationship> candidates) {
    ArrayNode details = JSON.createArrayNode();
    for (Relationship candidate : candidates) {
      details
          .addObject()
          .put("cardinality", cardinality(candidate))
          .put("embedding", candidate.origin().name() + " with " + candidate.target().name())
          .put("relationship", described(candidate));
    }
    String choices =
        candidates.stream()
            .map(each -> "'" + each.target().name() + "!" + each.handle() + "'")
            .collect(joining(", "));
    return new Refusal(
        ErrorCode.RELATIONSHIP_AMBIGUOUS,
        "Could not embed because more than one relationship was found for '%s' and '%s'"
            .formatted(origin.name().name(), target),
        details.toString(),
        ("Try changing '%s' to one of the following: %s. Find the desired relationship in the"
                + " 'details' key.")
            .formatted(target, choices));
  }

  static Refusal functionUnknown(
      QualifiedName name,
      Collection<String> arguments,
      Payload.@Nullable Form body,
      Optional<String> hint) {
    String names = String.join(", ", new TreeSet<>(arguments));
    String function = name.schema() + "." + name.name();
    String parameters = arguments.size() > 1 ? " with parameters " : " with parameter ";
    String searched = arguments.isEmpty() ? " without parameters" : parameters + names;
    String whole =
        body == null
            ? ""
            : unnamed(body).map(" with a single unnamed %s parameter"::formatted).orElse("");
    boolean onlyWhole = body != null && !body.namesArguments();
    String called = arguments.isEmpty() ? " without parameters" : "(" + names + ")";
    return new Refusal(
        ErrorCode.FUNCTION_UNKNOWN,
        "Could not find the function %s%s in the schema cache"
            .formatted(function, onlyWhole ? "" : called),
        "Searched for the function %s%s, but no matches were found in the schema cache."
            .formatted(
                function, onlyWhole ? whole : searched + (whole.isEmpty() ? "" : " or" + whole)),
        hint.orElse(null));
  }

  private static Optional<String> unnamed(Payload.Form body) {
    return switch (body) {
      case JSON -> Optional.of("json/jsonb");
      case CSV -> Optional.empty();
      case TEXT -> Optional.of("text");
      case XML -> Optional.of("xml");
      case BYTES -> Optional.of("bytea");
    };
  }

  static Refusal ambiguousFunction(List<Function> candidates) {
    return new Refusal(
        ErrorCode.FUNCTION_AMBIGUOUS,
        "Could not choose the best candidate function between: "
            + candidates.stream()
                .sorted(
                    comparingInt((Function each) -> each.arguments().size())
                        .thenComparing(Refusals::signature))
                .map(Refusals::signature)
                .collect(joining(", ")),
        null,
        "Try renaming the parameters or the function itself in the database so function overloading"
            + " can be resolved");
  }

  private static String signature(Function function) {
    return "%s.%s(%s)"
        .formatted(
            function.name().schema(),
            function.name().name(),
            function.arguments().stream()
                .map(argument -> argument.name() + " => " + argument.type().display())
                .collect(joining(", ")));
  }

  private static String cardinality(Relationship relationship) {
    return switch (relationship) {
      case Relationship.Direct direct -> direct.kind().wire();
      case Relationship.Through _ -> "many-to-many";
      case Relationship.Computed computed -> computed.toOne() ? "many-to-one" : "one-to-many";
    };
  }

  private static String described(Relationship relationship) {
    return switch (relationship) {
      case Relationship.Direct direct ->
          "%s using %s%s and %s%s"
              .formatted(
                  direct.constraint(),
                  direct.origin().name(),
                  listed(direct.originColumns()),
                  direct.target().name(),
                  listed(direct.targetColumns()));
      case Relationship.Through through ->
          "%s using %s%s and %s%s"
              .formatted(
                  through.junction().name(),
                  through.toOrigin().constraint(),
                  listed(through.toOrigin().originColumns()),
                  through.toTarget().constraint(),
                  listed(through.toTarget().originColumns()));
      case Relationship.Computed computed -> "function " + computed.function().name();
    };
  }

  private static String listed(List<String> columns) {
    return "(" + String.join(", ", columns) + ")";
  }
}
