package io.eventlive.server;

import io.eventlive.http.AddressRange;
import io.eventlive.http.HttpConfig;
import io.eventlive.http.HttpConfig.Counts;
import io.eventlive.http.HttpConfig.Sizes;
import io.eventlive.http.HttpConfig.Waits;
import java.time.Duration;
import java.util.List;

/// The doorway's settings.
final class HttpSettings {
  static final int HIGHEST_PORT = 65_535;

  private static final int MEGABYTE = 1024 * 1024;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private HttpSettings() {}

  static HttpConfig of(Settings settings) throws CannotStart {
    int bodyBytes = settings.number(Setting.BODY_BYTES, 1024, 256 * MEGABYTE);
    return new HttpConfig(
        settings.text(Setting.HOST),
        settings.number(Setting.PORT, 0, HIGHEST_PORT),
        new Counts(
            settings.number(Setting.CONNECTIONS, 1, 1_000_000),
            settings.number(Setting.BLOCKING_REQUESTS, 1, 1_000_000)),
        new Sizes(
            settings.number(Setting.REQUEST_LINE_BYTES, 64 * 1024, MEGABYTE),
            settings.number(Setting.HEADER_BYTES, 4 * 1024, MEGABYTE),
            bodyBytes,
            settings.number(Setting.BODY_BYTES_TOGETHER, bodyBytes, Integer.MAX_VALUE),
            settings.number(Setting.GZIP_FROM_BYTES, 256, Integer.MAX_VALUE)),
        new Waits(
            settings.duration(Setting.HEAD_TIMEOUT, SHORTEST, LONGEST),
            settings.duration(Setting.BODY_TIMEOUT, SHORTEST, LONGEST),
            settings.duration(Setting.IDLE_TIMEOUT, SHORTEST, LONGEST),
            settings.duration(Setting.SEND_TIMEOUT, SHORTEST, LONGEST)),
        trustedProxies(settings));
  }

  private static List<AddressRange> trustedProxies(Settings settings) throws CannotStart {
    try {
      return AddressRange.parseList(settings.text(Setting.TRUSTED_PROXIES));
    } catch (IllegalArgumentException _) {
      throw settings.unusable(
          Setting.TRUSTED_PROXIES, "addresses or ranges such as 10.0.0.0/8, separated by commas");
    }
  }
}
