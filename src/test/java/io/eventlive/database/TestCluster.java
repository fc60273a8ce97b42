package io.eventlive.database;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The PostgreSQL of this test run: an embedded one, or the one that `EVENTLIVE_TEST_DATABASE`
/// names by a superuser's URL. Started with the first database that a test asks for and stopped
/// with the JVM.
public final class TestCluster {
  private static final String TEMPLATE = "eventlive_template_" + ProcessHandle.current().pid();

  private final Address address;
  private final String administrator;
  private final String administratorPassword;
  private final Passwords passwords;
  private final AtomicInteger made = new AtomicInteger();

  private TestCluster(
      Address address, String administrator, String administratorPassword, Passwords passwords) {
    this.address = address;
    this.administrator = administrator;
    this.administratorPassword = administratorPassword;
    this.passwords = passwords;
  }

  private static final class Holder {
    static final TestCluster CLUSTER = begin();
  }

  public static TestCluster ofThisRun() {
    return Holder.CLUSTER;
  }

  /// Where tests unpack PostgreSQL's programs, shared between runs.
  public static Path binaries() {
    return Path.of(System.getProperty("user.home"), ".cache", "eventlive");
  }

  /// A folder for a test's files; swept by the next run where this one was killed.
  public static Path scratch() {
    try {
      Path runs =
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "eventlive-test-" + System.getProperty("user.name"));
      Path own = runs.resolve(Long.toString(ProcessHandle.current().pid()));
      PrivateFiles.makeFolder(runs);
      PrivateFiles.makeFolder(own);
      return own;
    } catch (IOException e) {
      throw new IllegalStateException("no folder for tests", e);
    }
  }

  private static TestCluster begin() {
    try {
      String external = System.getenv("EVENTLIVE_TEST_DATABASE");
      TestCluster cluster = external == null ? embedded() : external(external);
      cluster.makeTemplate();
      return cluster;
    } catch (IOException | SQLException | NoDatabase e) {
      throw new IllegalStateException("no PostgreSQL for tests: " + e.getMessage(), e);
    }
  }

  private static TestCluster embedded() throws IOException, NoDatabase {
    sweep();
    Path home = scratch().resolve("cluster");
    PrivateFiles.makeFolder(home);
    Passwords passwords = Passwords.kept(home.resolve("passwords"), new SecureRandom());
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(home, binaries(), passwords, 300, observation -> {});
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              postgres.close();
              try {
                PrivateFiles.deleteFolder(scratch());
              } catch (IOException e) {
                throw new IllegalStateException("test files remain", e);
              }
            }));
    return new TestCluster(
        postgres.address(), Passwords.ADMINISTRATOR, passwords.administrator(), passwords);
  }

  private static TestCluster external(String url) throws IOException, NoDatabase {
    LibpqUrl parsed = LibpqUrl.parse(url);
    Path file = scratch().resolveSibling("passwords-" + parsed.address().port());
    return new TestCluster(
        parsed.address(),
        parsed.user(),
        parsed.password(),
        Passwords.kept(file, new SecureRandom()));
  }

  /// Stops clusters of runs that were killed, and deletes their files.
  private static void sweep() throws IOException, NoDatabase {
    List<Path> runs;
    try (Stream<Path> files = Files.list(scratch().resolveSibling(""))) {
      runs = files.filter(Files::isDirectory).toList();
    }
    for (Path run : runs) {
      String name = String.valueOf(run.getFileName());
      boolean over = name.matches("\\d+") && ProcessHandle.of(Long.parseLong(name)).isEmpty();
      if (over) {
        Path cluster = run.resolve("cluster");
        if (Files.isDirectory(cluster.resolve("data"))) {
          try (ClusterFolder folder = ClusterFolder.take(cluster, 300)) {
            folder.stopOrphan(
                PostgresPrograms.of(PostgresBinaries.unpacked(binaries()), folder.path()));
          }
        }
        PrivateFiles.deleteFolder(run);
      }
    }
  }

  private void makeTemplate() throws SQLException {
    try (Connection connection = connect(address, administrator, administratorPassword)) {
      connection.createStatement().execute("drop database if exists " + TEMPLATE);
      connection.createStatement().execute("create database " + TEMPLATE);
    }
    Address template = address.withDatabase(TEMPLATE);
    try (Connection connection = connect(template, administrator, administratorPassword)) {
      Bootstrap.run(connection);
      for (Role role : Role.values()) {
        if (!letsIn(template, role)) {
          Bootstrap.setPassword(connection, role, passwords.of(role));
        }
      }
    }
    Migrations.run(template, passwords.of(Role.EVENTLIVE_OWNER));
    if (System.getenv("EVENTLIVE_TEST_DATABASE") != null) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drop(TEMPLATE)));
    }
  }

  private boolean letsIn(Address database, Role role) {
    try (Connection _ = connect(database, role.sqlName(), passwords.of(role))) {
      return true;
    } catch (SQLException _) { // the password is not in force yet
      return false;
    }
  }

  /// Makes a database with EventLive's schema and no rows.
  public String create() {
    return create(TEMPLATE);
  }

  /// Makes a copy of a database that nobody is connected to; `template0` gives an empty one.
  public String create(String template) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + made.incrementAndGet();
    try (Connection connection = connect(address, administrator, administratorPassword)) {
      connection.createStatement().execute("create database " + name + " template " + template);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException("no database for a test", e);
    }
  }

  public void drop(String name) {
    try (Connection connection = connect(address, administrator, administratorPassword)) {
      connection.createStatement().execute("drop database if exists " + name + " with (force)");
    } catch (SQLException e) {
      throw new IllegalStateException("a test's database remains", e);
    }
  }

  public String password(Role role) {
    return passwords.of(role);
  }

  /// Lets a server that uses this folder know the passwords, so that it need not set others.
  public void keepPasswordsIn(Path folder) {
    StringBuilder text = new StringBuilder();
    passwords.byName().forEach((name, password) -> text.append(name + "=" + password + "\n"));
    try {
      PrivateFiles.makeFolder(folder);
      PrivateFiles.write(folder.resolve("passwords"), text.toString());
    } catch (IOException e) {
      throw new IllegalStateException("no passwords for a test", e);
    }
  }

  /// As a login role, or as the administrator where there is none.
  public Connection connect(String database, Optional<Role> role) throws SQLException {
    return role.isPresent()
        ? connect(address.withDatabase(database), role.get().sqlName(), passwords.of(role.get()))
        : connect(address.withDatabase(database), administrator, administratorPassword);
  }

  /// A connection on which a database's WAL comes, as the server opens it.
  public Replication replication(String database) throws SQLException {
    return Replication.open(
        new Login(
            address.withDatabase(database),
            Role.EVENTLIVE_REPLICATOR.sqlName(),
            passwords.of(Role.EVENTLIVE_REPLICATOR)));
  }

  public String administratorUrl(String database) {
    return LibpqUrl.text(address.withDatabase(database), administrator, administratorPassword);
  }

  /// A libpq URL for somebody who is none of EventLive's own.
  public String url(String database, String user, String password) {
    return LibpqUrl.text(address.withDatabase(database), user, password);
  }

  Address address(String database) {
    return address.withDatabase(database);
  }

  /// The passwords of this cluster's roles as a server keeps them.
  String passwordFile() {
    StringBuilder text = new StringBuilder();
    passwords
        .byName()
        .forEach((name, password) -> text.append(name).append('=').append(password).append('\n'));
    return text.toString();
  }

  /// To any database, by its libpq URL.
  public static Connection connect(String url) throws SQLException {
    try {
      LibpqUrl parsed = LibpqUrl.parse(url);
      return parsed.address().connect(parsed.user(), parsed.password());
    } catch (NoDatabase e) {
      throw new IllegalArgumentException(e.sentence(), e);
    }
  }

  private static Connection connect(Address address, String user, String password)
      throws SQLException {
    return address.connect(user, password);
  }

  @Override
  public String toString() {
    return "TestCluster" + Map.of("address", address);
  }
}
