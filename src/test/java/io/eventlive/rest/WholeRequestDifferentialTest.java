package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.ServerMessage;
import io.eventlive.http.ErrorCode;
import io.eventlive.rest.Dialect.Answer;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.ValueCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole requests through planner and guard, and the same said by hand in SQL, which knows neither.
/// Whatever is refused in memory, PostgreSQL must refuse in the same words; whatever it accepts,
/// the dialect must answer with the same rows.
final class WholeRequestDifferentialTest {
  private static final int REQUESTS = 800;
  private static final int UNTIL_FRESH_ROWS = 100;

  /// SQL by hand has its values in it, where PostgreSQL always reads them. The dialect's are
  /// parameters, and one that the guard lets pass is not read where no row leads to it.
  private static final String BAD_VALUE = "22";

  /// What is forbidden inside a function, or in an embed, PostgreSQL says before it reads a value.
  private static final String FORBIDDEN = "42501";

  private static final Map<String, String> RULES = Map.of("db_aggregates_enabled", "true");

  private static final JsonMapper JSON = JsonMapper.shared();

  /// What PostgREST knows by looking, in PostgreSQL's words.
  private static final Map<String, String> LOOKED_UP =
      Map.of("PGRST202", "42883", "PGRST204", "42703", "PGRST205", "42P01");

  /// Embedded rows are called by their table and their depth, which the SQL written by hand is not.
  private static final Pattern DEEPER = Pattern.compile("^(column \\w+)_\\d+\\.");

  @Test
  void saysOfEveryRequestWhatPostgresSays() throws SQLException {
    long seed = System.nanoTime();
    System.out.println("WholeRequestDifferentialTest seed " + seed);
    try (Dialect dialect = Dialect.over(RandomTables.SQL, RULES, new InputSyntax());
        Run run = new Run(dialect, seed)) {
      List<String> differences = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) run.next().ifPresent(differences::add);

      assertThat(differences).as("seed %d", seed).isEmpty();
      System.out.println(run.counted);
      int inMemory = run.count(Outcome.REFUSED_IN_MEMORY);
      int byPostgres = run.count(Outcome.REFUSED_BY_POSTGRES);
      assertThat(run.count(Outcome.ANSWERED)).isGreaterThan(REQUESTS / 4);
      assertThat(byPostgres).isPositive();
      assertThat(inMemory).as("seed %d: %s", seed, run.counted).isGreaterThan(byPostgres);
    }
  }

  @Test
  void wouldNoticeAFalseRefusal() throws SQLException {
    ValueCheck zealous =
        (type, value) ->
            value.startsWith("{6F")
                ? Optional.of(
                    new ValueCheck.Malformed(ErrorCode.MALFORMED_VALUE, "no uuid: " + value))
                : new InputSyntax().certainlyMalformed(type, value);
    try (Dialect dialect = Dialect.over(RandomTables.SQL, RULES, zealous);
        Run run = new Run(dialect, 1)) {
      List<String> differences = new ArrayList<>();
      for (int i = 0; i < REQUESTS / 4; i++) run.next().ifPresent(differences::add);

      assertThat(differences)
          .isNotEmpty()
          .allMatch(difference -> difference.contains("no uuid: {6F"));
    }
  }

  private enum Outcome {
    ANSWERED,
    REFUSED_BY_POSTGRES,
    REFUSED_IN_MEMORY
  }

  /// What was answered: rows, or a code and its words.
  private record Said(List<String> rows, String code, String message) {}

  private static final class Run implements AutoCloseable {
    private final Dialect dialect;
    private final Connection connection;
    private final RandomRequests requests;
    private final Map<Outcome, Integer> counted = new EnumMap<>(Outcome.class);
    private int asked;

    Run(Dialect dialect, long seed) {
      this.dialect = dialect;
      this.connection = dialect.database().asAdministrator();
      this.requests = new RandomRequests(new SplittableRandom(seed));
    }

    /// Asks both, PostgreSQL first and without consequences.
    ///
    /// @return what differs
    Optional<String> next() throws SQLException {
      if (asked++ % UNTIL_FRESH_ROWS == 0) dialect.database().execute(RandomTables.ROWS);
      Asked request = requests.next();
      Said postgres = request.certain() == null ? postgres(request) : certain(request);
      int before = dialect.offered();
      Answer answer = send(request);
      boolean inMemory = dialect.offered() == before;
      Said said = said(answer);
      Outcome outcome =
          inMemory
              ? Outcome.REFUSED_IN_MEMORY
              : said.code().isEmpty() ? Outcome.ANSWERED : Outcome.REFUSED_BY_POSTGRES;
      counted.merge(outcome, 1, Integer::sum);
      boolean neverRead =
          outcome == Outcome.ANSWERED
              && (postgres.code().startsWith(BAD_VALUE) || isLeftOut(said, postgres));
      boolean alsoForbidden =
          inMemory
              ? postgres.code().equals(FORBIDDEN)
              : said.code().equals(FORBIDDEN)
                  && (request.certain() != null || postgres.code().startsWith(BAD_VALUE));
      return neverRead || alsoForbidden || agree(said, postgres, inMemory)
          ? Optional.empty()
          : Optional.of(
              "%s\n  PostgreSQL: %s\n  %s: %s"
                  .formatted(request, postgres, outcome, answer.body()));
    }

    /// Embeds to which no row can lead are left out of PostgreSQL's plan, with what is forbidden in
    /// them.
    private static boolean isLeftOut(Said said, Said postgres) {
      return said.rows().isEmpty() && postgres.code().equals(FORBIDDEN);
    }

    int count(Outcome outcome) {
      return counted.getOrDefault(outcome, 0);
    }

    private static boolean agree(Said said, Said postgres, boolean inMemory) {
      String code = LOOKED_UP.getOrDefault(said.code(), said.code());
      boolean sameWords = !inMemory || code.startsWith("PGRST") || !code.equals(said.code());
      return code.equals(postgres.code())
          && said.rows().equals(postgres.rows())
          && (sameWords || said.message().equals(postgres.message()));
    }

    private Answer send(Asked request) {
      List<String> headers = new ArrayList<>(request.headers());
      headers.addAll(List.of("as", request.role()));
      return dialect.send(
          request.method(), request.target(), request.body(), headers.toArray(String[]::new));
    }

    private static Said certain(Asked request) {
      String code = String.valueOf(request.certain());
      return new Said(List.of(), LOOKED_UP.getOrDefault(code, code), "");
    }

    private Said postgres(Asked request) throws SQLException {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute("set local search_path = public, extensions");
        statement.execute("set local role " + request.role());
        try (ResultSet row = statement.executeQuery(request.sql())) {
          String body = row.next() ? row.getString(1) : null;
          return new Said(rows(body == null ? "null" : body), "", "");
        }
      } catch (SQLException refused) {
        return new Said(List.of(), refused.getSQLState(), ServerMessage.of(refused).message());
      } finally {
        connection.rollback();
      }
    }

    private static Said said(Answer answer) {
      if (answer.status() < 300) return new Said(rows(answer.body()), "", "");
      JsonNode error = JSON.readTree(answer.body());
      String message = DEEPER.matcher(error.path("message").asString()).replaceFirst("$1.");
      return new Said(List.of(), error.path("code").asString(), message);
    }

    /// In one order, since a request need not ask for any.
    private static List<String> rows(String body) {
      JsonNode value = JSON.readTree(body);
      if (!value.isArray()) return List.of(value.toString());
      return value.valueStream().map(JsonNode::toString).sorted().toList();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
