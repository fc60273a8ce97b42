package io.eventlive.supabase;

import io.eventlive.database.Caller;
import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.Witness;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Keeps what a crowd was told, and holds it against the database afterwards: what was acknowledged
/// must be stored, once; what a caller was shown must be what PostgreSQL would have shown that
/// caller, asked by SQL that is not the server's ([Expected]).
///
/// A read is checked between two states: every row that it showed is still there and visible to its
/// caller at the end, and every row that was visible before the crowd came was shown, unless the
/// read itself asked for the first few only. That is exact because this crowd deletes nothing; of
/// the tables whose rows it updates, only keys are compared, and what was left out is not.
final class Recorder implements Witness {
  /// The key of each table that the crowd writes to by it.
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "registrations", List.of("webinar_id", "user_id"),
          "webinar_live_presence", List.of("webinar_id", "user_id"),
          "webinar_user_sessions", List.of("webinar_id", "session_id"),
          "messages", List.of("client_msg_id"));

  private static final Set<String> UPDATED =
      Set.of("webinar_live_presence", "webinar_user_sessions", "webinar_access_logs");

  private static final Caller SERVICE =
      new Caller("service_role", "{\"role\":\"service_role\"}", Optional.empty());

  private final ConcurrentLinkedQueue<Sighting> seen = new ConcurrentLinkedQueue<>();

  @Override
  public void saw(Sighting sighting) {
    seen.add(sighting);
  }

  List<Sighting> sightings() {
    return List.copyOf(seen);
  }

  /// What a check found.
  ///
  /// @param rows how many it looked at: one that looks at nothing proves nothing
  record Checked(int rows, List<String> faults) {}

  /// Rows that were acknowledged and are not stored, or stored more often than they were sent.
  ///
  /// @param now a superuser's connection
  Checked unkept(Connection now) {
    Map<String, Integer> acknowledged = new LinkedHashMap<>();
    Map<String, Integer> unknown = new HashMap<>();
    Map<String, Written> written = new HashMap<>();
    for (Sighting each : seen) {
      JsonNode body = each.call().body();
      boolean insert = each.call().method().equals("POST") && each.call().rest();
      if (!insert || body == null || each.call().path().contains("/rpc/")) continue;
      for (JsonNode row : body.isArray() ? body : List.of(body)) {
        Written one = new Written(each, identity(each.call().target(), row));
        written.putIfAbsent(one.name(), one);
        boolean told = each.status() / 100 == 2;
        boolean mayHaveHappened = each.status() == 0 || each.status() >= 500;
        if (told) acknowledged.merge(one.name(), 1, Integer::sum);
        else if (mayHaveHappened) unknown.merge(one.name(), 1, Integer::sum);
      }
    }
    List<String> faults = new ArrayList<>();
    written.forEach((name, one) -> {
      int sure = acknowledged.getOrDefault(name, 0);
      int maybe = unknown.getOrDefault(name, 0);
      boolean keyed = KEYS.containsKey(one.sighting().call().target());
      long least = keyed ? Math.min(sure, 1) : sure;
      long most = keyed ? 1 : sure + maybe;
      long stored = new Expected(now, SERVICE, table(one.sighting().call())).countOf(one.row());
      if (stored < least || stored > most) {
        faults.add("%d to %d of %s expected, %d stored".formatted(least, most, name, stored));
      }
    });
    return new Checked(acknowledged.size(), faults);
  }

  private record Written(Sighting sighting, JsonNode row) {
    String name() {
      return sighting.call().target() + " " + row;
    }
  }

  /// What makes a row this row: its key, or all that was sent where it has none.
  private static JsonNode identity(String table, JsonNode row) {
    List<String> key = KEYS.get(table);
    if (key == null) return row;
    ObjectNode only = JsonMapper.shared().createObjectNode();
    key.forEach(column -> only.set(column, row.get(column)));
    return only;
  }

  /// The same table, all of it.
  private static Call table(Call call) {
    return withQuery(call, List.of());
  }

  private static Call withQuery(Call call, List<String> query) {
    return new Call(
        call.group(),
        call.chain(),
        call.role(),
        "GET",
        call.path(),
        query,
        call.headers(),
        null,
        call.right(),
        call.answer(),
        call.keep());
  }

  /// Reads that showed a row which their caller may not see or which is not there, or that left out
  /// one which was there before.
  ///
  /// @param before a superuser's connection to the database as it was before the crowd
  /// @param now a superuser's connection
  Checked wronglyShown(Connection before, Connection now) {
    Set<String> done = new HashSet<>();
    List<String> faults = new ArrayList<>();
    int rows = 0;
    for (Sighting each : seen) {
      Call call = each.call();
      boolean read = call.method().equals("GET") && call.rest() && each.status() / 100 == 2;
      // A moment in the question is another one by now.
      boolean asksWhen = call.query().stream().anyMatch(part -> part.matches(".*_at=[gl]te?.*"));
      if (!read || asksWhen) continue;
      String token = call.role().equals("authenticated") ? each.token() : call.role();
      if (!done.add(token + call + each.body())) continue;
      List<JsonNode> shown = rowsOf(each.body());
      rows += shown.size();
      Caller caller = caller(each);
      Call whatever = UPDATED.contains(call.target()) ? byKeyAlone(call) : call;
      Set<String> mayShow = identities(call, new Expected(now, caller, whatever).allRows());
      Set<String> wasShown = identities(call, shown);
      for (String row : wasShown) {
        if (!mayShow.contains(row)) faults.add("%s showed %s".formatted(call, row));
      }
      boolean cut =
          UPDATED.contains(call.target())
              || !call.parameter("limit").isEmpty()
              || shown.size() >= 1_000;
      if (cut) continue;
      for (String row : identities(call, new Expected(before, caller, call).allRows())) {
        if (!wasShown.contains(row)) faults.add("%s left out %s".formatted(call, row));
      }
    }
    return new Checked(rows, faults);
  }

  /// The same rows whatever has happened to them since.
  private static Call byKeyAlone(Call call) {
    return withQuery(
        call,
        call.query().stream()
            .filter(part -> part.matches("(select|webinar_id|user_id|session_id)=.*"))
            .toList());
  }

  private static List<JsonNode> rowsOf(String body) {
    JsonNode json = JsonMapper.shared().readTree(body);
    List<JsonNode> rows = new ArrayList<>();
    if (json.isArray()) json.forEach(rows::add);
    else rows.add(json);
    return rows;
  }

  private static Set<String> identities(Call call, List<JsonNode> rows) {
    Set<String> names = new HashSet<>();
    for (JsonNode row : rows) {
      boolean byKey = UPDATED.contains(call.target());
      JsonNode id = row.has("id") ? row.get("id") : row.path("user_id");
      names.add(byKey ? id.toString() : row.toString());
    }
    return names;
  }

  private static Caller caller(Sighting sighting) {
    if (!sighting.call().role().equals("authenticated")) return SERVICE;
    String token = sighting.token();
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    String claims = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    return new Caller("authenticated", claims, Optional.empty());
  }
}
