package io.eventlive.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the old client sends, read from `legacy-client.json`; `docs/reference/legacy-client.md`
/// describes the file.
///
/// @param headers by kind: `always`, `read`, `write` and `auth`
/// @param types columns and their types by table
public record LegacyClient(
    Map<String, Map<String, String>> headers,
    Map<String, JsonNode> types,
    JsonNode functions,
    List<Scene> scenes) {
  private static final String FILE = "/io/eventlive/rehearsal/legacy-client.json";

  /// Calls that belong together.
  ///
  /// @param person who makes them: `attendee`, `host` or `project`
  public record Scene(String name, String person, List<Call> calls) {}

  /// One call, with placeholders in braces.
  ///
  /// @param group calls of one scene with the same letter are in flight together
  /// @param chain calls of one chain wait for one another
  /// @param query `name=value`, decoded
  /// @param headers what this call adds to those of its kind
  /// @param right the statuses that a right server may give
  /// @param keep values of the answer that later calls need: placeholder and JSON pointer
  public record Call(
      String group,
      String chain,
      String role,
      String method,
      String path,
      List<String> query,
      Map<String, String> headers,
      @Nullable JsonNode body,
      List<Integer> right,
      JsonNode answer,
      Map<String, String> keep) {

    /// The value of the query's first parameter of this name; empty where there is none.
    public String parameter(String name) {
      return query.stream()
          .filter(each -> each.startsWith(name + "="))
          .map(each -> each.substring(name.length() + 1))
          .findFirst()
          .orElse("");
    }

    /// The table or function.
    public String target() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean rest() {
      return path.startsWith("/rest/");
    }

    /// Whether it changes nothing.
    public boolean reads() {
      return method.equals("GET") || method.equals("HEAD");
    }

    @Override
    public String toString() {
      return "%s %s: %s %s %s".formatted(group, chain, method, path, String.join("&", query));
    }
  }

  /// What this client sends with a call, besides its key and token.
  public Map<String, String> headersOf(Call call) {
    String kind = call.rest() ? call.reads() ? "read" : "write" : "auth";
    Map<String, String> all = new LinkedHashMap<>(headers.getOrDefault("always", Map.of()));
    all.putAll(headers.getOrDefault(kind, Map.of()));
    all.putAll(call.headers());
    return all;
  }

  public Scene scene(String name) {
    return scenes.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no scene " + name));
  }

  private static JsonNode file() {
    try (InputStream stream = LegacyClient.class.getResourceAsStream(FILE)) {
      if (stream == null) throw new IllegalStateException(FILE + " is not on the class path");
      return JsonMapper.shared().readTree(stream);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }

  /// Every placeholder that a call uses, in braces; numbers are N.
  public static Set<String> placeholders() {
    return Pattern.compile("\\{[a-z_]+(:\\d+)?(-\\d+min)?}")
        .matcher(file().get("scenes").toString())
        .results()
        .map(found -> found.group().replaceFirst(":\\d+", ":N"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public static LegacyClient read() {
    JsonNode file = file();
    Map<String, Map<String, String>> headers = new LinkedHashMap<>();
    file.get("headers")
        .properties()
        .forEach(each -> headers.put(each.getKey(), map(each.getValue())));
    Map<String, JsonNode> types = new LinkedHashMap<>();
    file.get("types").properties().forEach(each -> types.put(each.getKey(), each.getValue()));
    List<Scene> scenes = new ArrayList<>();
    for (JsonNode scene : file.get("scenes")) {
      List<Call> calls = new ArrayList<>();
      scene.get("calls").forEach(call -> calls.add(call(call)));
      scenes.add(new Scene(scene.get("scene").asString(), scene.get("person").asString(), calls));
    }
    return new LegacyClient(headers, types, file.get("functions"), scenes);
  }

  private static Call call(JsonNode call) {
    return new Call(
        call.get("group").asString(),
        call.get("chain").asString(),
        call.get("role").asString(),
        call.get("method").asString(),
        call.get("path").asString(),
        strings(call.path("query")),
        map(call.path("headers")),
        call.has("body") ? call.get("body") : null,
        numbers(call.get("right")),
        call.get("answer"),
        map(call.path("keep")));
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(each -> values.add(each.asString()));
    return values;
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> values = new LinkedHashMap<>();
    object.properties().forEach(each -> values.put(each.getKey(), each.getValue().asString()));
    return values;
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(each -> values.add(each.asInt()));
    return values;
  }
}
