package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Script.Step;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What all performances of a rehearsal share. Lives on the loop.
final class Stage {
  /// From where the old platform's functions called, all of them.
  private static final String FUNCTIONS = "192.0.2.1";

  private final Target target;
  private final SupabaseJs client;
  private final LegacyClient manifest;
  private final Wire wire;
  private final Agenda agenda;
  private final Witness witness;
  private final Measurements measurements = new Measurements();
  private final Timeline timeline = new Timeline();
  private final Map<String, Script> scripts = new HashMap<>();
  private final Map<Script, List<Measurements.Tally>> tallies = new HashMap<>();
  private final Map<Step, List<Map.Entry<String, String>>> headers = new HashMap<>();
  private boolean over;

  Stage(
      Target target,
      SupabaseJs client,
      LegacyClient manifest,
      Wire wire,
      Agenda agenda,
      Witness witness) {
    this.target = target;
    this.client = client;
    this.manifest = manifest;
    this.wire = wire;
    this.agenda = agenda;
    this.witness = witness;
  }

  Script script(String scene) {
    return scripts.computeIfAbsent(scene, name -> Script.of(manifest.scene(name)));
  }

  List<Measurements.Tally> tallies(Script script) {
    return tallies.computeIfAbsent(script, measurements::of);
  }

  /// What a call sends, as this version of supabase-js would.
  ///
  /// @param token of the caller
  /// @param browser the address of the caller's browser; what the old platform's functions send
  ///   comes from theirs
  MultiMap headers(Step step, String token, String browser) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    headers
        .computeIfAbsent(step, this::fixed)
        .forEach(each -> all.add(each.getKey(), each.getValue()));
    return all.add("Authorization", "Bearer " + token)
        .add("X-Forwarded-For", step.inBrowser() ? browser : FUNCTIONS);
  }

  private List<Map.Entry<String, String>> fixed(Step step) {
    Map<String, String> all = new HashMap<>(manifest.headersOf(step.call()));
    all.put("X-Client-Info", client.clientInfo(step.inBrowser()));
    all.put("Accept-Encoding", "gzip");
    all.put("apikey", target.key(step.call().role()));
    return List.copyOf(all.entrySet());
  }

  /// An answer that a client handed on.
  void answered(boolean right) {
    timeline.answer(System.nanoTime(), right);
  }

  /// Lets nothing new begin.
  void end() {
    over = true;
    agenda.end();
  }

  boolean isOver() {
    return over;
  }

  boolean isWatched() {
    return !witness.equals(Witness.NONE);
  }

  Witness witness() {
    return witness;
  }

  Target target() {
    return target;
  }

  SupabaseJs client() {
    return client;
  }

  Wire wire() {
    return wire;
  }

  Agenda agenda() {
    return agenda;
  }

  Measurements measurements() {
    return measurements;
  }

  Timeline timeline() {
    return timeline;
  }
}
