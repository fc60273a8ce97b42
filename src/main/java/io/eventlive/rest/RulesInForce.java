package io.eventlive.rest;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Rule;
import io.eventlive.schema.Catalogue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules that hold with one catalogue: what the database says of the dialect wins over what the
/// server was started with. A value that cannot be read is told to the operator and passed over.
///
/// May be used from any thread. The rules of the newest catalogue seen are kept; two threads that
/// meet a new catalogue at once both work them out, to the same end.
public final class RulesInForce {
  private final DialectRules started;
  private final Observer observer;
  private volatile @Nullable Known known;

  private record Known(Catalogue catalogue, DialectRules rules) {}

  public RulesInForce(DialectRules started, Observer observer) {
    this.started = started;
    this.observer = observer;
  }

  /// The names of all settings that the database may make, without `pgrst.`.
  public static List<String> names() {
    return Stream.concat(
            Stream.of("db_schemas", "db_pre_config"), Arrays.stream(Rule.values()).map(Rule::word))
        .toList();
  }

  @SuppressWarnings("ReferenceEquality") // a catalogue is one immutable snapshot; a new one is new
  public DialectRules of(Catalogue catalogue) {
    Known latest = known;
    if (latest == null || latest.catalogue() != catalogue) {
      latest = new Known(catalogue, over(catalogue.dialectSettings()));
      known = latest;
    }
    return latest.rules();
  }

  private DialectRules over(Map<String, String> settings) {
    DialectRules rules = started;
    for (Map.Entry<String, String> each : new TreeMap<>(settings).entrySet()) {
      Optional<Rule> rule = Rule.named(each.getKey());
      if (rule.isEmpty()) continue;
      Optional<DialectRules> changed = rules.with(rule.get(), each.getValue());
      if (changed.isEmpty()) {
        observer.observe(
            new Observation.DatabaseSettingUnusable(
                "pgrst." + each.getKey(), rule.get().expected()));
      }
      rules = changed.orElse(rules);
    }
    return rules;
  }
}
