package io.eventlive.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HouseRulesTest {
  /// Full of planted violations, and exempt for that reason alone.
  private static final String THE_RULES = "src/test/java/io/eventlive/house/HouseRule.java";

  private static final List<TextFile> FILES =
      Repository.textFiles().stream().filter(file -> !file.path().equals(THE_RULES)).toList();

  @ParameterizedTest
  @EnumSource
  void isKept(HouseRule rule) {
    List<String> violations =
        FILES.stream()
            .filter(file -> rule.appliesTo(file.path()))
            .flatMap(file -> rule.violations(file).stream())
            .toList();

    assertThat(violations).as(rule.because()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void noticesAViolationAndLetsTheInnocentPass(HouseRule rule) {
    assertThat(rule.violations(new TextFile("planted", rule.planted()))).isNotEmpty();
    assertThat(rule.violations(new TextFile("innocent", rule.innocent()))).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() {
    assertThat(packagesWithoutIntroduction(FILES)).isEmpty();
  }

  @Test
  void noticesAPackageWithoutIntroduction() {
    TextFile alone = new TextFile("src/main/java/a/b/C.java", "package a.b;");
    TextFile unmarked = new TextFile("src/main/java/a/d/package-info.java", "/// D.\npackage a.d;");
    TextFile silent =
        new TextFile("src/main/java/a/e/package-info.java", "@NullMarked\npackage a.e;");
    TextFile good =
        new TextFile("src/main/java/a/f/package-info.java", "/// F.\n@NullMarked\npackage a.f;");

    assertThat(packagesWithoutIntroduction(List.of(alone, unmarked, silent, good)))
        .containsExactly("a/b", "a/d", "a/e");
  }

  /// A test package that mirrors one of the house is introduced there.
  private static Set<String> packagesWithoutIntroduction(List<TextFile> files) {
    Set<String> packages = new TreeSet<>();
    List<String> introduced = new ArrayList<>();
    for (TextFile file : files) {
      if (!file.path().matches("src/.*\\.java")) continue;
      String folder =
          file.path()
              .substring(0, file.path().lastIndexOf('/'))
              .replaceFirst("^src/(main|test)/java/", "");
      packages.add(folder);
      if (file.path().endsWith("/package-info.java")
          && file.text().startsWith("/// ")
          && file.text().contains("\n@NullMarked")) {
        introduced.add(folder);
      }
    }
    introduced.forEach(packages::remove);
    return packages;
  }
}
