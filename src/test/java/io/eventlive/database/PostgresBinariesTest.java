package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresBinariesTest {
  @Test
  void unpacksOnceWhenSeveralAskAtTheSameTime(@TempDir Path cache) throws Exception {
    Set<Object> homes = ConcurrentHashMap.newKeySet();
    Thread[] askers =
        IntStream.range(0, 3)
            .mapToObj(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        homes.add(PostgresBinaries.unpacked(cache));
                      } catch (NoDatabase e) {
                        homes.add(e);
                      }
                    }))
            .toArray(Thread[]::new);
    for (Thread asker : askers) {
      asker.join();
    }

    assertThat(homes).hasSize(1).allSatisfy(home -> assertThat(home).isInstanceOf(Path.class));
    Path home = PostgresBinaries.unpacked(cache);
    assertThat(home.resolve("bin").resolve("postgres")).isExecutable();
    assertThat(home.getFileName().toString()).matches("postgres-\\w+-\\w+-[0-9a-f]{8}");
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).containsExactly(home);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
  })
  void hasAnArchiveForEachMachineThatWeSupport(String system, String machine, String archive) {
    assertThat(PostgresBinaries.archiveName(system, machine)).isEqualTo(archive);
    assertThat(PostgresBinaries.class.getClassLoader().getResource(archive)).isNotNull();
  }
}
