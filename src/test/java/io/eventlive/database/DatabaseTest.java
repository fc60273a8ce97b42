package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.folder.PrivateFiles;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
  @TempDir private Path folder = Path.of("set by JUnit");

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private Database start(DatabaseConfig.Source source) throws NoDatabase {
    Database database =
        Database.start(
            DatabaseConfig.of(folder.resolve("postgresql"), source),
            new ArrivalQueue(1_000, Duration.ofSeconds(20)),
            observed::add,
            new SecureRandom());
    opened.add(database);
    return database;
  }

  private Database embedded() throws NoDatabase {
    return start(new DatabaseConfig.Source.Embedded(TestCluster.binaries()));
  }

  private TestDatabase fresh() {
    TestDatabase database = TestDatabase.fresh();
    opened.add(database);
    return database;
  }

  private static String ask(Database database, String sql) throws InterruptedException {
    BlockingQueue<String> answer = new LinkedBlockingQueue<>();
    Workers.Job job =
        new Workers.Job() {
          @Override
          public void run(RequestConnection connection) {
            try {
              answer.add(
                  connection.inOneSync(
                      new RequestSettings(
                          new Caller("anon", "{\"role\":\"anon\"}", Optional.empty()),
                          true,
                          Map.of()),
                      new Statement(
                          "select (" + sql + ")::text, " + RequestConnection.WITNESS, List.of()),
                      rows -> rows.next() ? String.valueOf(rows.getString(1)) : ""));
            } catch (SQLException e) {
              answer.add("failed: " + e.getMessage());
            }
          }

          @Override
          public void turnAway(Workers.Reason reason) {
            answer.add("turned away: " + reason);
          }
        };
    if (!database.workers().offer(job)) {
      return "not taken";
    }
    return java.util.Objects.requireNonNull(answer.poll(60, TimeUnit.SECONDS), "no answer");
  }

  @Test
  void servesAnEmbeddedClusterAndKeepsItAcrossRestarts() throws Exception {
    Database first = embedded();
    assertThat(first.fsync()).isTrue();
    assertThat(first.description()).isEqualTo("PostgreSQL 18.6 (embedded)");
    assertThat(first.schemaVersion()).matches("\\d+");
    assertThat(ask(first, "select current_user")).isEqualTo("anon");
    try (Connection owner = first.owner().open();
        Connection watcher = first.watcher().open();
        Connection signIn = first.signIn().open()) {
      assertThat(TestDatabase.rows(owner, "select current_user"))
          .containsExactly("eventlive_owner");
      assertThat(TestDatabase.rows(watcher, "select current_user"))
          .containsExactly("eventlive_watcher");
      assertThat(TestDatabase.rows(signIn, "select current_user"))
          .containsExactly("supabase_auth_admin");
      TestDatabase.rows(owner, "create table public.kept as select 1 as answer");
    }
    LibpqUrl administrator = LibpqUrl.parse(first.administratorUrl());
    assertThat(administrator.user()).isEqualTo("postgres");
    first.close();

    Database second = embedded();

    try (Connection owner = second.owner().open()) {
      assertThat(TestDatabase.rows(owner, "select answer from public.kept")).containsExactly("1");
    }
    assertThat(second.schemaVersion()).isEqualTo(first.schemaVersion());
  }

  @Test
  void recoversWhenPostgresIsKilled() throws Exception {
    Database database = embedded();
    assertThat(ask(database, "select 'before'")).isEqualTo("before");

    database.postmaster().orElseThrow().process().destroyForcibly();
    // Its backends may go on for a moment; what counts is what comes after.
    Deadline.await(
        90,
        "PostgreSQL runs again",
        () -> observed.stream().anyMatch(Observation.PostgresStartedAgain.class::isInstance));
    Deadline deadline = Deadline.in(90);
    while (!ask(database, "select 'after'").equals("after")) {
      deadline.check("requests are answered again");
    }

    assertThat(observed).anyMatch(Observation.PostgresDied.class::isInstance);
    try (Connection signIn = database.signIn().open()) {
      assertThat(TestDatabase.rows(signIn, "select 1")).containsExactly("1");
    }
  }

  @Test
  void setsAPasswordAnewThatIsNotInForce() throws Exception {
    Database first = embedded();
    try (Connection administrator = LibpqUrl.parse(first.administratorUrl()).open()) {
      TestDatabase.rows(administrator, "alter role authenticator password 'another'");
    }
    first.close();

    assertThat(ask(embedded(), "select 1")).isEqualTo("1");
  }

  @Test
  void bringsAForeignDatabaseUpToDateAndKeepsItsPasswords() throws Exception {
    TestDatabase theirs = fresh();
    theirs.execute(
        "drop schema eventlive cascade; drop schema auth cascade;"
            + " drop schema public cascade; create schema public");
    // The roles belong to the whole server and other tests use their passwords.
    Files.createDirectories(folder.resolve("postgresql"));
    PrivateFiles.write(
        folder.resolve("postgresql").resolve("passwords"), TestCluster.ofThisRun().passwordFile());

    Database database =
        start(new DatabaseConfig.Source.Foreign(theirs.administratorUrl(), SchemaMode.EVENTLIVE));

    assertThat(ask(database, "select current_user")).isEqualTo("anon");
    assertThat(database.schemaVersion()).matches("\\d+");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("postgresql").resolve("passwords"))))
        .isEqualTo("rw-------");
    assertThat(theirs.value("select count(*) from eventlive.flyway_schema_history"))
        .isNotEqualTo("0");
  }

  @Test
  void writesNothingToASchemaThatIsNotOurs() throws Exception {
    TestDatabase theirs = fresh();
    String everything =
        "select string_agg(md5(c::text), ',' order by oid) from pg_class c where relkind <> 't'";
    String before = theirs.value(everything);

    Database database =
        start(new DatabaseConfig.Source.Foreign(theirs.administratorUrl(), SchemaMode.EXISTING));

    assertThat(ask(database, "select current_user")).isEqualTo("anon");
    assertThat(database.schemaVersion()).isEqualTo("existing");
    assertThat(theirs.value(everything)).isEqualTo(before);
    assertThat(folder.resolve("postgresql").resolve("passwords")).doesNotExist();
  }

  @Test
  void saysWhereRowSecurityBindsTheServiceRole() throws Exception {
    TestDatabase theirs = fresh();
    DatabaseConfig.Source source =
        new DatabaseConfig.Source.Foreign(theirs.administratorUrl(), SchemaMode.EXISTING);

    start(source);
    assertThat(observed).noneMatch(Observation.ServiceRoleBound.class::isInstance);
    theirs.execute("alter role service_role nobypassrls");
    try {
      start(source);
    } finally {
      theirs.execute("alter role service_role bypassrls");
    }

    assertThat(observed).filteredOn(Observation.ServiceRoleBound.class::isInstance).hasSize(1);
  }

  @Test
  void givesUpBeingASuperuserForRequests() throws Exception {
    TestDatabase theirs = fresh();
    LibpqUrl url = LibpqUrl.parse(theirs.administratorUrl());

    try (Connection administrator = url.open();
        Connection requests = Logins.through(url, administrator).of(Role.AUTHENTICATOR).open()) {
      assertThat(TestDatabase.rows(requests, "select session_user, current_user"))
          .containsExactly("authenticator|authenticator");
      assertThatThrownBy(
              () -> TestDatabase.rows(requests, "select set_config('role', 'postgres', true)"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void namesEveryRightThatIsMissing() throws Exception {
    TestDatabase theirs = fresh();
    String role = "poor_" + ProcessHandle.current().pid();
    theirs.execute("create role " + role + " login password 'poor'");
    LibpqUrl url = LibpqUrl.parse(theirs.administratorUrl());
    String poor = LibpqUrl.text(url.address(), role, "poor");
    try {
      assertThatThrownBy(() -> start(new DatabaseConfig.Source.Foreign(poor, SchemaMode.EVENTLIVE)))
          .isInstanceOfSatisfying(
              NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.UNSUITABLE))
          .hasMessageContaining("GRANT CREATE ON DATABASE")
          .hasMessageContaining("schema public")
          .hasMessageNotContaining("poor:poor");

      assertThatThrownBy(() -> start(new DatabaseConfig.Source.Foreign(poor, SchemaMode.EXISTING)))
          .isInstanceOfSatisfying(
              NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.UNSUITABLE))
          .hasMessageContaining("may not take role anon: GRANT anon to it.")
          .hasMessageContaining("may not take role authenticated")
          .hasMessageContaining("may not take role service_role");
    } finally {
      theirs.execute("drop role " + role);
    }
  }

  @Test
  void refusesARoleForRequestsThatPassesOverRowSecurity() throws Exception {
    TestDatabase theirs = fresh();
    String role = "mighty_" + ProcessHandle.current().pid();
    theirs.execute("create role " + role + " login bypassrls noinherit password 'mighty'");
    theirs.execute("grant anon, authenticated, service_role to " + role);
    String mighty =
        LibpqUrl.text(LibpqUrl.parse(theirs.administratorUrl()).address(), role, "mighty");
    try {
      assertThatThrownBy(
              () -> start(new DatabaseConfig.Source.Foreign(mighty, SchemaMode.EXISTING)))
          .isInstanceOf(NoDatabase.class)
          .hasMessageContaining("passes over row security");
    } finally {
      theirs.execute("drop role " + role);
    }
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0)) {
      free = probe.getLocalPort();
    }
    String url = "postgresql://someone:geheim@127.0.0.1:" + free + "/db";

    assertThatThrownBy(() -> start(new DatabaseConfig.Source.Foreign(url, SchemaMode.EXISTING)))
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.UNREACHABLE))
        .hasMessageStartingWith("No database can be reached at postgresql://someone@127.0.0.1:")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void saysThatThePasswordIsWrong() {
    TestDatabase theirs = fresh();
    String url = theirs.administratorUrl().replaceFirst("//([^:]*):[^@]*@", "//$1:wrong@");

    assertThatThrownBy(() -> start(new DatabaseConfig.Source.Foreign(url, SchemaMode.EXISTING)))
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.UNREACHABLE))
        .hasMessageContaining("does not let this user in");
  }

  @Test
  void saysThatThereIsNoRoom() throws Exception {
    TestDatabase theirs = fresh();
    LibpqUrl url = LibpqUrl.parse(theirs.administratorUrl());
    try (Connection connection = url.open()) {
      assertThatThrownBy(() -> ForeignDatabase.requireSuitable(connection, url, 100_000))
          .isInstanceOf(NoDatabase.class)
          .hasMessageContaining("raise max_connections");
    }
  }

  @Test
  void listsEveryRightInTheOperatorsManual() throws Exception {
    String manual = Files.readString(Path.of("docs", "operations", "database.md"));

    List<Right> rights = new ArrayList<>(Right.OF_THE_ADMINISTRATOR);
    rights.addAll(Right.OF_REQUESTS);
    rights.addAll(Right.OF_SIGN_IN);
    rights.addAll(Right.OF_THE_WATCHER);

    assertThat(rights)
        .extracting(Right::sentence)
        .allSatisfy(sentence -> assertThat(manual).contains(sentence));
  }
}
