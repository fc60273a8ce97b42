package io.eventlive.rest.plan;

import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Type;
import java.util.Map;
import java.util.regex.Pattern;

/// Looks at the values of a body that PostgreSQL will certainly read, before it does.
///
/// A text, number or truth value in JSON is read as its type reads text. Not so for arrays and
/// whole rows, which JSON writes in a way of its own.
///
/// @param types of the columns or arguments that are looked at
/// @param filled whether PostgreSQL fills in what is missing first: it then reads the body as
///   `jsonb`, in which `1e2` becomes 100
record BodyValues(Resolution resolution, Map<String, Type> types, boolean filled) {
  private static final Pattern EXPONENT = Pattern.compile("-?[0-9]+(\\.[0-9]+)?[eE][-+]?[0-9]+");

  /// Passes a body on that PostgreSQL may accept.
  ///
  /// @param rows how many objects are certainly read
  /// @throws io.eventlive.http.Refusal in PostgreSQL's words where it certainly would refuse it
  void check(Payload payload, int rows) {
    for (Payload.Scalar scalar : payload.scalars()) {
      if (scalar.row() >= rows) return;
      Type type = types.get(scalar.key());
      if (filled && EXPONENT.matcher(scalar.text()).matches()) continue;
      if (type != null && isPlain(type) && isStorable(scalar.text())) {
        resolution.checked(type, scalar.text());
      }
    }
  }

  private static boolean isPlain(Type type) {
    return type.category() != 'A' && type.category() != 'C';
  }

  /// The characters for which JSON has escapes and PostgreSQL no place are refused by its JSON.
  private static boolean isStorable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff));
  }
}
