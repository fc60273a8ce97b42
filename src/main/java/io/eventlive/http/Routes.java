package io.eventlive.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The table of what is answered where. Filled once, before the doorway listens; read-only
/// afterwards.
///
/// An exact route wins over a prefix, a longer prefix over a shorter one. HEAD is answered by GET's
/// handler unless a route names HEAD itself; a handler behind a prefix or `*` sees every method.
public final class Routes {
  private static final String EVERY_METHOD = "*";

  /// Where a request goes.
  ///
  /// @param label the route's path, with `/*` behind a prefix: what is counted unless the answer
  ///   says better
  record Route(String label, Handler handler) {}

  private record Prefix(String path, Route route) {}

  private record FormOf(String path, ErrorForm form) {}

  private final Map<String, Map<String, Route>> exact = new HashMap<>();
  private final List<Prefix> prefixes = new ArrayList<>();
  private final List<FormOf> forms = new ArrayList<>();

  /// Answers one method (or `*`, all of them) on one exact path.
  public Routes exact(String method, String path, Handler handler) {
    exact.computeIfAbsent(path, _ -> new HashMap<>()).put(method, new Route(path, handler));
    return this;
  }

  /// Answers every method on `path` itself and on everything below it.
  public Routes below(String path, Handler handler) {
    prefixes.add(new Prefix(path, new Route(path + "/*", handler)));
    prefixes.sort((a, b) -> Integer.compare(b.path().length(), a.path().length()));
    return this;
  }

  /// Says how refusals are written on `path` itself and on everything below it.
  public Routes errorsBelow(String path, ErrorForm form) {
    forms.add(new FormOf(path, form));
    return this;
  }

  /// How refusals are written on this path; [ErrorForm#DEFAULT] where nobody has said.
  ErrorForm errorsOn(String path) {
    for (FormOf one : forms) {
      if (isWithin(path, one.path())) return one.form();
    }
    return ErrorForm.DEFAULT;
  }

  /// The route for a request line, or empty where none has this path and method.
  Optional<Route> find(String method, String path) {
    Map<String, Route> methods = exact.get(path);
    if (methods == null) return prefixOf(path);
    Route route = methods.get(method);
    if (route == null && method.equals("HEAD")) route = methods.get("GET");
    if (route == null) route = methods.get(EVERY_METHOD);
    return Optional.ofNullable(route);
  }

  /// The methods of an exact path, for `Allow`; empty where there is nothing at all, which is the
  /// difference between 405 and 404.
  Set<String> methodsOn(String path) {
    Set<String> methods = new TreeSet<>(exact.getOrDefault(path, Map.of()).keySet());
    if (methods.isEmpty()) return methods;
    if (methods.contains("GET")) methods.add("HEAD");
    methods.add("OPTIONS");
    return methods;
  }

  private Optional<Route> prefixOf(String path) {
    return prefixes.stream()
        .filter(prefix -> isWithin(path, prefix.path()))
        .map(Prefix::route)
        .findFirst();
  }

  private static boolean isWithin(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
