package io.eventlive.rest.plan;

import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Type;
import java.util.Map;

/// Looks at the values of a body that PostgreSQL will certainly read, before it does.
///
/// A text, number or truth value in JSON is read as its type reads text. Not so for arrays and
/// whole rows, which JSON writes in a way of its own.
///
/// @param types of the columns or arguments that are looked at
record BodyValues(Resolution resolution, Map<String, Type> types) {
  /// Passes a body on that PostgreSQL may accept.
  ///
  /// @param rows how many objects are certainly read
  /// @throws io.eventlive.http.Refusal in PostgreSQL's words where it certainly would refuse it
  void check(Payload payload, int rows) {
    for (Payload.Scalar scalar : payload.scalars()) {
      if (scalar.row() >= rows) return;
      Type type = types.get(scalar.key());
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
