package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void makesAFolderThatOnlyItsOwnerMayEnter() throws Exception {
    Path path = temporary.resolve("a/b");

    try (DataFolder folder = DataFolder.open(path)) {
      assertThat(folder.path()).isEqualTo(path);
      assertThat(permissions(path)).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(path)) {
        assertThat(files).isNotEmpty().allMatch(file -> permissions(file).equals("rw-------"));
      }
    }
  }

  @Test
  void takesAnEmptyFolderAndItsOwnAgain() throws Exception {
    keptStart();
    Files.writeString(temporary.resolve("keys.env"), "kept");

    keptStart();

    assertThat(temporary.resolve("keys.env")).hasContent("kept");
  }

  @Test
  void refusesAFolderThatHoldsOtherThingsAndLeavesItAlone() throws Exception {
    Files.writeString(temporary.resolve("thesis.txt"), "mine");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(() -> DataFolder.open(temporary))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "%s holds files that are not EventLive's; name a new or empty folder with --data."
                .formatted(temporary));

    assertThat(permissions(temporary)).isEqualTo("rwxr-xr-x");
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).containsExactly(temporary.resolve("thesis.txt"));
    }
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "mine");

    assertThatThrownBy(() -> DataFolder.open(file))
        .hasMessage("%s is not a folder; name another one with --data.".formatted(file));
    assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
        .isInstanceOf(CannotStart.class);

    assertThat(file).hasContent("mine");
  }

  @Test
  void refusesAFolderOfAnotherFormat() throws IOException {
    Files.writeString(temporary.resolve("eventlive.folder"), "EventLive data folder, format 9\n");

    assertThatThrownBy(() -> DataFolder.open(temporary))
        .hasMessageContaining("was made by another version of EventLive");
  }

  @Test
  void refusesAFolderInUseAndNamesTheProcess() throws Exception {
    try (DataFolder _ = DataFolder.open(temporary)) {
      String message =
          "The data folder %s is in use by the process %d; stop that server or name another folder with --data."
              .formatted(temporary, ProcessHandle.current().pid());

      // Twice: a refused attempt must not drop the lock of the one who holds it.
      assertThatThrownBy(() -> DataFolder.open(temporary)).hasMessage(message);
      assertThatThrownBy(() -> DataFolder.open(temporary)).hasMessage(message);
    }
    DataFolder.open(temporary).close();
  }

  @Test
  void goesOnWhereAStartWasKilledBeforeTheMarkerStood() throws Exception {
    Files.createFile(temporary.resolve("eventlive.lock"));
    Files.writeString(temporary.resolve(".eventlive.folder.new"), "EventL");

    keptStart();

    assertThat(temporary.resolve("eventlive.folder")).exists();
  }

  @Test
  void aFailedFirstStartLeavesNothingBehind() throws Exception {
    Path path = temporary.resolve("fresh");
    try (DataFolder _ = DataFolder.open(path)) {
      Files.createDirectories(path.resolve("postgres/data"));
      Files.writeString(path.resolve("postgres/data/half"), "made");
    }

    assertThat(path).doesNotExist();
  }

  @Test
  void aFailedFirstStartKeepsAFolderThatWasThereBefore() throws Exception {
    DataFolder.open(temporary).close();

    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aFailedLaterStartKeepsEverything() throws Exception {
    keptStart();
    Files.writeString(temporary.resolve("keys.env"), "kept");

    DataFolder.open(temporary).close();

    assertThat(temporary.resolve("keys.env")).hasContent("kept");
    assertThat(temporary.resolve("running.env")).doesNotExist();
  }

  private void keptStart() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      folder.keep("http://127.0.0.1:1");
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
