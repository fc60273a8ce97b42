package io.eventlive.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys in force: those that the first start made and keeps in the data folder, with those that
/// the operator brought in their place. Brought keys are never written to disk.
final class KeyRing {
  private static final String FILE = "keys.env";
  private static final String HEADING =
      "Made by EventLive on first start. Keys brought by EVENTLIVE_… variables win over these.";

  private final KeyForge forge;
  private final Clock clock;

  KeyRing(KeyForge forge, Clock clock) {
    this.forge = forge;
    this.clock = clock;
  }

  /// The keys of a data folder that this process holds; made where there are none yet.
  Keys open(Path folder, BroughtKeys brought) throws CannotStart {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) return read(folder, brought);
    Keys made = forge.make(clock.instant());
    Keys inForce = withBrought(made, brought); // refuses bad ones before anything is written
    try {
      EnvFile.write(file, HEADING, made.byName());
    } catch (IOException failure) {
      throw CannotStart.badInput("The keys cannot be written: " + failure, failure);
    }
    return inForce;
  }

  /// The keys of a data folder that another process may hold.
  Keys read(Path folder, BroughtKeys brought) throws CannotStart {
    Path file = folder.resolve(FILE);
    try {
      return withBrought(stored(file), brought);
    } catch (IOException failure) {
      throw CannotStart.badInput(
          "There are no EventLive keys in %s; start a server there once or name another folder with --data."
              .formatted(folder),
          failure);
    }
  }

  private Keys stored(Path file) throws CannotStart, IOException {
    Map<String, String> values = EnvFile.read(file);
    Keys keys =
        new Keys(
            required(file, values, "JWT_SECRET"),
            required(file, values, "ANON_KEY"),
            required(file, values, "SERVICE_ROLE_KEY"),
            required(file, values, "PUBLISHABLE_KEY"),
            required(file, values, "SECRET_KEY"),
            required(file, values, "OPERATOR_KEY"));
    checkStored(file, "JWT_SECRET", secretFault(keys.jwtSecret()));
    checkStored(file, "ANON_KEY", fault(keys.anonKey(), "anon", keys.jwtSecret()));
    checkStored(
        file, "SERVICE_ROLE_KEY", fault(keys.serviceRoleKey(), "service_role", keys.jwtSecret()));
    return keys;
  }

  private Keys withBrought(Keys stored, BroughtKeys brought) throws CannotStart {
    String secret = brought.jwtSecret();
    if (secret.isEmpty()) secret = stored.jwtSecret();
    checkBrought(Setting.JWT_SECRET, secretFault(secret));
    return new Keys(
        secret,
        brought.anonKey().isEmpty()
            ? signed(stored.anonKey(), "anon", secret, stored)
            : checked(brought.anonKey(), Setting.ANON_KEY, "anon", secret),
        brought.serviceRoleKey().isEmpty()
            ? signed(stored.serviceRoleKey(), "service_role", secret, stored)
            : checked(brought.serviceRoleKey(), Setting.SERVICE_ROLE_KEY, "service_role", secret),
        stored.publishableKey(),
        stored.secretKey(),
        stored.operatorKey());
  }

  private String checked(String brought, Setting setting, String role, String secret)
      throws CannotStart {
    checkBrought(setting, fault(brought, role, secret));
    return brought;
  }

  private static String signed(String own, String role, String secret, Keys stored) {
    if (secret.equals(stored.jwtSecret())) return own;
    // Signed anew for the brought secret, but the same on every start: nothing in it is random.
    return KeyForge.roleToken(secret, role, KeyForge.issued(own));
  }

  private String fault(String token, String role, String secret) {
    return KeyForge.fault(token, role, secret, clock.instant());
  }

  private static String secretFault(String secret) {
    int length = secret.getBytes(StandardCharsets.UTF_8).length;
    return length >= KeyForge.LEAST_SECRET_BYTES
        ? ""
        : "has %d bytes, but must have at least %d".formatted(length, KeyForge.LEAST_SECRET_BYTES);
  }

  private static void checkBrought(Setting setting, String fault) throws CannotStart {
    if (!fault.isEmpty()) throw CannotStart.badInput(setting.variable() + " " + fault + ".");
  }

  private static void checkStored(Path file, String name, String fault) throws CannotStart {
    if (!fault.isEmpty()) throw damaged(file, name + " " + fault);
  }

  private static String required(Path file, Map<String, String> values, String name)
      throws CannotStart {
    @Nullable String value = values.get(name);
    if (value == null || value.isBlank()) throw damaged(file, name + " is missing");
    return value;
  }

  private static CannotStart damaged(Path file, String fault) {
    return CannotStart.badInput(
        "%s cannot be used: %s; restore it, or remove it to have new keys made."
            .formatted(file, fault));
  }
}
