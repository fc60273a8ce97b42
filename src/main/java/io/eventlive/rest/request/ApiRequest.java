package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.SelectItem.Star;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of the dialect, read and within the limits, before any name in it is looked up.
///
/// @param profile the schema asked for, or null for the default
/// @param window the part of the rows asked for by query string and `Range` together
public record ApiRequest(
    Action action,
    @Nullable String profile,
    QueryParameters query,
    Window window,
    Preferences preferences,
    Accept accept) {

  /// Where the dialect lives.
  public static final String BASE_PATH = "/rest/v1";

  /// Reads a request.
  ///
  /// @throws Refusal with PostgREST's code where the request is none of the dialect
  public static ApiRequest of(HttpRequest request, RequestLimits limits, DialectRules rules) {
    Target target = target(request.path(), limits, rules);
    HttpHeaders headers = request.headers();
    Preferences preferences = Preferences.parse(headers);
    boolean callByQuery = target.function() && reads(request.method());
    QueryParameters query =
        QueryParameters.parse(QueryString.parse(request.query()).withoutKey(), callByQuery, limits);
    Action action = action(target, request, query);
    Window window =
        request.method().equals("GET")
            ? RangeHeader.within(query.rootWindow(), headers.first("range").orElse(null))
            : query.rootWindow();
    String profileHeader = reads(request.method()) ? "accept-profile" : "content-profile";
    return new ApiRequest(
        action,
        headers.first(profileHeader).orElse(null),
        query,
        window,
        preferences,
        Accept.parse(headers));
  }

  /// Whether `select` says nothing or everything.
  public boolean selectsEverything() {
    return query.select().equals(List.of(new Star()));
  }

  private record Target(String name, boolean function) {}

  private static final Target ROOT = new Target("", false);

  private static Target target(String path, RequestLimits limits, DialectRules rules) {
    String rest = path.substring(BASE_PATH.length());
    if (rest.isEmpty() || rest.equals("/")) {
      if (rules.description() == DialectRules.Description.DISABLED) {
        throw new Refusal(ErrorCode.ROOT_DISABLED, "Root endpoint metadata is disabled");
      }
      DialectRules.FunctionName function = rules.rootFunction();
      return function == null ? ROOT : new Target(function.name(), true);
    }
    String[] parts = rest.substring(1).split("/", -1);
    boolean function = parts.length == 2 && parts[0].equals("rpc");
    String name = parts[parts.length - 1];
    boolean named = !name.isEmpty() && name.indexOf('\0') < 0;
    if (!named || name.length() > limits.nameLength() || parts.length > (function ? 2 : 1)) {
      throw new Refusal(ErrorCode.PATH_UNKNOWN, "Invalid path specified in request URL");
    }
    return new Target(name, function);
  }

  private static Action action(Target target, HttpRequest request, QueryParameters query) {
    String name = target.name();
    String method = request.method();
    if (target.equals(ROOT)) return atRoot(method);
    if (target.function()) {
      return switch (method) {
        case "GET" -> new Action.CallByQuery(name, query.arguments(), false);
        case "HEAD" -> new Action.CallByQuery(name, query.arguments(), true);
        case "POST" -> callWithBody(name, request, query);
        case "OPTIONS" -> new Action.DescribeFunction(name);
        default ->
            throw new Refusal(
                ErrorCode.METHOD_NOT_FOR_FUNCTIONS, "Cannot use the " + method + " method on RPC");
      };
    }
    return switch (method) {
      case "GET" -> new Action.Read(name, false);
      case "HEAD" -> new Action.Read(name, true);
      case "POST" -> new Action.Insert(name, payload(request, query, false));
      case "PUT" -> new Action.Put(name, payload(request, query, false));
      case "PATCH" -> new Action.Update(name, payload(request, query, false));
      case "DELETE" -> new Action.Delete(name);
      case "OPTIONS" -> new Action.DescribeTable(name);
      default -> throw unsupported(method);
    };
  }

  private static Action atRoot(String method) {
    return switch (method) {
      case "GET" -> new Action.DescribeInterface(false);
      case "HEAD" -> new Action.DescribeInterface(true);
      case "OPTIONS" -> new Action.DescribeRoot();
      default -> throw unsupported(method);
    };
  }

  private static Refusal unsupported(String method) {
    return new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "Unsupported HTTP method: " + method);
  }

  private static Action callWithBody(String name, HttpRequest request, QueryParameters query) {
    return Payload.fields(request.body(), contentType(request))
        .<Action>map(fields -> new Action.CallByForm(name, fields))
        .orElseGet(() -> new Action.CallByBody(name, payload(request, query, true)));
  }

  private static String contentType(HttpRequest request) {
    return request.headers().first("content-type").orElse("");
  }

  private static Payload payload(HttpRequest request, QueryParameters query, boolean arguments) {
    return Payload.read(request.body(), contentType(request), query.columns(), arguments);
  }

  private static boolean reads(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }
}
