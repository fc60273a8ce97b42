package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script, in a checkout of its own with a scripted JDK and a scripted Maven.
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cksum",
          "dirname",
          "env",
          "find",
          "grep",
          "head",
          "mkdir",
          "readlink",
          "rm",
          "sleep",
          "touch");

  private static final String NO_JDK =
      "eventlive: There is no JDK 25: install one (for example from https://adoptium.net), or name"
          + " it with JAVA_HOME.\n";

  @TempDir Path temporary;

  private Path checkout;
  private Path path;
  private Path jdks;

  @BeforeEach
  void makeACheckout() throws IOException {
    checkout = Files.createDirectory(temporary.resolve("check out"));
    path = Files.createDirectory(temporary.resolve("path"));
    jdks = Files.createDirectory(temporary.resolve("jdks"));
    for (String tool : TOOLS) {
      script(path.resolve(tool), "#!/bin/sh\nexec " + found(tool) + " \"$@\"\n");
    }
    Files.copy(Path.of("eventlive"), checkout.resolve("eventlive"));
    Files.createDirectories(checkout.resolve("src/main"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.writeString(checkout.resolve("src/main/A.java"), "class A {}");
    script(
        path.resolve("mvn"),
        """
        #!/usr/bin/env bash
        set -e
        echo "mvn runs on $JAVA_HOME"
        echo built >> "$PWD/builds"
        cd "$(dirname "$4")"
        mkdir -p target
        echo built >>target/eventlive.jar
        """);
  }

  @Test
  void withoutAnyJdkSaysSoInOneSentence() throws Exception {
    Ended ended = launch(Map.of(), "serve");

    assertThat(ended).isEqualTo(new Ended(2, "", NO_JDK));
  }

  @Test
  void takesNoOlderJdkAndNoRuntimeWithoutCompiler() throws Exception {
    jdk("jdk-17-in-25", "17.0.15");
    Path runtime = jdk("jre-25", "25.0.3");
    Files.delete(runtime.resolve("bin/javac"));

    Ended ended = launch(Map.of("JAVA_HOME", runtime.toString()), "serve");

    assertThat(ended).isEqualTo(new Ended(2, "", NO_JDK));
  }

  @Test
  void looksInJavaHomeThenOnThePathThenInTheFolders() throws Exception {
    Path home = jdk("of-java-home", "25");
    Path onPath = jdk("on-path", "25.0.1");
    Path inFolder = jdk("temurin-25-jdk", "25.0.3");
    Files.createSymbolicLink(path.resolve("java"), onPath.resolve("bin/java"));

    String first = launch(Map.of("JAVA_HOME", home.toString()), "keys").out();
    String second = launch(Map.of("JAVA_HOME", "/nowhere"), "keys").out();
    Files.delete(path.resolve("java"));
    String third = launch(Map.of(), "keys").out();

    assertThat(first).startsWith(home + " ");
    assertThat(second).startsWith(onPath + " ");
    assertThat(third).startsWith(inFolder + " ");
  }

  @Test
  void buildsWhereTheJarIsMissingOrOlderThanItsSourcesAndSaysSoOnStandardError() throws Exception {
    Path jdk = jdk("jdk-25", "25.0.3");

    Ended first = launch(Map.of(), "keys");
    Ended second = launch(Map.of(), "keys");
    Files.setLastModifiedTime(
        checkout.resolve("src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
    Ended third = launch(Map.of(), "keys");

    assertThat(first.out()).startsWith(jdk + " ").hasLineCount(1);
    assertThat(first.err())
        .isEqualTo(
            "eventlive: Building (once, and again after a change) …\nmvn runs on " + jdk + "\n");
    assertThat(second.err()).isEmpty();
    assertThat(third.err()).contains("Building");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBuildLeavesTheJarOfARunningServerAsItWas() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch(Map.of(), "keys");
    Path jar = checkout.resolve("target/eventlive.jar");
    Path open = Files.createLink(temporary.resolve("what the running server has open"), jar);
    Files.setLastModifiedTime(
        checkout.resolve("src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(launch(Map.of(), "keys").err()).contains("Building");

    assertThat(open).hasContent("built");
    assertThat(Files.isSameFile(open, jar)).isFalse();
  }

  @Test
  void twoFirstStartsAtOnceBuildOnce() throws Exception {
    jdk("jdk-25", "25.0.3");

    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) starts.add(start(Map.of(), "keys"));
    for (Process start : starts) assertThat(end(start).code()).isZero();

    assertThat(builds()).isEqualTo(1);
    assertThat(checkout.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void aBuilderThatWasKilledHoldsUpNobody() throws Exception {
    jdk("jdk-25", "25.0.3");
    Process killed = new ProcessBuilder("true").start();
    assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
    Files.createDirectories(checkout.resolve("target/launcher.lock"));
    Files.writeString(checkout.resolve("target/launcher.lock/pid"), killed.pid() + "\n");

    assertThat(launch(Map.of(), "keys").code()).isZero();
  }

  @Test
  void withoutMavenSaysWhatItIsMissing() throws Exception {
    jdk("jdk-25", "25.0.3");
    Files.delete(path.resolve("mvn"));

    assertThat(launch(Map.of(), "serve"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "eventlive: The jar is not built, and there is no Maven (mvn) on the PATH to build"
                    + " it with.\n"));
  }

  @Test
  void aFailingBuildStartsNothing() throws Exception {
    jdk("jdk-25", "25.0.3");
    script(path.resolve("mvn"), "#!/bin/sh\necho '[ERROR] broken'; exit 1\n");

    assertThat(launch(Map.of(), "serve"))
        .isEqualTo(
            new Ended(
                3,
                "",
                """
                eventlive: Building (once, and again after a change) …
                [ERROR] broken
                eventlive: The build failed.
                """));
  }

  @Test
  void becomesTheServerSoThatSignalsReachIt() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch(Map.of(), "keys");

    Process start = start(Map.of(), "serve", "--data", "a b", "*");
    Ended ended = end(start);

    assertThat(ended.out())
        .contains(" pid " + start.pid() + " ")
        .contains(" -XX:+UseParallelGC ")
        .endsWith(" <-jar> <" + checkout + "/target/eventlive.jar> <serve> <--data> <a b> <*>\n");
  }

  @Test
  void addsTheOperatorsOptionsBehindItsOwn() throws Exception {
    jdk("jdk-25", "25.0.3");

    Ended ended = launch(Map.of("EVENTLIVE_JAVA_OPTIONS", "-Xmx4g -Dx=*"), "keys");

    assertThat(ended.out()).contains("<-Xmx1g>").contains("<-Xmx4g> <-Dx=*>");
  }

  @Test
  void asksTheFirstServerForACacheAndUsesItFromThenOn() throws Exception {
    jdk("jdk-25", "25.0.3");

    String first = launch(Map.of(), "serve").out();
    Path cache = Path.of(first.replaceFirst("(?s).*<-Deventlive.aotCache=([^>]+)>.*", "$1"));
    Files.writeString(cache, "cache");
    String second = launch(Map.of(), "serve").out();
    String keys = launch(Map.of(), "keys").out();

    assertThat(cache.getParent()).isEqualTo(checkout.resolve("target/aot"));
    assertThat(second).contains("<-XX:AOTCache=" + cache + ">").doesNotContain("aotCache");
    assertThat(keys).contains("<-XX:AOTCache=" + cache + ">");
  }

  @Test
  void aCacheOfAnotherJarJdkOrSetOfFlagsIsNotUsed() throws Exception {
    jdk("jdk-25", "25.0.3");
    String first = launch(Map.of(), "serve").out();
    Path cache = Path.of(first.replaceFirst("(?s).*<-Deventlive.aotCache=([^>]+)>.*", "$1"));
    Files.writeString(cache, "cache");

    String otherFlags = launch(Map.of("EVENTLIVE_JAVA_OPTIONS", "-Xmx2g"), "serve").out();
    jdk("jdk-25", "25.0.4");
    String otherJdk = launch(Map.of(), "serve").out();
    jdk("jdk-25", "25.0.3");
    Files.setLastModifiedTime(
        checkout.resolve("target/eventlive.jar"), FileTime.from(Instant.now().plusSeconds(5)));
    String newerJar = launch(Map.of(), "serve").out();

    assertThat(List.of(otherFlags, otherJdk, newerJar))
        .allMatch(out -> out.contains("<-Deventlive.aotCache=") && !out.contains("XX:AOTCache"));
    assertThat(otherFlags).doesNotContain(cache.toString());
    assertThat(otherJdk).doesNotContain(cache.toString());
    assertThat(newerJar).contains(cache.toString());
    assertThat(cache).doesNotExist();
  }

  @Test
  void withoutAPlaceForACacheItStartsAllTheSame() throws Exception {
    jdk("jdk-25", "25.0.3");
    launch(Map.of(), "keys");
    Files.writeString(checkout.resolve("target/aot"), "no folder");

    Ended ended = launch(Map.of(), "serve");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).doesNotContain("aot");
  }

  @Test
  void isFoundBehindLinks() throws Exception {
    jdk("jdk-25", "25.0.3");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), checkout.resolve("eventlive"));

    Ended ended = end(start(link, Map.of(), "keys"));

    assertThat(ended.out()).contains("<" + checkout + "/target/eventlive.jar> <keys>");
  }

  private record Ended(int code, String out, String err) {}

  private Ended launch(Map<String, String> environment, String... arguments) throws Exception {
    return end(start(environment, arguments));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return start(checkout.resolve("eventlive"), environment, arguments);
  }

  private Process start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("HOME", temporary.toString());
    builder.environment().put("EVENTLIVE_JDK_FOLDERS", jdks.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, err);
  }

  private long builds() throws IOException {
    return Files.readAllLines(temporary.resolve("builds")).size();
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = jdks.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(
        jdk.resolve("bin/java"),
        """
        #!/usr/bin/env bash
        printf '%s pid %s' "$(cd "$(dirname "$0")/.." && pwd -P)" $$
        printf ' %s' "$1"
        shift
        printf ' <%s>' "$@"
        echo
        """);
    return jdk;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path found(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + tool + " on the PATH"));
  }
}
