package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file that says that the server answers, and how to reach it: there, whole and for its owner
/// alone, exactly as long as it does.
final class ReadyFile {
  private final Path file;

  private ReadyFile(Path file) {
    this.file = file;
  }

  /// Makes sure that the file can be written later, and takes away what a killed server left.
  static ReadyFile at(Path file) throws CannotStart {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
      throw CannotStart.badInput(
          "The ready file %s cannot be written: it needs a folder that is there and writable."
              .formatted(file));
    }
    ReadyFile ready = new ReadyFile(file);
    try {
      ready.remove();
    } catch (IOException failure) {
      throw CannotStart.badInput("The ready file " + file + " cannot be replaced.", failure);
    }
    return ready;
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
