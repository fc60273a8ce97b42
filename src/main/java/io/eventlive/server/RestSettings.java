package io.eventlive.server;

import io.eventlive.registration.Batching;
import io.eventlive.rest.RestConfig;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.RequestLimits;
import io.eventlive.rest.request.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The settings of the PostgREST dialect.
final class RestSettings {
  private static final int MILLION = 1_000_000;

  private RestSettings() {}

  static RestConfig of(Settings settings) throws CannotStart {
    RestConfig standard = RestConfig.DEFAULT;
    return new RestConfig(
        rules(settings),
        new RequestLimits(
            settings.number(Setting.LIST_LENGTH, 1, MILLION),
            settings.number(Setting.CONDITIONS, 1, MILLION),
            settings.number(Setting.SELECT_ITEMS, 1, MILLION),
            settings.number(Setting.NESTING, 1, 100),
            standard.requestLimits().jsonSteps(),
            standard.requestLimits().nameLength()),
        settings.number(Setting.CACHED_SHAPES, 0, MILLION),
        settings.number(Setting.INSERT_FOLLOWERS, 0, MILLION),
        batching(settings));
  }

  private static Batching batching(Settings settings) throws CannotStart {
    return new Batching(
        names(settings.text(Setting.TABLES_TOGETHER)),
        settings.number(Setting.INSERTS_TOGETHER, 1, Batching.MOST),
        settings.number(Setting.REQUEST_QUEUE, 1, MILLION),
        settings.duration(Setting.INSERT_LOCK_WAIT, Duration.ofMillis(1), Duration.ofSeconds(10)));
  }

  private static DialectRules rules(Settings settings) throws CannotStart {
    DialectRules rules = DialectRules.DEFAULT;
    for (Rule rule : Rule.values()) {
      Setting setting = setting(rule);
      rules =
          rules
              .with(rule, settings.text(setting))
              .orElseThrow(() -> settings.unusable(setting, rule.expected()));
    }
    return rules;
  }

  private static Setting setting(Rule rule) {
    return switch (rule) {
      case DB_MAX_ROWS -> Setting.MAX_ROWS;
      case DB_AGGREGATES_ENABLED -> Setting.AGGREGATES;
      case DB_PLAN_ENABLED -> Setting.PLANS;
      case DB_TX_END -> Setting.TRANSACTION_END;
      case DB_EXTRA_SEARCH_PATH -> Setting.EXTRA_SEARCH_PATH;
      case DB_PRE_REQUEST -> Setting.PRE_REQUEST;
      case DB_ROOT_SPEC -> Setting.ROOT_FUNCTION;
      case OPENAPI_MODE -> Setting.DESCRIPTION;
      case OPENAPI_SECURITY_ACTIVE -> Setting.DESCRIPTION_OF_SIGN_IN;
      case SERVER_TIMING_ENABLED -> Setting.SERVER_TIMING;
      case CLIENT_ERROR_VERBOSITY -> Setting.ERROR_VERBOSITY;
      case DB_HOISTED_TX_SETTINGS -> Setting.HOISTED_SETTINGS;
      case DB_ANON_ROLE -> Setting.ANONYMOUS_ROLE;
      case JWT_ROLE_CLAIM_KEY -> Setting.ROLE_CLAIM;
      case JWT_AUD -> Setting.TOKEN_AUDIENCE;
      case OPENAPI_SERVER_PROXY_URI -> Setting.DESCRIPTION_URL;
      case SERVER_TRACE_HEADER -> Setting.TRACE_HEADER;
      case URL_USE_LEGACY_TARGET_NAMES -> Setting.RELATION_NAMES;
    };
  }

  /// The schemas under `/rest/v1`; the first is the default.
  static List<String> exposedSchemas(Settings settings) throws CannotStart {
    List<String> names = names(settings.text(Setting.EXPOSED_SCHEMAS));
    if (names.isEmpty()) throw settings.unusable(Setting.EXPOSED_SCHEMAS, "names, by comma");
    return names;
  }

  /// Table names, with or without their schema.
  static List<String> idempotentTables(Settings settings) {
    return names(settings.text(Setting.IDEMPOTENT_TABLES));
  }

  /// What stands between commas.
  static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
