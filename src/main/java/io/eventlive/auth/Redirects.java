package io.eventlive.auth;

import io.eventlive.http.HttpRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a link may lead when it has done its work. It carries a session there, so an address that
/// is not ours would be given somebody's account: what is not allowed leads to the site instead.
///
/// Browsers read addresses more generously than any parser here, so an address that they could read
/// in another way is not allowed at all, whatever the patterns say.
final class Redirects {
  private static final int LONGEST = 2_048;

  /// Visible ASCII without what browsers repair or read as something else.
  private static final Pattern PLAIN = Pattern.compile("[!#-;=?-\\[\\]_a-z~]+");

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", Pattern.CASE_INSENSITIVE);

  /// Browsers take a name that ends in such a part for an IPv4 address, in whatever base.
  private static final Pattern NUMBER_AT_THE_END =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DOT_SEGMENT =
      Pattern.compile("(?:.*/)?(?:\\.|%2e){1,2}(?:/.*)?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> NEVER =
      Set.of("javascript", "data", "vbscript", "file", "blob", "about", "view-source");

  private final Supplier<String> site;
  private final List<RedirectPattern> patterns;

  /// @param site where links lead by default
  Redirects(Supplier<String> site, List<String> patterns) {
    this.site = site;
    this.patterns = patterns.stream().map(RedirectPattern::of).toList();
  }

  /// What the request asks for where it is allowed, else where it comes from, else the site.
  String of(HttpRequest request) {
    return of(request, "");
  }

  /// The same, with an address out of the request's body before everything else.
  String of(HttpRequest request, String inBody) {
    return Stream.of(
            inBody,
            request.headers().first("redirect_to").orElse(""),
            Query.parameter(request.query(), "redirect_to"),
            request.headers().first("referer").orElse(""))
        .filter(this::allowed)
        .findFirst()
        .orElseGet(site);
  }

  boolean allowed(String address) {
    Optional<URI> parsed = parsed(address);
    if (parsed.isEmpty()) return false;
    URI url = parsed.get();
    boolean web = isWeb(url);
    if (web && sameSite(url)) return true;
    if (web && isLoopback(host(url))) return true; // an application on the person's own machine
    if (web && !HOST.matcher(host(url)).matches()) return false;
    if (NUMBER_AT_THE_END.matcher(host(url)).matches()) return false;
    return patterns.stream().anyMatch(pattern -> pattern.matches(url));
  }

  private static Optional<URI> parsed(String address) {
    if (address.length() > LONGEST || !PLAIN.matcher(address).matches()) return Optional.empty();
    try {
      URI url = new URI(address);
      if (!url.isAbsolute() || url.isOpaque() || NEVER.contains(scheme(url))) {
        return Optional.empty();
      }
      String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
      if (authority.contains("@") || (isWeb(url) && url.getHost() == null)) {
        return Optional.empty();
      }
      String path = url.getRawPath() == null ? "" : url.getRawPath();
      return DOT_SEGMENT.matcher(path).matches() ? Optional.empty() : Optional.of(url);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private boolean sameSite(URI url) {
    URI ours = URI.create(site.get());
    if (ours.getHost() == null || !host(url).equals(host(ours))) return false;
    if (!scheme(url).equals(scheme(ours))) return false;
    return port(url) == port(ours) || isLoopback(host(url)) || host(url).equals("localhost");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress()
          && (host.equals("127.0.0.1") || host.equals("[::1]"));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isWeb(URI url) {
    return scheme(url).equals("http") || scheme(url).equals("https");
  }

  private static String scheme(URI url) {
    return url.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String host(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) return url.getPort();
    return scheme(url).equals("https") ? 443 : 80;
  }
}
