package io.eventlive.rehearsal;

import io.eventlive.rehearsal.LegacyClient.Call;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of supabase-js: what it says of itself, and what it asks again by itself.
public enum SupabaseJs {
  /// The one of the incident asks nothing again.
  AT_THE_INCIDENT("2.81.1", "supabase-js-web/2.81.1", "supabase-js-node/2.81.1", 0),

  /// Since 2.102.0 reads under `/rest/v1` are asked again, up to three times, after 503, after 520
  /// and where no answer came.
  CURRENT(
      "2.119.1",
      "supabase-js/2.119.1; platform=browser",
      "supabase-js/2.119.1; runtime=node; runtime-version=22.20.0",
      3);

  private static final Set<Integer> ASKED_AGAIN = Set.of(503, 520);
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([+-]?\\d{1,9})");
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final String version;
  private final String browser;
  private final String server;
  private final int retries;

  SupabaseJs(String version, String browser, String server, int retries) {
    this.version = version;
    this.browser = browser;
    this.server = server;
    this.retries = retries;
  }

  public String version() {
    return version;
  }

  public static Optional<SupabaseJs> of(String version) {
    return Arrays.stream(values()).filter(each -> each.version.equals(version)).findFirst();
  }

  /// What it sends as `X-Client-Info`.
  public String clientInfo(boolean inBrowser) {
    return inBrowser ? browser : server;
  }

  /// How long it waits before it asks again; empty where it hands on what came.
  ///
  /// @param status 0 where no answer came
  /// @param retryAfter the header, empty where there is none
  /// @param attempt how often it has asked again so far
  public Optional<Duration> pause(Call call, int status, String retryAfter, int attempt) {
    boolean again =
        attempt < retries
            && call.rest()
            && METHODS.contains(call.method())
            && (status == 0 || ASKED_AGAIN.contains(status));
    if (!again) return Optional.empty();
    if (status == 0 || retryAfter.isEmpty()) {
      Duration pause = Duration.ofSeconds(1L << attempt);
      return Optional.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
    // As parseInt has it: a date begins with no number, and so means no pause at all.
    Matcher number = LEADING_NUMBER.matcher(retryAfter);
    long seconds = number.lookingAt() ? Long.parseLong(number.group(1)) : 0;
    return Optional.of(Duration.ofSeconds(Math.max(0, seconds)));
  }
}
