package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.SelectItem.Join;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `select`:
///
///     items  = [ item *( "," item ) ]
///     item   = "*" | column | embed
///     column = [ name ":" ] name *( arrow key ) [ "::" type ]
///     embed  = [ name ":" ] name *2( "!" ( "inner" | "left" | hint ) ) "(" items ")"
final class SelectGrammar {
  private static final Set<String> AGGREGATES = Set.of("sum", "avg", "count", "max", "min");

  private final Scanner in;
  private final RequestLimits limits;
  private int items;

  private SelectGrammar(String text, RequestLimits limits) {
    this.in = new Scanner("select parameter", text, limits);
    this.limits = limits;
  }

  static List<SelectItem> parse(String text, RequestLimits limits) {
    SelectGrammar grammar = new SelectGrammar(text, limits);
    List<SelectItem> items = grammar.items(0);
    if (!grammar.in.atEnd()) throw grammar.in.unexpected("\",\" or end of input");
    return items;
  }

  private List<SelectItem> items(int depth) {
    if (depth > limits.nesting()) {
      throw in.tooMuch("Embeds may be nested " + limits.nesting() + " levels deep");
    }
    List<SelectItem> list = new ArrayList<>();
    in.skipBlanks();
    if (in.atEnd() || in.next(')')) return list;
    do {
      if (++items > limits.selectItems()) {
        throw in.tooMuch("A select may have " + limits.selectItems() + " items");
      }
      in.skipBlanks();
      list.add(item(depth));
      in.skipBlanks();
    } while (in.accept(','));
    return list;
  }

  private SelectItem item(int depth) {
    if (in.accept('*')) {
      expectEndOfItem();
      return new SelectItem.Star();
    }
    if (in.next("...")) throw notOffered("Spread embeds (...relation) are not offered yet");

    String name = in.name();
    String alias = null;
    if (in.next(':') && !in.next("::")) {
      in.accept(':');
      alias = name;
      name = in.name();
    }
    if (in.next('(') || in.next('!')) return embed(name, alias, depth);
    return column(name, alias);
  }

  private SelectItem embed(String name, @Nullable String alias, int depth) {
    if (name.equals("count") && in.next("()")) throw aggregate();

    String hint = null;
    Join join = null;
    for (int i = 0; i < 2 && in.accept('!'); i++) {
      if (in.accept("left")) join = join == null ? Join.LEFT : join;
      else if (in.accept("inner")) join = join == null ? Join.INNER : join;
      else hint = hint == null ? in.name() : hint;
    }
    in.expect('(', "\"(\"");
    List<SelectItem> inside = items(depth + 1);
    in.expect(')', "\",\" or \")\"");
    return new SelectItem.Embed(name, alias, hint, join == null ? Join.LEFT : join, inside);
  }

  private SelectItem column(String name, @Nullable String alias) {
    Field field = new Field(name, in.jsonPath());
    String cast = in.accept("::") ? type() : null;
    if (in.accept('.')) {
      if (AGGREGATES.contains(in.peekWord())) throw aggregate();
      throw in.unexpected("aggregate function");
    }
    expectEndOfItem();
    return new SelectItem.Column(field, alias, cast);
  }

  /// PostgREST reads only plain words here: neither `varchar(3)` nor `text[]`.
  private String type() {
    return in.word();
  }

  private void expectEndOfItem() {
    in.skipBlanks();
    if (!in.atEnd() && !in.next(',') && !in.next(')')) {
      throw in.unexpected("\",\" or end of input");
    }
  }

  private static Refusal aggregate() {
    return new Refusal(
        ErrorCode.AGGREGATES_NOT_ALLOWED, "Use of aggregate functions is not allowed");
  }

  private static Refusal notOffered(String details) {
    return new Refusal(ErrorCode.NOT_IMPLEMENTED, "Feature not implemented", details, null);
  }
}
