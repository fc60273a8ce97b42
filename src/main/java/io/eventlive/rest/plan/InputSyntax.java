package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.Optional;

/// PostgreSQL's input syntax, as far as 15 and 18 agree to refuse. Where they differ (hexadecimal
/// and underscores in numbers, since 16), where a locale or a session setting has a say, or where
/// the error depends on how far a parser comes, the value passes.
///
/// The words and SQLSTATEs are PostgreSQL's own; a differential test holds them against real
/// servers.
public final class InputSyntax implements ValueCheck {
  private static final String BUILT_IN = "pg_catalog";
  private static final QualifiedName UUID = new QualifiedName(BUILT_IN, "uuid");

  @Override
  public Optional<Malformed> certainlyMalformed(Type type, String value) {
    if (value.indexOf('\0') >= 0) {
      return Optional.of(
          new Malformed(
              ErrorCode.TEXT_NOT_STORABLE, "invalid byte sequence for encoding \"UTF8\": 0x00"));
    }
    if (!type.representation().equals(Type.Representation.PLAIN)) return Optional.empty();
    QualifiedName base = type.base();
    if (base.equals(UUID)) return unless(UuidSyntax.accepts(value), "uuid", value);
    if (hasDoubtfulSpace(value)) return Optional.empty();
    if (isArray(type)) return array(value);
    if (!base.schema().equals(BUILT_IN)) return Optional.empty();
    return switch (base.name()) {
      case "int2" -> IntegerSyntax.SMALLINT.check(value);
      case "int4" -> IntegerSyntax.INTEGER.check(value);
      case "int8" -> IntegerSyntax.BIGINT.check(value);
      case "bool" -> unless(BooleanSyntax.accepts(value), "boolean", value);
      case "numeric" -> unless(!DecimalSyntax.NUMERIC.certainlyRefuses(value), "numeric", value);
      case "float4" -> unless(!DecimalSyntax.FLOAT.certainlyRefuses(value), "real", value);
      case "float8" ->
          unless(!DecimalSyntax.FLOAT.certainlyRefuses(value), "double precision", value);
      case "date" -> MomentSyntax.DATE.check(value);
      case "time" -> MomentSyntax.TIME.check(value);
      case "timetz" -> MomentSyntax.TIMETZ.check(value);
      case "timestamp" -> MomentSyntax.TIMESTAMP.check(value);
      case "timestamptz" -> MomentSyntax.TIMESTAMPTZ.check(value);
      default -> Optional.empty();
    };
  }

  /// Some locales count these among white space, which most types skip.
  private static boolean hasDoubtfulSpace(String value) {
    return value.indexOf('\u0085') >= 0 || value.indexOf('\u00a0') >= 0;
  }

  /// Not the vectors of the catalogue, which are written without braces.
  private static boolean isArray(Type type) {
    return type.category() == 'A' && type.base().name().startsWith("_");
  }

  private static Optional<Malformed> array(String value) {
    String text = Blank.stripLeading(value);
    return text.startsWith("{") || text.startsWith("[")
        ? Optional.empty()
        : Optional.of(
            new Malformed(ErrorCode.MALFORMED_VALUE, "malformed array literal: \"" + value + "\""));
  }

  private static Optional<Malformed> unless(boolean accepted, String type, String value) {
    return accepted ? Optional.empty() : Optional.of(invalid(type, value));
  }

  static Malformed invalid(String type, String value) {
    return new Malformed(
        ErrorCode.MALFORMED_VALUE, "invalid input syntax for type " + type + ": \"" + value + "\"");
  }
}
