package io.eventlive.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files and folders that nobody but their owner may read, and that are whole or absent, also after
/// a power cut.
public final class PrivateFiles {
  private PrivateFiles() {}

  /// Makes the folder and those above it where they are missing, and takes it from everybody else.
  public static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /// Writes a file of mode 600: beside its place first, synced, then renamed over it.
  public static void write(Path file, String text) throws IOException {
    Path draft = unfinished(file);
    Files.deleteIfExists(draft);
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) channel.write(bytes);
        channel.force(true);
      }
      moveIntoPlace(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// What [#write] leaves behind when the process is killed in the middle of it.
  public static Path unfinished(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".new");
  }

  /// Renames, over a file that may be there, and makes the rename itself durable.
  public static void moveIntoPlace(Path draft, Path place) throws IOException {
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    Path parent = place.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  /// Deletes a folder with all that is in it, where it is there; never follows a link out of it.
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
