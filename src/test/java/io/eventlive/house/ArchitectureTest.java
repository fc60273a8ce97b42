package io.eventlive.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.eventlive");

  @ParameterizedTest
  @MethodSource("walls")
  void stands(Wall wall) {
    wall.rule().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("walls")
  void noticesWhatItIsThereFor(Wall wall, @TempDir Path directory) {
    JavaClasses planted = PlantedClasses.compile(wall.planted(), directory);

    assertThat(wall.rule().evaluate(planted).hasViolation()).isTrue();
  }

  @Test
  void everyRoomIsOnTheMap() {
    Set<String> rooms =
        HOUSE.stream()
            .map(each -> each.getPackageName().split("\\."))
            .filter(name -> name.length > 2)
            .map(name -> name[2])
            .collect(Collectors.toSet());

    assertThat(Walls.MAY_DEPEND_ON.keySet()).containsAll(rooms);
  }

  static List<Wall> walls() {
    return Walls.all().stream().sorted(Comparator.comparing(Wall::name)).toList();
  }
}
