package io.eventlive.rest;

import static java.util.stream.Collectors.joining;

import io.eventlive.database.Caller;
import io.eventlive.database.RequestSettings;
import io.eventlive.http.HttpRequest;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// What is in force while a request's statement runs, besides the caller's role and claims: what
/// functions may read of the request, where names are found, and what `alter role` and `create
/// function … set` say.
final class TransactionSettings {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ISOLATION = "transaction_isolation";
  private static final String DEFAULT_ISOLATION = "default_transaction_isolation";

  private TransactionSettings() {}

  static RequestSettings of(HttpRequest request, Caller caller, Prepared prepared) {
    DialectRules rules = prepared.rules();
    Plan plan = prepared.plan();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("search_path", searchPath(prepared.schema(), rules));
    settings.put("request.method", request.method());
    settings.put("request.path", path(request));
    settings.put("request.headers", headers(request));
    settings.put("request.cookies", cookies(request));
    prepared
        .catalogue()
        .roleSettings()
        .getOrDefault(caller.role(), Map.of())
        .forEach((name, value) -> take(settings, name, value));
    if (plan instanceof Plan.Call call) {
      call.function()
          .settings()
          .forEach((name, value) -> {
            if (rules.hoisted().contains(name.toLowerCase(Locale.ROOT)))
              take(settings, name, value);
          });
    }
    settings.putAll(prepared.catalogue().applicationSettings());
    String timezone = prepared.request().preferences().timezone();
    if (timezone != null) settings.put("timezone", timezone);
    return new RequestSettings(caller, readOnly(plan), settings);
  }

  /// Whether these settings need an explicit `begin`.
  static boolean needBegin(RequestSettings settings) {
    return settings.settings().containsKey(ISOLATION);
  }

  private static boolean readOnly(Plan plan) {
    return switch (plan) {
      case Plan.Read _, Plan.Describe _, Plan.Document _ -> true;
      case Plan.Mutate _ -> false;
      case Plan.Call call -> call.readOnly();
    };
  }

  private static void take(Map<String, String> settings, String name, String value) {
    if (name.startsWith("pgrst.") || name.startsWith("eventlive.")) return;
    settings.put(name.equals(DEFAULT_ISOLATION) ? ISOLATION : name, value);
  }

  /// As PostgREST writes it, a schema that stands there twice included: functions may read it.
  private static String searchPath(String schema, DialectRules rules) {
    return Stream.concat(Stream.of(schema), rules.extraSearchPath().stream())
        .map(name -> "\"" + name.replace("\"", "\"\"") + "\"")
        .collect(joining(", "));
  }

  /// As PostgREST behind Supabase's gateway sees it, so that functions that guard by path still do.
  private static String path(HttpRequest request) {
    String path = request.path().substring(ApiRequest.BASE_PATH.length());
    return path.isEmpty() ? "/" : path;
  }

  private static String headers(HttpRequest request) {
    return object(json ->
        request
            .headers()
            .values()
            .forEach((name, values) -> {
              if (!name.equals("cookie")) {
                json.writeStringProperty(name, String.join(", ", values));
              }
            }));
  }

  private static String cookies(HttpRequest request) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : request.headers().all("cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return object(json -> cookies.forEach(json::writeStringProperty));
  }

  private static String object(Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    return text.toString();
  }
}
