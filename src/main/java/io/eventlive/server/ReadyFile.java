package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file that says that the server answers, and how to reach it: there, whole and for its owner
/// alone, exactly as long as it does.
final class ReadyFile {
  /// Bytes beyond which a file is no ready file.
  private static final long LONGEST = 65_536;

  private final Path file;

  private ReadyFile(Path file) {
    this.file = file;
  }

  /// Makes sure that the file can be written later. What is there already must be a ready file or
  /// empty, because it goes: a device, or a file of somebody's own, is refused.
  static ReadyFile at(Path file) throws CannotStart {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
      throw CannotStart.badInput(
          "The ready file %s cannot be written: it needs a folder that is there and writable."
              .formatted(file));
    }
    if (!mayGo(file)) {
      throw CannotStart.badInput(
          "The ready file %s is something else already; name another one with --ready-file."
              .formatted(file));
    }
    return new ReadyFile(file);
  }

  private static boolean mayGo(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return true;
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return false;
    try {
      if (Files.size(file) == 0) return true;
      if (Files.size(file) > LONGEST) return false;
      JsonNode there = JsonMapper.shared().readTree(Files.readAllBytes(file));
      return there.has("operatorKey") && there.has("databaseUrl") && there.has("pid");
    } catch (IOException | JacksonException _) {
      return false;
    }
  }

  /// Takes away what a killed server left. Only whoever holds the data folder may say so: before
  /// that, the file may be that of the server that does.
  void removeLeftover() throws CannotStart {
    try {
      remove();
    } catch (IOException failure) {
      throw CannotStart.badInput("The ready file " + file + " cannot be replaced.", failure);
    }
  }

  /// Says that the server answers.
  ///
  /// @param databaseUrl libpq URL of the database's administrator
  void write(String url, Keys keys, String databaseUrl, long pid) throws IOException {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode ready =
        mapper
            .createObjectNode()
            .put("url", url)
            .put("anonKey", keys.anonKey())
            .put("serviceRoleKey", keys.serviceRoleKey())
            .put("operatorKey", keys.operatorKey())
            .put("databaseUrl", databaseUrl)
            .put("pid", pid);
    PrivateFiles.write(file, mapper.writeValueAsString(ready) + "\n");
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
