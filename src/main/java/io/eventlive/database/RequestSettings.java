package io.eventlive.database;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is set, for one transaction only, before a request's statement: the caller's role and
/// claims and the `request.*` settings that functions and policies may read.
///
/// @param caller role and claims
/// @param readOnly whether the transaction may write
/// @param settings further settings by name, in order
public record RequestSettings(Caller caller, boolean readOnly, Map<String, String> settings) {
  public RequestSettings {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
