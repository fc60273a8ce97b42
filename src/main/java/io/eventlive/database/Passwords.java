package io.eventlive.database;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// The passwords of the administrator and of every [Role], made once and kept in a file of mode
/// 600.
///
/// @param byName password by PostgreSQL's name of the role
record Passwords(Map<String, String> byName) {
  /// The superuser of the embedded cluster.
  static final String ADMINISTRATOR = "postgres";

  private static final int BYTES = 24;

  Passwords {
    byName = Map.copyOf(byName);
  }

  /// Reads the file, adds what is missing, and has it on disk before it returns: a password is
  /// never in force before it is kept.
  static Passwords kept(Path file, SecureRandom random) throws IOException {
    Map<String, String> byName = new TreeMap<>();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(n -> byName.put(n, properties.getProperty(n)));
    }
    int before = byName.size();
    byName.computeIfAbsent(ADMINISTRATOR, _ -> made(random));
    for (Role role : Role.values()) {
      byName.computeIfAbsent(role.sqlName(), _ -> made(random));
    }
    if (byName.size() != before) {
      StringBuilder text = new StringBuilder();
      byName.forEach(
          (name, password) -> text.append(name).append('=').append(password).append('\n'));
      PrivateFiles.write(file, text.toString());
    }
    return new Passwords(byName);
  }

  String administrator() {
    return of(ADMINISTRATOR);
  }

  String of(Role role) {
    return of(role.sqlName());
  }

  private String of(String name) {
    String password = byName.get(name);
    if (password == null) {
      throw new IllegalStateException("no password was made for " + name);
    }
    return password;
  }

  /// Letters, digits, `-` and `_` only, so that it stands in a URL as it is.
  private static String made(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "Passwords[of " + byName.keySet() + "]";
  }
}
