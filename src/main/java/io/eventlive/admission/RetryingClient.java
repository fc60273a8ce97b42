package io.eventlive.admission;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which clients repeat a read by themselves after a 503: supabase-js from 2.102 on, which says so
/// in `X-Client-Info`, three times and after the seconds of `Retry-After`.
final class RetryingClient {
  /// `supabase-js/2.119.1; runtime=web`, and in earlier versions `supabase-js-web/2.81.1`.
  private static final Pattern VERSION =
      Pattern.compile("^(?:supabase|postgrest)-js(?:-[a-z]{1,20})?/(\\d{1,4})\\.(\\d{1,5})\\.");

  private static final int RETRIES = 3;
  private static final int LONGEST_INFO = 200;

  private RetryingClient() {}

  /// Whether this request would come again if it were refused.
  ///
  /// @param retryCount how often it came already
  static boolean comesAgain(String method, String clientInfo, int retryCount) {
    boolean reads = method.equals("GET") || method.equals("HEAD");
    return reads && retryCount < RETRIES && retries(clientInfo);
  }

  private static boolean retries(String clientInfo) {
    if (clientInfo.length() > LONGEST_INFO) return false;
    Matcher version = VERSION.matcher(clientInfo);
    if (!version.find()) return false;
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > 2 || (major == 2 && minor >= 102);
  }

  /// How often a request says that it came already; 0 where it says nothing sensible.
  static int count(String header) {
    return header.matches("[1-9][0-9]?") ? Integer.parseInt(header) : 0;
  }
}
