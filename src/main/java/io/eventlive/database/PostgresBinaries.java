package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.folder.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once from the archive on the class path into a cache folder that
/// is named after the archive's content.
///
/// Unpacks into a folder of its own and renames: another process that does the same at the same
/// time loses the race and uses the winner's folder.
final class PostgresBinaries {
  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /// The folder that holds `bin`, `lib` and `share`.
  static Path unpacked(Path cache) throws NoDatabase {
    String archive = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL resource = PostgresBinaries.class.getClassLoader().getResource(archive);
    if (resource == null) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE,
          "This build carries no PostgreSQL for this machine ("
              + archive
              + "): name a database with --database.");
    }
    try {
      Path home = cache.resolve(folderName(archive, resource));
      if (!Files.isDirectory(home)) {
        unpack(resource, cache, home);
      }
      return home;
    } catch (IOException e) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE, "PostgreSQL cannot be unpacked into " + cache + ": " + e, e);
    }
  }

  static String archiveName(String osName, String osArch) {
    String system = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String machine =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> osArch;
        };
    return "postgres-" + system + "-" + machine + ".txz";
  }

  /// Size and checksum stand in the jar's directory, so that naming the content costs no reading.
  private static String folderName(String archive, URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    if (!(connection instanceof JarURLConnection jar)) {
      throw new IOException(archive + " is not in a jar");
    }
    try (java.util.jar.JarFile file = jar.getJarFile()) {
      String checksum = HexFormat.of().toHexDigits((int) file.getJarEntry(archive).getCrc());
      return archive.replace(".txz", "") + "-" + checksum;
    }
  }

  private static void unpack(URL resource, Path cache, Path home) throws IOException {
    PrivateFiles.makeFolder(cache);
    Path draft = Files.createTempDirectory(cache, "unpacking-");
    try {
      try (InputStream bytes = new BufferedInputStream(resource.openStream(), 1 << 16);
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(bytes))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpackEntry(entry, tar, draft);
        }
      }
      PrivateFiles.moveIntoPlace(draft, home);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException _) {
      PrivateFiles.deleteFolder(draft); // somebody else was faster
    } catch (FileSystemException e) {
      PrivateFiles.deleteFolder(draft);
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }

  private static void unpackEntry(TarArchiveEntry entry, InputStream bytes, Path draft)
      throws IOException {
    Path target = draft.resolve(entry.getName()).normalize();
    if (!target.startsWith(draft)) {
      throw new IOException("the archive wants to write outside its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(bytes, target);
    if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
