package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The folder in which one server keeps its keys and its database: made on first start with mode
/// 700, recognised by a marker file, and held by a lock for as long as the server runs.
///
/// The operating system drops the lock with the process, so a killed server leaves the folder free.
/// Used by the thread that starts and stops the server.
final class DataFolder implements AutoCloseable {
  private static final String MARKER = "eventlive.folder";
  private static final String LOCK = "eventlive.lock";
  private static final String FORMAT = "EventLive data folder, format 1\n";

  private final Path path;
  private final FileChannel lock;
  private final boolean made;
  private final boolean fresh;
  private boolean kept;

  /// @param made whether this start made the folder
  /// @param fresh whether this start is the first on the folder
  private DataFolder(Path path, FileChannel lock, boolean made, boolean fresh) {
    this.path = path;
    this.lock = lock;
    this.made = made;
    this.fresh = fresh;
  }

  /// Opens a data folder for one server alone, and makes it where there is none yet.
  ///
  /// @throws CannotStart where the folder is not ours, in use, or not to be had; nothing has been
  ///   changed then
  static DataFolder open(Path folder) throws CannotStart {
    Path path = folder.toAbsolutePath().normalize();
    try {
      boolean existed = Files.exists(path);
      boolean marked = existed && marked(path);
      if (existed) refuseOwn(path);
      else Files.createDirectories(path, PosixFilePermissions.asFileAttribute(ownerOnly()));
      FileChannel lock = lock(path);
      try {
        Files.setPosixFilePermissions(path, ownerOnly());
        if (!marked) PrivateFiles.write(path.resolve(MARKER), FORMAT);
        RunningServer.self().write(path);
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
      return new DataFolder(path, lock, !existed, !marked);
    } catch (FileAlreadyExistsException _) {
      throw CannotStart.badInput(path + " is not a folder; name another one with --data.");
    } catch (AccessDeniedException denied) {
      throw CannotStart.badInput(
          "The data folder %s cannot be used: no permission for %s."
              .formatted(path, denied.getFile()),
          denied);
    } catch (IOException failure) {
      throw CannotStart.badInput(
          "The data folder %s cannot be used: %s".formatted(path, failure), failure);
    }
  }

  /// The folder as an absolute path.
  Path path() {
    return path;
  }

  /// Keeps what the start made, because the server answers now, and lets `eventlive keys` name its
  /// address.
  void keep(String url) throws IOException {
    RunningServer.self().at(url).write(path);
    kept = true;
  }

  /// Gives the folder free for the next server. Undoes a first start that failed: nothing half-made
  /// stays behind. A folder that was ours before this start keeps everything.
  @Override
  public void close() throws IOException {
    try (lock) {
      if (fresh && !kept) discard();
      else RunningServer.remove(path);
    }
  }

  private void discard() throws IOException {
    try (Stream<Path> everything = Files.walk(path)) {
      List<Path> deepestFirst = everything.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        if (made || !file.equals(path)) Files.deleteIfExists(file);
      }
    }
  }

  /// Whether a folder is one of ours.
  ///
  /// @throws CannotStart where it is somebody else's
  private static boolean marked(Path path) throws CannotStart, IOException {
    if (!Files.isDirectory(path)) throw new FileAlreadyExistsException(path.toString());
    Path marker = path.resolve(MARKER);
    if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.readString(marker).equals(FORMAT)) return true;
      throw CannotStart.badInput(
          "The data folder %s was made by another version of EventLive, which this one cannot read."
              .formatted(path));
    }
    try (Stream<Path> entries = Files.list(path)) {
      // What a start that was killed before the marker stood may have left is no reason to refuse.
      Set<Path> ours = Set.of(path.resolve(LOCK), PrivateFiles.unfinished(marker));
      if (entries.allMatch(ours::contains)) return false;
    }
    throw CannotStart.badInput(
        "%s holds files that are not EventLive's; name a new or empty folder with --data."
            .formatted(path));
  }

  private static FileChannel lock(Path path) throws CannotStart, IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (channel.tryLock() != null) return channel;
    } catch (OverlappingFileLockException _) {
      // this very process; said below
    }
    channel.close();
    throw inUse(path);
  }

  // Asked before the lock file is opened: closing a second channel to it would drop the lock that
  // the first one of this process holds.
  private static void refuseOwn(Path path) throws CannotStart {
    RunningServer self = RunningServer.self();
    if (RunningServer.read(path).filter(self::sameProcessAs).isPresent()) throw inUse(path);
  }

  private static CannotStart inUse(Path path) {
    String user =
        RunningServer.read(path)
            .map(server -> "the process " + server.pid())
            .orElse("another process");
    return CannotStart.badInput(
        "The data folder %s is in use by %s; stop that server or name another folder with --data."
            .formatted(path, user));
  }

  private static Set<PosixFilePermission> ownerOnly() {
    return PosixFilePermissions.fromString("rwx------");
  }
}
