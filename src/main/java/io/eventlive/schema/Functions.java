package io.eventlive.schema;

import io.eventlive.schema.Function.Argument;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.Function.Volatility;
import io.eventlive.schema.SelectFunctions.Declared;
import io.eventlive.schema.SelectRelations.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Puts functions together from their declarations.
final class Functions {
  private final SelectTypes types;
  private final Relations relations;
  private final Predicate<Relation> exposed;

  private Functions(SelectTypes types, Relations relations, Predicate<Relation> exposed) {
    this.types = types;
    this.relations = relations;
    this.exposed = exposed;
  }

  static Map<QualifiedName, List<Function>> assemble(
      List<Declared> declared,
      SelectTypes types,
      Relations relations,
      Predicate<Relation> exposed) {
    Functions functions = new Functions(types, relations, exposed);
    Map<QualifiedName, List<Function>> byName = new HashMap<>();
    for (Declared each : declared) {
      if (types.isTrigger(each.result())) continue;
      byName.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(functions.function(each));
    }
    byName.replaceAll((_, overloads) -> List.copyOf(overloads));
    return byName;
  }

  private Function function(Declared declared) {
    List<Argument> arguments = new ArrayList<>();
    List<Column> results = new ArrayList<>();
    for (int i = 0; i < declared.types().size(); i++) {
      Type type = types.type(declared.types().get(i));
      char mode = declared.mode(i);
      if (mode == 'i' || mode == 'b' || mode == 'v') {
        boolean required = arguments.size() < declared.required();
        arguments.add(new Argument(declared.name(i), type, required, mode == 'v'));
      }
      if (mode == 'o' || mode == 'b' || mode == 't') {
        String name =
            declared.name(i).isEmpty() ? "column" + (results.size() + 1) : declared.name(i);
        results.add(result(name, type, declared.executableBy()));
      }
    }
    return new Function(
        declared.name(),
        List.copyOf(arguments),
        returns(declared, results),
        !declared.set() || declared.rows() == 1,
        volatility(declared.volatility()),
        Set.copyOf(declared.executableBy()),
        declared.settings());
  }

  private Returns returns(Declared declared, List<Column> results) {
    if (types.isVoid(declared.result())) return new Returns.Nothing();
    if (!results.isEmpty()) {
      return new Returns.Composite(Optional.empty(), List.copyOf(results), declared.set());
    }
    long relation = types.relation(declared.result());
    if (relation == 0) return new Returns.Scalar(types.type(declared.result()), declared.set());
    return new Returns.Composite(
        relations.relation(relation).filter(exposed).map(Relation::name),
        relations.columnsFor(relation, declared.executableBy()),
        declared.set());
  }

  private static Column result(String name, Type type, Set<String> readers) {
    return new Column(name, type, true, null, false, Set.copyOf(readers), Set.of(), Set.of());
  }

  private static Volatility volatility(char letter) {
    return switch (letter) {
      case 'i' -> Volatility.IMMUTABLE;
      case 's' -> Volatility.STABLE;
      case 'v' -> Volatility.VOLATILE;
      default -> throw new IllegalStateException("pg_proc.provolatile is " + letter);
    };
  }
}
