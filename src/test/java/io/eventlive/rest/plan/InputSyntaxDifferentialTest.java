package io.eventlive.rest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.rest.plan.ValueCheck.Malformed;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever [InputSyntax] refuses is shown to PostgreSQL, which must refuse it in the same words;
/// and of what PostgreSQL refuses, a good part must have been caught.
final class InputSyntaxDifferentialTest {
  private static final int VALUES_PER_TYPE = 3_000;
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  /// A type and how much of what PostgreSQL refuses the guard must catch.
  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private enum Subject {
    UUID("uuid", 'U', 1.0),
    INT2("int2", 'N', 0.75),
    INT4("int4", 'N', 0.8),
    INT8("int8", 'N', 0.8),
    BOOL("bool", 'B', 0.95),
    NUMERIC("numeric", 'N', 0.85),
    FLOAT4("float4", 'N', 0.85),
    FLOAT8("float8", 'N', 0.85),
    DATE("date", 'D', 0.36),
    TIME("time", 'D', 0.22),
    TIMETZ("timetz", 'D', 0.22),
    TIMESTAMP("timestamp", 'D', 0.12),
    TIMESTAMPTZ("timestamptz", 'D', 0.34),
    INT4_ARRAY("_int4", 'A', 0.85),
    TEXT_ARRAY("_text", 'A', 0.85);

    private final Type type;
    private final double floor;

    Subject(String name, char category, double floor) {
      QualifiedName qualified = new QualifiedName("pg_catalog", name);
      this.type = new Type(qualified, Optional.empty(), category, qualified, name);
      this.floor = floor;
    }
  }

  /// One value and what was said of it.
  ///
  /// @param postgres as a text that is cast
  /// @param inJson as a text in JSON
  private record Verdict(
      Subject subject,
      String value,
      Optional<Malformed> guard,
      Optional<String> postgres,
      Optional<String> inJson) {}

  /// In what order a session reads days and months.
  private static final List<String> DATE_STYLES = List.of("ISO, MDY", "ISO, DMY", "ISO, YMD");

  @BeforeAll
  static void arrange() {
    DATABASE.execute(
        """
        create function public.refusal(value text, type text) returns text
          language plpgsql as $$
        begin
          execute format('select cast(cast($1 as varchar) as pg_catalog.%I)', type) using value;
          return null;
        exception when others then
          return sqlstate || ' ' || sqlerrm;
        end $$;
        create function public.refusal_in_json(value text, type text) returns text
          language plpgsql as $$
        begin
          execute format(
            'select v from json_to_recordset($1) as r (v pg_catalog.%I)', type)
            using json_build_array(json_build_object('v', value));
          return null;
        exception when others then
          return sqlstate || ' ' || sqlerrm;
        end $$;
        """);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void refusesNothingThatPostgresAcceptsAndCatchesMostOfWhatItRefuses() throws Exception {
    long seed = System.nanoTime();
    System.out.println("InputSyntaxDifferentialTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Values values = new Values(random.split());
    Moments moments = new Moments(random.split());

    Map<Subject, int[]> caught = new EnumMap<>(Subject.class);
    for (Subject subject : Subject.values()) {
      int refused = 0;
      int both = 0;
      for (Verdict verdict :
          verdicts(
              subject,
              made(subject.type.category() == 'D' ? moments::next : values::next),
              DATE_STYLES.get(random.nextInt(DATE_STYLES.size())))) {
        if (verdict.postgres().isPresent()) refused++;
        if (verdict.guard().isEmpty()) continue;
        both++;
        String said =
            verdict.guard().get().code().wireCode() + " " + verdict.guard().get().message();
        assertThat(verdict.postgres()).as("seed %d: %s", seed, verdict).contains(said);
        if (subject.type.category() == 'A') continue; // JSON has arrays of its own
        assertThat(verdict.inJson()).as("seed %d: %s", seed, verdict).contains(said);
      }
      caught.put(subject, new int[] {both, refused});
    }

    caught.forEach((subject, counts) ->
        System.out.println(subject + " caught " + counts[0] + " of " + counts[1]));
    caught.forEach((subject, counts) ->
        assertThat(counts[0] / (double) counts[1])
            .as("seed %d: %s caught %d of %d", seed, subject, counts[0], counts[1])
            .isGreaterThanOrEqualTo(subject.floor));
  }

  /// Without a time behind its `T` it has another error than a day that does not exist.
  @Test
  void leavesADayWhoseTimeIsMissingToPostgres() throws Exception {
    for (Subject subject : List.of(Subject.DATE, Subject.TIMESTAMP, Subject.TIMESTAMPTZ)) {
      for (Verdict verdict :
          verdicts(subject, List.of("2026-00-08T", "2026-02-30T"), DATE_STYLES.getFirst())) {
        verdict
            .guard()
            .ifPresent(said ->
                assertThat(verdict.postgres())
                    .as("%s", verdict)
                    .contains(said.code().wireCode() + " " + said.message()));
      }
    }
  }

  @Test
  void refusesTextWithANulAsPostgresDoes() throws Exception {
    Malformed malformed =
        new InputSyntax().certainlyMalformed(Subject.INT4.type, "1\0").orElseThrow();

    try (Connection connection = DATABASE.asAdministrator();
        PreparedStatement statement = connection.prepareStatement("select ?::varchar")) {
      statement.setString(1, "1\0");
      assertThatThrownBy(statement::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class,
              refused -> {
                assertThat(refused.getSQLState()).isEqualTo(malformed.code().wireCode());
                assertThat(refused.getMessage()).contains(malformed.message());
              });
    }
  }

  private static List<String> made(Supplier<String> values) {
    return Stream.generate(values).limit(VALUES_PER_TYPE).toList();
  }

  private static List<Verdict> verdicts(Subject subject, List<String> values, String style)
      throws SQLException {
    List<Verdict> verdicts = new ArrayList<>();
    try (Connection connection = DATABASE.asAdministrator();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select value, public.refusal(value, ?), public.refusal_in_json(value, ?)
                from unnest(?::text[]) with ordinality as given (value, place)
                order by place
                """)) {
      TestDatabase.rows(connection, "select set_config('datestyle', ?, false)", style);
      statement.setString(1, subject.type.name().name());
      statement.setString(2, subject.type.name().name());
      statement.setArray(3, connection.createArrayOf("text", values.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String value = row.getString(1);
          verdicts.add(
              new Verdict(
                  subject,
                  value,
                  new InputSyntax().certainlyMalformed(subject.type, value),
                  Optional.ofNullable(row.getString(2)),
                  Optional.ofNullable(row.getString(3))));
        }
      }
    }
    return verdicts;
  }
}
