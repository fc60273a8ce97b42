package io.eventlive.rest.request;

import io.eventlive.rest.request.SelectItem.Join;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `select`:
///
///     items  = [ item *( "," item ) ]
///     item   = "*" | count | column | embed
///     count  = [ name ":" ] "count()" [ "::" type ]
///     column = [ name ":" ] name *( arrow key ) [ "::" type ] [ "." aggregate "()" [ "::" type ] ]
///     embed  = ( "..." | [ name ":" ] ) name *2( "!" ( "inner" | "left" | hint ) ) "(" items ")"
final class SelectGrammar {
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
    if (in.accept("...")) return embed(in.name(), null, true, depth);
    String name = in.name();
    String alias = null;
    if (in.next(':') && !in.next("::")) {
      in.accept(':');
      alias = name;
      name = in.name();
    }
    if (name.equals("count") && in.accept("()")) return count(alias);
    if (in.next('(') || in.next('!')) return embed(name, alias, false, depth);
    return column(name, alias);
  }

  private SelectItem embed(String name, @Nullable String alias, boolean spread, int depth) {
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
    return new SelectItem.Embed(name, alias, hint, join == null ? Join.LEFT : join, spread, inside);
  }

  private SelectItem count(@Nullable String alias) {
    String cast = cast();
    expectEndOfItem();
    return new SelectItem.Count(alias, cast);
  }

  private SelectItem column(String name, @Nullable String alias) {
    Field field = new Field(name, in.jsonPath());
    String cast = cast();
    Aggregate aggregate = in.accept('.') ? aggregate() : null;
    expectEndOfItem();
    return new SelectItem.Column(field, alias, cast, aggregate);
  }

  private Aggregate aggregate() {
    for (Aggregate.Kind kind : Aggregate.Kind.values()) {
      if (in.accept(kind.word() + "()")) return new Aggregate(kind, cast());
    }
    throw in.unexpected("aggregate function");
  }

  private @Nullable String cast() {
    return in.accept("::") ? type() : null;
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
}
