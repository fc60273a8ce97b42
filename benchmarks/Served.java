import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with an embedded database in a folder of its own, started as anybody would start it.
final class Served implements AutoCloseable {
  /// Processor time used so far, in microseconds.
  record Cpu(long server, long database) {
    Cpu since(Cpu before) {
      return new Cpu(server - before.server, database - before.database);
    }
  }

  private final Process process;
  private final Path folder;
  private final JsonNode ready;
  private final String jwtSecret;
  private final long postmaster;

  private Served(Process process, Path folder, JsonNode ready, String jwtSecret, long postmaster) {
    this.process = process;
    this.folder = folder;
    this.ready = ready;
    this.jwtSecret = jwtSecret;
    this.postmaster = postmaster;
  }

  /// @param settings further ones, by the names of their variables
  static Served start(int processor, Map<String, String> settings)
      throws IOException, InterruptedException, SQLException {
    Path folder = Files.createTempDirectory("eventlive-benchmark");
    Path data = folder.resolve("data");
    Path readyFile = folder.resolve("ready.json");
    List<String> command =
        List.of(
            "./eventlive",
            "serve",
            "--port",
            "0",
            "--data",
            data.toString(),
            "--ready-file",
            readyFile.toString());
    ProcessBuilder builder =
        new ProcessBuilder(Programs.pinned(processor, command))
            .redirectOutput(folder.resolve("out.log").toFile())
            .redirectError(folder.resolve("err.log").toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (!Files.exists(readyFile)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroy();
        throw new IOException("no server:\n" + Files.readString(folder.resolve("err.log")));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    JsonNode ready = JsonMapper.shared().readTree(readyFile.toFile());
    String keys = Programs.output(List.of("./eventlive", "keys", "--data", data.toString()));
    String secret =
        keys.lines()
            .filter(line -> line.startsWith("JWT_SECRET="))
            .map(line -> line.substring("JWT_SECRET=".length()))
            .findFirst()
            .orElseThrow();
    return new Served(process, folder, ready, secret, postmasterOf(ready));
  }

  private static long postmasterOf(JsonNode ready) throws SQLException, IOException {
    try (Connection connection = connect(ready.get("databaseUrl").asString())) {
      try (ResultSet rows = connection.createStatement().executeQuery("show data_directory")) {
        rows.next();
        return Long.parseLong(
            Files.readAllLines(Path.of(rows.getString(1), "postmaster.pid")).getFirst().strip());
      }
    }
  }

  URI url() {
    return URI.create(ready.get("url").asString());
  }

  String anonKey() {
    return ready.get("anonKey").asString();
  }

  String databaseUrl() {
    return ready.get("databaseUrl").asString();
  }

  /// A connection as the database's superuser.
  Connection connect() throws SQLException {
    return connect(databaseUrl());
  }

  private static Connection connect(String libpqUrl) throws SQLException {
    URI url = URI.create(libpqUrl);
    String[] user = url.getRawUserInfo().split(":", 2);
    Properties properties = new Properties();
    properties.put("user", decoded(user[0]));
    properties.put("password", decoded(user[1]));
    properties.put("prepareThreshold", "1");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
        properties);
  }

  private static String decoded(String text) {
    return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The claims of a signed-in person, as one line of JSON.
  static String claims(String person) {
    long now = System.currentTimeMillis() / 1000;
    return """
    {"sub":"%s","role":"authenticated","aud":"authenticated","iat":%d,"exp":%d,"is_anonymous":false}\
    """
        .formatted(person, now - 60, now + 36_000);
  }

  /// An access token as sign-in would make it.
  String token(String claims) throws GeneralSecurityException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String head =
        base64.encodeToString(
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    String signed = head + "." + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(jwtSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return signed
        + "."
        + base64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  Cpu cpu() throws IOException {
    long database = ticks(postmaster, true);
    for (ProcessHandle child : ProcessHandle.of(postmaster).orElseThrow().descendants().toList()) {
      database += ticks(child.pid(), false);
    }
    return new Cpu(micros(ticks(ready.get("pid").asLong(), false)), micros(database));
  }

  private static long micros(long ticks) {
    return ticks * 10_000; // Linux counts processor time for /proc in hundredths of a second
  }

  /// User and system time; with those of children that have ended, if asked.
  private static long ticks(long pid, boolean withEndedChildren) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException _) {
      return 0; // it has just ended: its parent counts it now
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return withEndedChildren ? own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : own;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    ProcessHandle.of(ready.get("pid").asLong()).ifPresent(ProcessHandle::destroy);
    if (!process.waitFor(30, TimeUnit.SECONDS)) throw new IOException("the server does not stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList())
        Files.delete(file);
    }
  }
}
