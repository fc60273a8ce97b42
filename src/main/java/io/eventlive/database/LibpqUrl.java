package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A database URL as libpq and its tools write it:
/// `postgresql://user:password@host:port/database?sslmode=require`.
///
/// @param user and password: the administrator's
record LibpqUrl(Address address, String user, String password) {
  private static final int DEFAULT_PORT = 5432;

  private static final String FORM =
      "postgresql://user:password@host:5432/database?sslmode=require";

  /// What may stand behind the `?`, by the name that pgjdbc has for it. Anything else is refused
  /// rather than ignored: a misspelt `sslmode` must not become an open connection.
  private static final Map<String, String> OPTIONS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "sslpassword", "sslpassword",
          "channel_binding", "channelBinding",
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName");

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  static LibpqUrl parse(String url) throws NoDatabase {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw wrong("it cannot be read at character " + e.getIndex());
    }
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
      throw wrong("it does not begin with postgresql://");
    }
    String host = uri.getHost();
    if (host == null) {
      throw wrong("it names no host, or more than one");
    }
    String userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = userInfo.indexOf(':');
    String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    if (user.isEmpty()) {
      throw wrong("it names no user");
    }
    String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String database = path.length() > 1 ? decode(path.substring(1)) : user;
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new LibpqUrl(
        new Address(bare, port, database, options(uri.getRawQuery())), user, password);
  }

  private static Map<String, String> options(@org.jspecify.annotations.Nullable String query)
      throws NoDatabase {
    Map<String, String> options = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return options;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      String property = OPTIONS.get(name);
      if (property == null) {
        throw wrong("the option " + name + " is not known");
      }
      if (name.equals("sslmode") && !SSL_MODES.contains(value)) {
        throw wrong("sslmode may not be " + value);
      }
      if (options.put(property, value) != null) {
        throw wrong("the option " + name + " stands there twice");
      }
    }
    return options;
  }

  /// A new connection as this user.
  Connection open() throws SQLException {
    return address.connect(user, password);
  }

  /// The same as text, for the operator's own tools.
  static String text(Address address, String user, String password) {
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            encode(user), encode(password), host, address.port(), encode(address.database()));
  }

  private static NoDatabase wrong(String what) {
    return new NoDatabase(
        Kind.BAD_INPUT,
        "The database URL cannot be used: " + what + ". It looks like " + FORM + ".");
  }

  private static String decode(String text) throws NoDatabase {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw wrong("it holds a % that begins no character");
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "postgresql://%s@%s:%d/%s"
        .formatted(user, address.host(), address.port(), address.database());
  }
}
