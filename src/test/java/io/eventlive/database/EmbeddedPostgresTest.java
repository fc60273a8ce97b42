package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path folder = Path.of("set by JUnit");

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private final List<EmbeddedPostgres> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(EmbeddedPostgres::close);
  }

  private EmbeddedPostgres start() throws Exception {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(folder, TestCluster.binaries(), passwords(), 20, observed::add);
    started.add(postgres);
    return postgres;
  }

  private Passwords passwords() throws IOException {
    return Passwords.kept(folder.resolve("passwords"), new SecureRandom());
  }

  private Connection connect(EmbeddedPostgres postgres) throws SQLException, IOException {
    return postgres.address().connect(Passwords.ADMINISTRATOR, passwords().administrator());
  }

  private List<String> rows(EmbeddedPostgres postgres, String sql) throws Exception {
    try (Connection connection = connect(postgres)) {
      return TestDatabase.rows(connection, sql);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void isDurableAndWatchedOver() throws Exception {
    EmbeddedPostgres postgres = start();

    assertThat(
            rows(
                postgres,
                """
                select name || ' = ' || setting from pg_settings
                where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_level',
                  'jit', 'shared_preload_libraries', 'listen_addresses', 'unix_socket_directories',
                  'password_encryption', 'max_slot_wal_keep_size', 'data_checksums')
                order by name
                """))
        .containsExactly(
            "data_checksums = on",
            "fsync = on",
            "full_page_writes = on",
            "jit = off",
            "listen_addresses = 127.0.0.1",
            "max_slot_wal_keep_size = 2048",
            "password_encryption = scram-sha-256",
            "shared_preload_libraries = pg_stat_statements",
            "synchronous_commit = on",
            "unix_socket_directories = ",
            "wal_level = logical");
    assertThat(
            rows(
                postgres,
                "select pg_encoding_to_char(encoding), datlocprovider, datlocale"
                    + " from pg_database where datname = 'postgres'"))
        .containsExactly("UTF8|b|C.UTF-8");
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    EmbeddedPostgres postgres = start();

    assertThatThrownBy(() -> postgres.address().connect(Passwords.ADMINISTRATOR, ""))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> postgres.address().connect(Passwords.ADMINISTRATOR, "wrong"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    assertThat(rows(postgres, "select distinct auth_method from pg_hba_file_rules"))
        .containsExactly("scram-sha-256");
    assertThat(
            rows(
                postgres,
                "select distinct left(rolpassword, 13) from pg_authid"
                    + " where rolpassword is not null"))
        .containsExactly("SCRAM-SHA-256");
  }

  @Test
  void keepsItsFilesToItself() throws Exception {
    EmbeddedPostgres postgres = start();

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(postgres.data())).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("passwords"))).isEqualTo("rw-------");
    assertThat(folder.resolve("initdb.password")).doesNotExist();
    assertThat(folder.resolve("data.new")).doesNotExist();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(mode(file)).as("mode of %s", file).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void keepsDataAcrossRestarts() throws Exception {
    EmbeddedPostgres first = start();
    rows(first, "create table kept as select 42 as answer");
    first.close();
    assertThat(first.postmaster().isRunning()).isFalse();

    EmbeddedPostgres second = start();

    assertThat(rows(second, "select answer from kept")).containsExactly("42");
    assertThat(Files.readString(second.data().resolve("log").resolve(newest(second))))
        .doesNotContain("was not properly shut down");
  }

  private static String newest(EmbeddedPostgres postgres) throws IOException {
    try (Stream<Path> logs = Files.list(postgres.data().resolve("log"))) {
      return logs.map(log -> String.valueOf(log.getFileName()))
          .max(java.util.Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  @Test
  void undoesWhatAHandDidToItsSafety() throws Exception {
    EmbeddedPostgres first = start();
    rows(first, "alter system set fsync = off");
    rows(first, "alter system set synchronous_commit = off");
    first.close();
    Files.writeString(first.data().resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");

    EmbeddedPostgres second = start();

    assertThat(rows(second, "show fsync")).containsExactly("on");
    assertThat(rows(second, "show synchronous_commit")).containsExactly("on");
    assertThatThrownBy(() -> second.address().connect(Passwords.ADMINISTRATOR, "x"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void comesBackOnTheSamePortWhenItIsKilled() throws Exception {
    EmbeddedPostgres postgres = start();
    rows(postgres, "create table kept as select 1 as answer");
    Postmaster killed = postgres.postmaster();
    // A backend that is busy keeps the shared memory and does not notice.
    Connection busy = connect(postgres);
    Thread query =
        Thread.ofVirtual()
            .start(() -> {
              try {
                TestDatabase.rows(
                    busy,
                    "select count(*) from generate_series(1, 1000000000) n, lateral (select n) m");
              } catch (SQLException _) {
                // its server was killed
              }
            });
    Deadline.await(10, "the query runs", () -> active(postgres) > 0);

    killed.process().destroyForcibly();

    Deadline.await(
        60,
        "it runs again",
        () -> observed.stream().anyMatch(Observation.PostgresStartedAgain.class::isInstance));
    query.join();
    assertThat(postgres.postmaster().process().pid()).isNotEqualTo(killed.process().pid());
    assertThat(postgres.postmaster().port()).isEqualTo(killed.port());
    assertThat(rows(postgres, "select answer from kept")).containsExactly("1");
    assertThat(observed).contains(new Observation.PostgresDied(killed.process().pid()));
  }

  private int active(EmbeddedPostgres postgres) {
    try {
      return rows(
              postgres,
              "select 1 from pg_stat_activity where state = 'active' and query like '%lateral (select n)%'"
                  + " and pid <> pg_backend_pid()")
          .size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stopsTheServerThatAKilledJvmLeftBehind() throws Exception {
    ClusterProcess killed = ClusterProcess.start(folder, TestCluster.binaries());
    ProcessHandle orphan = killed.postmaster();
    killed.kill();
    assertThat(Postmaster.isRunning(orphan)).isTrue();

    EmbeddedPostgres postgres = start();

    assertThat(Postmaster.isRunning(orphan)).isFalse();
    assertThat(rows(postgres, "select 1")).containsExactly("1");
  }

  @Test
  void doesNotShareItsFolderWithAnotherJvm() throws Exception {
    try (ClusterProcess other = ClusterProcess.start(folder, TestCluster.binaries())) {
      assertThatThrownBy(this::start)
          .isInstanceOfSatisfying(
              NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.IN_USE));

      assertThat(other.postmaster().isAlive()).isTrue();
    }
  }

  @Test
  void runsAsAnOrdinaryUser(@TempDir Path place) throws Exception {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path copies = Files.createDirectory(place.resolve("copies"));
    Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (ClusterProcess theirs =
        ClusterProcess.startAsNobody(place.resolve("data"), place.resolve("cache"), copies)) {
      ProcessHandle postmaster = theirs.postmaster();

      assertThat(Files.getAttribute(Path.of("/proc/" + postmaster.pid()), "unix:uid"))
          .isNotEqualTo(0);
      assertThat(mode(place.resolve("data"))).isEqualTo("rwx------");
    }
  }

  @Test
  void leavesAServerAloneThatServesAnotherFolder(@TempDir Path other) throws Exception {
    EmbeddedPostgres mine = start();
    mine.close();
    Passwords passwords = Passwords.kept(other.resolve("passwords"), new SecureRandom());
    EmbeddedPostgres neighbour =
        EmbeddedPostgres.start(other, TestCluster.binaries(), passwords, 20, observed::add);
    started.add(neighbour);
    Files.copy(neighbour.data().resolve("postmaster.pid"), mine.data().resolve("postmaster.pid"));

    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.IN_USE))
        .hasMessageContaining("does not look like ours");

    assertThat(neighbour.postmaster().isRunning()).isTrue();
  }

  @Test
  void startsWhereTheProcessIdOfADeadServerWasGivenToAnotherProgram() throws Exception {
    EmbeddedPostgres first = start();
    Path pidFile = first.data().resolve("postmaster.pid");
    List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
    first.close();
    lines.set(0, Long.toString(ProcessHandle.current().pid()));
    Files.write(pidFile, lines);

    EmbeddedPostgres second = start();

    assertThat(rows(second, "select 1")).containsExactly("1");
  }

  @Test
  void doesNotShareItsFolder() throws Exception {
    EmbeddedPostgres first = start();

    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.IN_USE));

    assertThat(rows(first, "select 1")).containsExactly("1");
  }

  @Test
  void refusesAFolderThatItDidNotMake() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data").resolve("thesis.txt"), "mine");

    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.BAD_INPUT))
        .hasMessageContaining("not a database that EventLive made");

    assertThat(folder.resolve("data").resolve("thesis.txt")).hasContent("mine");
  }

  @Test
  void refusesAFolderOfAnotherMajorVersion() throws Exception {
    EmbeddedPostgres first = start();
    first.close();
    Files.writeString(first.data().resolve("PG_VERSION"), "17\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(NoDatabase.class)
        .hasMessageContaining("was made by PostgreSQL 17");
  }

  @Test
  void beginsAnewWhereMakingTheFolderWasInterrupted() throws Exception {
    Files.createDirectories(folder.resolve("data.new").resolve("base"));
    Files.writeString(folder.resolve("data.new").resolve("PG_VERSION"), "18\n");

    assertThat(rows(start(), "select 1")).containsExactly("1");
    assertThat(folder.resolve("data.new")).doesNotExist();
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    EmbeddedPostgres first = start();
    first.close();
    Files.writeString(
        first.data().resolve("postgresql.conf"),
        "\nshared_buffers = 'a lot'\n",
        java.nio.file.StandardOpenOption.APPEND);

    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.NOT_STARTABLE))
        .hasMessageContaining("PostgreSQL does not start: ")
        .hasMessageContaining("shared_buffers");
  }

  @Test
  void writesNoRowValuesIntoItsLog() throws Exception {
    EmbeddedPostgres postgres = start();
    rows(postgres, "create table person (address text primary key)");
    rows(postgres, "insert into person values ('attendee-1@example.com')");
    assertThatThrownBy(() -> rows(postgres, "insert into person values ('attendee-1@example.com')"))
        .isInstanceOf(SQLException.class);

    Path log = postgres.data().resolve("log").resolve(newest(postgres));
    Deadline deadline = Deadline.in(30);
    while (!Files.readString(log).contains("duplicate key value")) {
      deadline.check("the error is logged");
    }

    assertThat(Files.readString(log)).doesNotContain("attendee-1@example.com");
  }
}
