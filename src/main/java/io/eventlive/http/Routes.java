package io.eventlive.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of what is answered where. Filled once, before the doorway listens; read-only
/// afterwards.
///
/// An exact route wins over a prefix, a longer prefix over a shorter one. HEAD is answered by GET's
/// handler unless a route names HEAD itself; a handler behind a prefix or `*` sees every method.
public final class Routes {
  private record Prefix(String path, Handler handler) {}

  private final Map<String, Map<String, Handler>> exact = new HashMap<>();
  private final List<Prefix> prefixes = new ArrayList<>();

  /// Answers one method (or `*`, all of them) on one exact path.
  public Routes exact(String method, String path, Handler handler) {
    exact.computeIfAbsent(path, _ -> new HashMap<>()).put(method, handler);
    return this;
  }

  /// Answers every method on `path` itself and on everything below it.
  public Routes below(String path, Handler handler) {
    prefixes.add(new Prefix(path, handler));
    prefixes.sort((a, b) -> Integer.compare(b.path().length(), a.path().length()));
    return this;
  }

  /// The handler for a request line, or empty where no route has this path and method.
  public Optional<Handler> find(String method, String path) {
    Map<String, Handler> methods = exact.get(path);
    if (methods != null) {
      @Nullable Handler handler = methods.get(method);
      if (handler == null && method.equals("HEAD")) handler = methods.get("GET");
      if (handler == null) handler = methods.get("*");
      return Optional.ofNullable(handler);
    }
    for (Prefix prefix : prefixes) {
      if (path.startsWith(prefix.path())
          && (path.length() == prefix.path().length()
              || path.charAt(prefix.path().length()) == '/')) {
        return Optional.of(prefix.handler());
      }
    }
    return Optional.empty();
  }

  /// Whether some method is answered on this path: the difference between 404 and 405.
  public boolean knowsPath(String path) {
    return exact.containsKey(path) || find("GET", path).isPresent();
  }
}
