package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.folder.PrivateFiles;
import io.eventlive.observation.Observer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/// A cluster of its own with one database in it that scripts have made, for rehearsals and faults
/// that need a database that is nobody's. The cluster is as durable and as supervised as the one
/// that is served; its folder belongs to whoever named it.
public final class ScriptedDatabase implements AutoCloseable {
  private static final String DATABASE = "rehearsal";
  private static final String LOGIN = "eventlive_login";
  private static final int CONNECTIONS = 100;

  private final EmbeddedPostgres postgres;
  private final Passwords passwords;
  private final String loginPassword;

  private ScriptedDatabase(EmbeddedPostgres postgres, Passwords passwords, String loginPassword) {
    this.postgres = postgres;
    this.passwords = passwords;
    this.loginPassword = loginPassword;
  }

  /// What makes the login that a server is given, where the scripts have run.
  ///
  /// @param database its name
  /// @param login the role to make
  public record Access(String database, String login, String password) {}

  /// Starts the cluster and runs the scripts, each in a transaction of its own, as superuser.
  ///
  /// @param folder new
  /// @param binaries where PostgreSQL's programs are unpacked; may be shared
  /// @param access makes the script for the login of [#url]
  public static ScriptedDatabase start(
      Path folder,
      Path binaries,
      List<String> scripts,
      Function<Access, String> access,
      Observer observer,
      SecureRandom random)
      throws NoDatabase {
    try {
      PrivateFiles.makeFolder(folder);
      Passwords passwords = Passwords.kept(folder.resolve("passwords"), random);
      EmbeddedPostgres postgres =
          EmbeddedPostgres.start(folder, binaries, passwords, CONNECTIONS, observer);
      String password = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
      ScriptedDatabase made = new ScriptedDatabase(postgres, passwords, password);
      try {
        made.fill(scripts, access.apply(new Access(DATABASE, LOGIN, password)));
        return made;
      } catch (SQLException | RuntimeException e) {
        postgres.close();
        throw e;
      }
    } catch (IOException e) {
      throw new NoDatabase(Kind.NOT_STARTABLE, "The folder " + folder + " cannot be used: " + e, e);
    } catch (SQLException e) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE, "The database of a rehearsal cannot be made: " + e.getMessage(), e);
    }
  }

  private void fill(List<String> scripts, String access) throws SQLException {
    try (Connection administrator = connect(postgres.address())) {
      administrator.createStatement().execute("create database " + DATABASE);
    }
    try (Connection administrator = connect(address())) {
      administrator.setAutoCommit(false);
      for (String script : scripts) {
        administrator.createStatement().execute(script);
        administrator.commit();
      }
      administrator.createStatement().execute("analyze");
      administrator.createStatement().execute(access);
      administrator.commit();
      administrator.setAutoCommit(true);
      // So that starting again after a crash has nothing of the above to repeat.
      administrator.createStatement().execute("checkpoint");
    }
  }

  private Connection connect(Address address) throws SQLException {
    return address.connect(Passwords.ADMINISTRATOR, passwords.administrator());
  }

  private Address address() {
    return postgres.address().withDatabase(DATABASE);
  }

  /// The libpq URL of the login that a server is given.
  public String url() {
    return LibpqUrl.text(address(), LOGIN, loginPassword);
  }

  /// The libpq URL of the superuser.
  public String administratorUrl() {
    return LibpqUrl.text(address(), Passwords.ADMINISTRATOR, passwords.administrator());
  }

  /// The postmaster of the moment, which is another one after it died.
  public long pid() {
    return postgres.postmaster().process().pid();
  }

  /// Stops the cluster; its files stay.
  @Override
  public void close() {
    postgres.close();
  }
}
