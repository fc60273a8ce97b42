package io.eventlive.server;

import java.util.Arrays;
import java.util.Optional;

/// Every environment variable that EventLive reads. An option on the command line wins over its
/// variable; an unknown variable that starts with `EVENTLIVE_` stops the start.
///
/// `docs/reference/configuration.md` is this list in prose; a test compares the two.
public enum Setting {
  PORT("8080", "Port to listen on; 0 picks a free one. Option `--port`."),
  HOST("127.0.0.1", "Address to listen on. Option `--host`."),
  DATA(".eventlive", "Data folder: keys, and the embedded database. Option `--data`."),
  DEMO("false", "Whether to seed a demonstration. Option `--demo`."),
  READY_FILE("", "File to write when the server answers. Option `--ready-file`."),
  DATABASE("", "PostgreSQL to use instead of the embedded one, as a URL. Option `--database`."),
  SCHEMA("", "`eventlive` migrates, `existing` writes nothing. Option `--schema`."),
  MANAGE_PUBLICATION(
      "false",
      "Whether a publication may be created in a foreign database. Option `--manage-publication`."),
  PUBLIC_URL("", "The address by which clients reach this server, where a proxy changes it."),
  JWT_SECRET("", "Brings the secret that signs access tokens, at least 32 bytes."),
  ANON_KEY("", "Brings the anon key: a JWT of role anon, signed with the JWT secret."),
  SERVICE_ROLE_KEY(
      "", "Brings the service_role key: a JWT of role service_role, signed with the JWT secret."),
  DRAIN("10s", "How long a stop waits for requests that were accepted before it."),
  JAVA_OPTIONS("", "Further options for the Java virtual machine, read by `./eventlive`."),
  JDK_FOLDERS(
      "", "Folders in which `./eventlive` looks for a JDK 25 instead of the usual ones, by colon.");

  /// What every variable's name starts with.
  static final String PREFIX = "EVENTLIVE_";

  private final String defaultValue;
  private final String meaning;

  Setting(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /// The name of the environment variable.
  public String variable() {
    return PREFIX + name();
  }

  /// The value when the variable is absent; empty where there is none.
  public String defaultValue() {
    return defaultValue;
  }

  /// What it does, in one sentence.
  public String meaning() {
    return meaning;
  }

  static Optional<Setting> byVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
