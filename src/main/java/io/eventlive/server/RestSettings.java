package io.eventlive.server;

import io.eventlive.rest.RestConfig;
import io.eventlive.rest.request.RequestLimits;
import java.util.Arrays;
import java.util.List;

/// The settings of the PostgREST dialect.
final class RestSettings {
  private static final int MILLION = 1_000_000;

  private RestSettings() {}

  static RestConfig of(Settings settings) throws CannotStart {
    RestConfig standard = RestConfig.DEFAULT;
    return new RestConfig(
        settings.number(Setting.MAX_ROWS, 1, MILLION),
        new RequestLimits(
            settings.number(Setting.LIST_LENGTH, 1, MILLION),
            settings.number(Setting.CONDITIONS, 1, MILLION),
            settings.number(Setting.SELECT_ITEMS, 1, MILLION),
            settings.number(Setting.NESTING, 1, 100),
            standard.requestLimits().jsonSteps(),
            standard.requestLimits().nameLength()),
        standard.extraSearchPath(),
        standard.anonymousRole(),
        settings.number(Setting.CACHED_SHAPES, 0, MILLION),
        settings.number(Setting.INSERT_FOLLOWERS, 0, MILLION));
  }

  /// Table names, with or without their schema.
  static List<String> idempotentTables(Settings settings) {
    return Arrays.stream(settings.text(Setting.IDEMPOTENT_TABLES).split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
