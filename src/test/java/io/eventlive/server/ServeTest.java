package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.TestCluster;
import io.eventlive.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `serve` from outside: as a process with signals and files, and what it says to bad input.
class ServeTest {
  private static final Map<String, String> SHARED_PROGRAMS =
      Map.of("EVENTLIVE_PROGRAMS", TestCluster.binaries().toString());

  @TempDir Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void startsFromNothingStopsOnASignalAndStartsAgainWithTheSameKeys() throws Exception {
    Path data = temporary.resolve("data");
    JsonNode first;
    try (ServerProcess server = start(data)) {
      first = server.awaitReady();
      assertReadyFile(server, first);
      assertThat(status(first, "/health")).isEqualTo(200);
      assertThat(server.err())
          .containsPattern(
              "EventLive \\d+\\.\\d+\\.\\d+ answers at http://127\\.0\\.0\\.1:\\d+"
                  + " \\(PostgreSQL 18\\.\\d+ \\(embedded\\), schema \\d+\\) after \\d+ ms\\.");
      assertThat(server.out()).isEmpty();
      assertSecondServerIsRefused(data, server.pid());
      assertKeysCommandAgrees(data, first);

      assertThat(server.terminate()).isZero();

      assertThat(server.err())
          .containsPattern("EventLive stopped after \\d+ ms: asked to by a signal\\.");
      assertThat(server.readyFile()).doesNotExist();
      assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    try (ServerProcess server = start(data)) {
      JsonNode second = server.awaitReady();

      for (String key : List.of("anonKey", "serviceRoleKey", "operatorKey")) {
        assertThat(second.get(key)).isEqualTo(first.get(key));
      }
      assertThat(status(second, "/auth/v1/health")).isEqualTo(200);

      server.signal("INT");
      assertThat(server.awaitEnd()).isZero();
    }
  }

  @Test
  void secretsAreForTheOwnerAlone() throws Exception {
    Path data = temporary.resolve("data");
    try (ServerProcess server = start(data)) {
      server.awaitReady();

      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(data.resolve("keys.env"))).isEqualTo("rw-------");
      assertThat(permissions(data.resolve("postgres/passwords"))).isEqualTo("rw-------");
      assertThat(permissions(server.readyFile())).isEqualTo("rw-------");
    }
  }

  @Test
  void aPortInUseIsTheFirstThingThatIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      ExitCode code = run(Map.of(), "--port", port);

      assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(talk())
          .isEqualTo(
              "eventlive serve: Port %s on 127.0.0.1 is in use; name another one with --port.\n"
                  .formatted(port));
      assertNothingHalfMade();
    }
  }

  @Test
  void aHostThatIsNotOursIsBadInput() throws Exception {
    assertThat(run(Map.of(), "--port", "0", "--host", "192.0.2.1")).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk())
        .startsWith("eventlive serve: Cannot listen on 192.0.2.1 port 0")
        .hasLineCount(1);
    assertNothingHalfMade();
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsUnreachable() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }

    ExitCode code =
        run(Map.of(), "--port", "0", "--database", "postgresql://a:hush@127.0.0.1:" + port + "/b");

    assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(talk())
        .startsWith("eventlive serve: No database can be reached at ")
        .hasLineCount(1)
        .doesNotContain("hush");
    assertNothingHalfMade();
  }

  @Test
  void aDatabaseUrlThatIsNoneIsBadInput() throws Exception {
    assertThat(run(Map.of(), "--port", "0", "--database", "mysql://a:hush@b/c"))
        .isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk()).startsWith("eventlive serve: ").hasLineCount(1).doesNotContain("hush");
    assertNothingHalfMade();
  }

  @Test
  void aDatabaseThatGivesTooFewRightsIsNotStartableFrom() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      String role = "powerless_" + ProcessHandle.current().pid();
      database.execute("create role " + role + " login password 'hush'");
      try {
        String url = database.administratorUrl().replaceFirst("//[^@]+@", "//" + role + ":hush@");

        ExitCode code = run(Map.of(), "--port", "0", "--database", url, "--schema", "eventlive");

        assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(talk()).contains("too few rights").hasLineCount(1).doesNotContain("hush");
        assertNothingHalfMade();
      } finally {
        database.execute("drop role " + role);
      }
    }
  }

  @Test
  void aFolderOfSomebodyElsesIsBadInputAndLeftAlone() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(folder.resolve("thesis.txt"), "mine");

    assertThat(run(Map.of(), "--port", "0")).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk()).contains("holds files that are not EventLive's").hasLineCount(1);
    assertThat(folder.toFile().list()).containsExactly("thesis.txt");
  }

  @Test
  void aReadyFileWithoutAFolderIsBadInput() throws Exception {
    Path file = temporary.resolve("none/ready.json");

    assertThat(run(Map.of(), "--port", "0", "--ready-file", file.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk()).contains("The ready file " + file + " cannot be written").hasLineCount(1);
    assertNothingHalfMade();
  }

  @Test
  void aReadyFileThatIsSomethingElseAlreadyIsBadInputAndLeftAlone() throws Exception {
    Path thesis = Files.writeString(temporary.resolve("thesis.json"), "{\"pid\":1}");
    Path pipe = temporary.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (Path file : List.of(thesis, pipe)) {
      err.reset();
      assertThat(run(Map.of(), "--port", "0", "--ready-file", file.toString()))
          .isEqualTo(ExitCode.BAD_INPUT);
      assertThat(talk())
          .isEqualTo(
              "eventlive serve: The ready file %s is something else already; name another one with --ready-file.\n"
                  .formatted(file));
    }
    assertThat(thesis).hasContent("{\"pid\":1}");
    assertThat(pipe).exists();
  }

  @Test
  void optionsThatAreUnknownTwiceOrOutOfPlaceAreBadInput() throws Exception {
    List<List<String>> lines =
        List.of(
            List.of("--prot", "1"),
            List.of("--port", "1", "--port", "2"),
            List.of("--port", "many"),
            List.of("--demo", "--demo"),
            List.of("--manage-publication"),
            List.of("--schema", "existing"),
            List.of("--schema", "mine", "--database", "postgresql://a:b@127.0.0.1/c"),
            List.of("surplus"));
    List<String> said = new ArrayList<>();
    for (List<String> line : lines) {
      err.reset();
      assertThat(run(Map.of(), line.toArray(String[]::new))).isEqualTo(ExitCode.BAD_INPUT);
      said.add(talk().strip());
    }

    assertThat(said)
        .containsExactly(
            "eventlive serve: There is no option --prot; did you mean --port? (eventlive serve --help)",
            "eventlive serve: --port was given twice. (eventlive serve --help)",
            "eventlive serve: --port is \"many\", but must be a whole number from 0 to 65535.",
            "eventlive serve: --demo was given twice. (eventlive serve --help)",
            "eventlive serve: --manage-publication is about a database of your own: name it with --database.",
            "eventlive serve: --schema is about a database of your own: name it with --database.",
            "eventlive serve: --schema is \"mine\", but must be eventlive or existing.",
            "eventlive serve: There is no argument surplus. (eventlive serve --help)");
    assertNothingHalfMade();
  }

  @Test
  void keysThatDoNotFitAreBadInput() throws Exception {
    assertThat(run(Map.of("EVENTLIVE_JWT_SECRET", "short"), "--port", "0"))
        .isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk())
        .isEqualTo(
            "eventlive serve: EVENTLIVE_JWT_SECRET has 5 bytes, but must have at least 32.\n");
    assertNothingHalfMade();
  }

  @Test
  void aDemonstrationLetsItsPeopleInAndAnOrdinaryStartOnItsFolderLocksThemOut() throws Exception {
    String data = temporary.resolve("data").toString();
    try (ServerProcess server =
        ServerProcess.start(temporary, SHARED_PROGRAMS, "--data", data, "--demo")) {
      JsonNode ready = server.awaitReady();
      assertThat(server.err())
          .contains("sign in as host@example.com or attendee1@example.com")
          .contains("with the password eventlive-demo.");

      assertThat(post(ready, "/auth/v1/token?grant_type=password", DEMO_CREDENTIALS))
          .contains("\"access_token\"");
      assertThat(server.terminate()).isZero();
    }
    try (ServerProcess server = ServerProcess.start(temporary, SHARED_PROGRAMS, "--data", data)) {
      JsonNode ready = server.awaitReady();
      assertThat(server.err())
          .contains("21 people of a demonstration")
          .contains("they may not sign in without --demo.");
      assertThat(post(ready, "/auth/v1/token?grant_type=password", DEMO_CREDENTIALS))
          .contains("user_banned")
          .doesNotContain("access_token");
      assertThat(server.terminate()).isZero();
    }
  }

  /// As root PostgreSQL needs a user namespace; an ordinary user does without.
  @Test
  void whereUserNamespacesAreForbiddenRootIsToldAndAnOrdinaryUserIsServed() throws Exception {
    Path tools = Files.createDirectory(temporary.resolve("tools"));
    Path unshare = tools.resolve("unshare");
    Files.writeString(
        unshare, "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted'\nexit 1\n");
    Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> forbidden = new HashMap<>(SHARED_PROGRAMS);
    forbidden.put("PATH", tools + File.pathSeparator + System.getenv("PATH"));
    Path data = temporary.resolve("data");

    try (ServerProcess server =
        ServerProcess.start(temporary, forbidden, "--data", data.toString())) {
      if (Files.getAttribute(temporary, "unix:uid").equals(0)) {
        assertThat(server.awaitEnd()).isEqualTo(3);
        assertThat(server.err())
            .contains(
                "PostgreSQL does not run as root, and this system forbids the user namespace that"
                    + " would help (unshare -U): start EventLive as an ordinary user, or name a"
                    + " database with --database.");
        assertThat(data).doesNotExist();
      } else {
        server.awaitReady();
        assertThat(server.terminate()).isZero();
      }
    }
  }

  private static final String DEMO_CREDENTIALS =
      """
      {"email": "attendee1@example.com", "password": "eventlive-demo"}
      """;

  private static String post(JsonNode ready, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(ready.get("url").asString() + path))
              .header("apikey", ready.get("anonKey").asString())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private ServerProcess start(Path data) throws IOException {
    return ServerProcess.start(temporary, SHARED_PROGRAMS, "--data", data.toString());
  }

  private void assertReadyFile(ServerProcess server, JsonNode ready) {
    assertThat(ready.propertyNames())
        .containsExactlyInAnyOrder(
            "url", "anonKey", "serviceRoleKey", "operatorKey", "databaseUrl", "pid");
    assertThat(ready.get("pid").asLong()).isEqualTo(server.pid());
    assertThat(ready.get("databaseUrl").asString()).startsWith("postgresql://postgres:");
  }

  private void assertSecondServerIsRefused(Path data, long pid) {
    String readyFile = temporary.resolve("ready.json").toString();
    assertThat(run(Map.of(), "--port", "0", "--ready-file", readyFile))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(Path.of(readyFile)).as("the ready file of the running server").exists();
    assertThat(talk())
        .isEqualTo(
            "eventlive serve: The data folder %s is in use by the process %d; stop that server or name another folder with --data.\n"
                .formatted(data, pid));
  }

  private void assertKeysCommandAgrees(Path data, JsonNode ready) {
    ExitCode code = commands(Map.of()).run("keys", "--data", data.toString());

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("SUPABASE_URL=" + ready.get("url").asString() + "\n")
        .contains("\nANON_KEY=" + ready.get("anonKey").asString() + "\n")
        .contains("\nOPERATOR_KEY=" + ready.get("operatorKey").asString() + "\n");
  }

  private void assertNothingHalfMade() throws IOException {
    try (java.util.stream.Stream<Path> files = Files.list(temporary)) {
      assertThat(files).isEmpty();
    }
  }

  private static int status(JsonNode ready, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(ready.get("url").asString() + path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /// In this JVM, for starts that are refused; the data folder is `data`.
  private ExitCode run(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of("--data", temporary.resolve("data").toString()));
    arguments.addAll(List.of(options));
    return commands(environment).run(arguments.toArray(String[]::new));
  }

  private Commands commands(Map<String, String> environment) {
    return new Commands(
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String talk() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
