package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The file of the keys that sign access tokens: made on first start, changed by `eventlive keys`
/// while a server may run, of mode 600, and always whole.
final class SigningKeyFile {
  private static final String NAME = "signing-keys.json";
  private static final String LOCK = "signing-keys.lock";

  private final Path folder;
  private final SecureRandom random;

  SigningKeyFile(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  Path path() {
    return folder.resolve(NAME);
  }

  /// The chain; empty where none was made.
  ///
  /// @throws CannotStart where the file cannot be used
  Optional<SigningKeyChain> read() throws CannotStart {
    try {
      return Optional.of(SigningKeyChain.read(Files.readString(path())));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IllegalArgumentException fault) {
      throw CannotStart.badInput(path() + " " + fault.getMessage() + ".", fault);
    } catch (IOException failure) {
      throw CannotStart.badInput("The signing keys cannot be read: " + failure, failure);
    }
  }

  SigningKeyChain make() throws CannotStart {
    return change(_ -> SigningKeyChain.made(random));
  }

  /// Lets the standby key sign; makes a chain where there is none yet.
  SigningKeyChain rotate() throws CannotStart {
    if (read().isEmpty()) return make();
    return change(chain -> chain.rotated(random));
  }

  /// Takes away a key, and with it every token that it signed.
  SigningKeyChain revoke(String id) throws CannotStart {
    return change(chain -> chain.without(id, random));
  }

  /// One change at a time: a revocation must not be lost to a rotation beside it.
  private SigningKeyChain change(UnaryOperator<SigningKeyChain> step) throws CannotStart {
    try (FileChannel channel = lock();
        FileLock _ = channel.lock()) {
      SigningKeyChain before = read().orElseGet(() -> SigningKeyChain.made(random));
      SigningKeyChain after = step.apply(before);
      PrivateFiles.write(path(), after.json());
      return after;
    } catch (IllegalArgumentException fault) {
      throw CannotStart.badInput(String.valueOf(fault.getMessage()), fault);
    } catch (IOException failure) {
      throw CannotStart.badInput("The signing keys cannot be written: " + failure, failure);
    }
  }

  private FileChannel lock() throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
