package io.eventlive.rest.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The settings that [DialectRules] are made of, by PostgREST's names without `pgrst.`.
public enum Rule {
  DB_MAX_ROWS("a whole number of at least 1"),
  DB_AGGREGATES_ENABLED("true or false"),
  DB_PLAN_ENABLED("true or false"),
  DB_TX_END("commit, commit-allow-override, rollback or rollback-allow-override"),
  DB_EXTRA_SEARCH_PATH("names of schemas, by comma"),
  DB_PRE_REQUEST("the name of a function"),
  DB_ROOT_SPEC("the name of a function"),
  OPENAPI_MODE("follow-privileges, ignore-privileges or disabled"),
  OPENAPI_SECURITY_ACTIVE("true or false"),
  SERVER_TIMING_ENABLED("true or false"),
  CLIENT_ERROR_VERBOSITY("verbose or minimal"),
  DB_HOISTED_TX_SETTINGS("names of settings, by comma"),
  DB_ANON_ROLE("the name of a role"),
  JWT_ROLE_CLAIM_KEY("a path such as $.app_metadata.role"),
  JWT_AUD("a text"),
  OPENAPI_SERVER_PROXY_URI("an address that begins with http:// or https://"),
  SERVER_TRACE_HEADER("the name of a header"),
  URL_USE_LEGACY_TARGET_NAMES("true or false");

  private final String expected;

  Rule(String expected) {
    this.expected = expected;
  }

  /// What its value has to look like.
  public String expected() {
    return expected;
  }

  /// Its name in PostgREST, without `pgrst.`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// By PostgREST's name, without `pgrst.`.
  public static Optional<Rule> named(String name) {
    return Arrays.stream(values()).filter(rule -> rule.word().equals(name)).findFirst();
  }
}
