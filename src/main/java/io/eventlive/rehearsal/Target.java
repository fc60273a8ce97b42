package io.eventlive.rehearsal;

import java.net.URI;

/// The installation that is rehearsed with.
///
/// @param url without a path
public record Target(URI url, String anonKey, String serviceRoleKey) {
  public Target {
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new IllegalArgumentException(
          "%s is no address such as http://127.0.0.1:8080".formatted(url));
    }
  }

  boolean tls() {
    return "https".equals(url.getScheme());
  }

  int port() {
    return url.getPort() > 0 ? url.getPort() : tls() ? 443 : 80;
  }

  String key(String role) {
    return role.equals("service_role") ? serviceRoleKey : anonKey;
  }

  /// Names no key, so that none gets into a log.
  @Override
  public String toString() {
    return url.toString();
  }
}
