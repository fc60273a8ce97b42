package io.eventlive.rest.request;

import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import java.util.ArrayList;
import java.util.List;

/// Reads `order` and lists of column names:
///
///     order = term *( "," term )
///     term  = ( field | name "(" field ")" ) [ ".asc" | ".desc" ] [ ".nullsfirst" | ".nullslast" ]
///     field = name *( arrow key )
final class OrderGrammar {
  private final Scanner in;

  private OrderGrammar(Scanner in) {
    this.in = in;
  }

  static List<OrderTerm> parse(String text, RequestLimits limits) {
    OrderGrammar grammar = new OrderGrammar(new Scanner("order", text, limits));
    List<OrderTerm> terms = new ArrayList<>();
    do {
      if (terms.size() == limits.conditions()) {
        throw grammar.in.tooMuch("A request may sort by " + limits.conditions() + " keys");
      }
      terms.add(grammar.term());
    } while (grammar.in.accept(','));
    if (!grammar.in.atEnd()) throw grammar.in.unexpected("\",\" or end of input");
    return terms;
  }

  /// The names of `columns` or `on_conflict`.
  static List<String> names(String parameter, String text, RequestLimits limits) {
    Scanner in = new Scanner(parameter + " parameter", text, limits);
    List<String> names = new ArrayList<>();
    do {
      if (names.size() == limits.selectItems()) {
        throw in.tooMuch("A list of columns may name " + limits.selectItems());
      }
      in.skipBlanks();
      names.add(in.name());
      in.skipBlanks();
    } while (in.accept(','));
    if (!in.atEnd()) throw in.unexpected("\",\" or end of input");
    return names;
  }

  private OrderTerm term() {
    Field field = in.field();
    String relation = null;
    if (field.path().isEmpty() && in.accept('(')) {
      relation = field.name();
      field = in.field();
      in.expect(')', "\")\"");
    }
    Direction direction = Direction.DEFAULT;
    if (in.accept(".asc")) direction = Direction.ASCENDING;
    else if (in.accept(".desc")) direction = Direction.DESCENDING;

    Nulls nulls = Nulls.DEFAULT;
    if (in.accept(".nullsfirst")) nulls = Nulls.FIRST;
    else if (in.accept(".nullslast")) nulls = Nulls.LAST;
    in.skipBlanks();
    return new OrderTerm(relation, field, direction, nulls);
  }
}
