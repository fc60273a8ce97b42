package io.eventlive.rehearsal;

import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.LegacyClient.Scene;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A scene made ready to be played often: which call waits for which, what each of them sends, and
/// of whose answer the ids come that it asks for.
///
/// Chain beside chain: a call waits for the one before it in its chain. The first of a chain waits
/// for what its name says that it belongs to (`chat.send` before `chat.send.create`), else for the
/// chains beside it that began earlier, else for the group before.
///
/// Ids come from the nearest earlier answer that has them: whoever wrote the newest messages is
/// asked for by name next.
///
/// @param steps in the order of the scene
record Script(String name, String person, List<Step> steps) {

  /// One call.
  ///
  /// @param name of the step, for people: chain, method and what is asked
  /// @param after the steps that must have been answered
  /// @param asksFor the list of ids in its address; null where there is none
  /// @param idsFrom the step in whose rows they stand; -1 where none are asked for
  /// @param idsWanted which ids later steps take from this one's rows; null where none do
  /// @param hashes whether it makes the server hash a password
  record Step(
      int index,
      Call call,
      String name,
      Template address,
      @Nullable Template body,
      Set<Integer> right,
      List<Integer> after,
      @Nullable Ids asksFor,
      int idsFrom,
      @Nullable Ids idsWanted,
      boolean hashes) {

    boolean inBrowser() {
      return !call.role().equals("service_role");
    }

    /// The call as it is sent with these values.
    Call filled(Function<Template.Placeholder, String> values) {
      return new Call(
          call.group(),
          call.chain(),
          call.role(),
          call.method(),
          Template.plain(call.path()).filled(values),
          call.query().stream().map(each -> Template.plain(each).filled(values)).toList(),
          call.headers(),
          body == null ? null : JsonMapper.shared().readTree(body.filled(values)),
          call.right(),
          call.answer(),
          call.keep());
    }
  }

  static Script of(Scene scene) {
    List<Call> calls = scene.calls();
    List<List<Integer>> after = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) after.add(before(calls, calls.get(i)));
    @Nullable Ids[] asksFor = new Ids[calls.size()];
    int[] idsFrom = new int[calls.size()];
    for (int i = 0; i < idsFrom.length; i++) {
      Ids ids = asksFor(calls.get(i));
      asksFor[i] = ids;
      idsFrom[i] = ids == null ? -1 : nearest(ids, calls, after, i);
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      Ids wanted = null;
      for (int j = 0; j < idsFrom.length; j++) if (idsFrom[j] == i) wanted = asksFor[j];
      steps.add(
          new Step(
              i,
              call,
              "%s %s %s".formatted(call.chain(), call.method(), call.target()),
              Template.address(call.path(), call.query()),
              call.body() == null ? null : Template.json(call.body().toString()),
              Set.copyOf(call.right()),
              after.get(i),
              asksFor[i],
              idsFrom[i],
              wanted,
              hashes(call)));
    }
    return new Script(scene.name(), scene.person(), List.copyOf(steps));
  }

  private static boolean hashes(Call call) {
    return call.query().contains("grant_type=password")
        || (call.path().contains("/admin/users/") && call.method().equals("PUT"));
  }

  private static List<Integer> before(List<Call> calls, Call call) {
    String chain = call.chain();
    List<Integer> own = last(calls, call, chain::equals);
    if (!own.isEmpty()) return own;
    for (int dot = chain.lastIndexOf('.'); dot > 0; dot = chain.lastIndexOf('.', dot - 1)) {
      String parent = chain.substring(0, dot);
      List<Integer> parents = last(calls, call, parent::equals);
      if (!parents.isEmpty()) return parents;
      List<Integer> beside = endsOf(calls, call, each -> each.startsWith(parent + "."));
      if (!beside.isEmpty()) return beside;
    }
    return last(calls, call, _ -> true);
  }

  /// The calls of the newest earlier group of these chains.
  private static List<Integer> last(List<Call> calls, Call call, Predicate<String> chains) {
    List<Integer> found = new ArrayList<>();
    String newest = "";
    for (int i = 0; i < calls.size(); i++) {
      Call other = calls.get(i);
      if (!chains.test(other.chain()) || other.group().compareTo(call.group()) >= 0) continue;
      if (other.group().compareTo(newest) > 0) found.clear();
      newest = other.group();
      found.add(i);
    }
    return List.copyOf(found);
  }

  private static List<Integer> endsOf(List<Call> calls, Call call, Predicate<String> chains) {
    return calls.stream()
        .map(Call::chain)
        .filter(chains)
        .distinct()
        .map(chain -> last(calls, call, chain::equals))
        .flatMap(Collection::stream)
        .toList();
  }

  private static @Nullable Ids asksFor(Call call) {
    for (Ids ids : Ids.values()) {
      if (call.query().stream().anyMatch(ids::standIn)) return ids;
    }
    return null;
  }

  private static int nearest(Ids ids, List<Call> calls, List<List<Integer>> after, int step) {
    List<Integer> level = after.get(step);
    while (!level.isEmpty()) {
      for (int each : level) if (ids.areIn(calls.get(each))) return each;
      level = level.stream().map(after::get).flatMap(Collection::stream).distinct().toList();
    }
    throw new IllegalStateException("Nothing says whom to ask for in " + calls.get(step));
  }
}
