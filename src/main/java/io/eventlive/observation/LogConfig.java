package io.eventlive.observation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the log goes and how much of it is kept.
///
/// @param file the file to write; null for standard error
/// @param fileBytes a file that has grown to this is put aside, and so is yesterday's
/// @param files how many put-aside files are kept
/// @param queue observations that may wait to be written; more are dropped and counted
public record LogConfig(@Nullable Path file, long fileBytes, int files, int queue) {
  public LogConfig {
    if (fileBytes < 1024 || files < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "a log keeps at least one file of 1024 bytes and one observation in its queue");
    }
  }

  /// To standard error.
  public static LogConfig standardError() {
    return new LogConfig(null, 64L * 1024 * 1024, 16, 16_384);
  }

  /// To a file, at most 1 GB with what is put aside.
  public static LogConfig file(Path file) {
    return new LogConfig(file, 64L * 1024 * 1024, 16, 16_384);
  }
}
