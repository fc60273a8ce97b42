package io.eventlive.server;

import io.eventlive.auth.TokenKeys;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The keys of access tokens that are in force, and the thread that notices when their file says
/// something else: a rotation or a revocation needs no restart.
///
/// The text that was used last is written by the thread that starts the server and then by the
/// watching thread alone.
final class SigningKeys implements AutoCloseable {
  /// How late a change may be noticed.
  static final Duration EVERY = Duration.ofMillis(500);

  /// The text of a file that is not there.
  private static final String NONE = "";

  private final String jwtSecret;
  private final @Nullable Path file;
  private final TokenKeys atStart;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String used;

  private SigningKeys(String jwtSecret, @Nullable Path file, String used, TokenKeys atStart) {
    this.jwtSecret = jwtSecret;
    this.file = file;
    this.used = used;
    this.atStart = atStart;
  }

  /// The keys that the operator brought, else those of the data folder, which the first start
  /// makes. Where the operator brings the JWT secret, others know it and none are made: the secret
  /// signs, until `eventlive keys --rotate` makes keys.
  static SigningKeys open(Path folder, String jwtSecret, BroughtKeys brought, SecureRandom random)
      throws CannotStart {
    String place = Setting.SIGNING_KEYS.variable();
    if (brought.signingKeysInText()) {
      return of(jwtSecret, null, brought.signingKeys(), place);
    }
    if (!brought.signingKeys().isEmpty()) {
      Path file = Path.of(brought.signingKeys()).toAbsolutePath();
      try {
        return of(jwtSecret, file, Files.readString(file), place + " names a file that");
      } catch (IOException failure) {
        throw CannotStart.badInput(
            "%s names %s, which cannot be read: %s".formatted(place, file, failure), failure);
      }
    }
    SigningKeyFile own = new SigningKeyFile(folder, random);
    boolean secretIsShared = !brought.jwtSecret().isEmpty();
    String text =
        own.read().isPresent() || secretIsShared ? readOwn(own.path()) : own.make().json();
    return of(jwtSecret, own.path(), text, own.path().toString());
  }

  private static String readOwn(Path file) throws CannotStart {
    try {
      return read(file);
    } catch (IOException failure) {
      throw CannotStart.badInput("The signing keys cannot be read: " + failure, failure);
    }
  }

  private static SigningKeys of(String jwtSecret, @Nullable Path file, String text, String place)
      throws CannotStart {
    try {
      TokenKeys keys = text.equals(NONE) ? TokenKeys.of(jwtSecret) : TokenKeys.of(jwtSecret, text);
      return new SigningKeys(jwtSecret, file, text, keys);
    } catch (IllegalArgumentException fault) {
      throw CannotStart.badInput(place + " " + fault.getMessage() + ".", fault);
    }
  }

  TokenKeys atStart() {
    return atStart;
  }

  /// Hands over the keys whenever the file holds others than before. Unusable ones change nothing.
  void watch(Consumer<TokenKeys> user, Observer observer) {
    if (file == null) return;
    Path watched = file;
    Thread.ofPlatform().name("signing-keys").daemon().start(() -> watch(watched, user, observer));
  }

  private void watch(Path watched, Consumer<TokenKeys> user, Observer observer) {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) look(watched, user, observer);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Path watched, Consumer<TokenKeys> user, Observer observer) {
    try {
      String text = read(watched);
      if (text.equals(used)) return;
      used = text;
      // A file that is lost must not sign everybody out.
      if (text.equals(NONE)) throw new IllegalArgumentException("is gone");
      TokenKeys keys = TokenKeys.of(jwtSecret, text);
      user.accept(keys);
      observer.observe(new Observation.SigningKeysChanged(keys.signingKey(), keys.size()));
    } catch (IllegalArgumentException fault) {
      observer.observe(
          new Observation.SigningKeysUnusable(watched.getFileName() + " " + fault.getMessage()));
    } catch (IOException failure) {
      observer.observe(new Observation.SigningKeysUnusable(failure.toString()));
    } catch (RuntimeException unforeseen) {
      // Its words might show a key. The next change must be noticed all the same.
      observer.observe(new Observation.SigningKeysUnusable(unforeseen.getClass().getName()));
    }
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      return NONE;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
