package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A private file of `KEY=value` lines, as `eventlive keys` prints them and shells source them.
/// Lines that start with `#` are for people.
final class EnvFile {
  private EnvFile() {}

  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  static void write(Path file, String heading, Map<String, String> values) throws IOException {
    PrivateFiles.write(file, "# " + heading + "\n" + lines(values));
  }

  /// The values in order, one `KEY=value` line each.
  static String lines(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
