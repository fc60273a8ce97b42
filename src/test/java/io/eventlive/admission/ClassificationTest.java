package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.admission.Call.Breadth;
import io.eventlive.admission.Call.Change;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of classes, row by row.
final class ClassificationTest {
  private static final Standing HOST = new Standing.Host("host");
  private static final Standing PERSON = new Standing.Person("attendee");
  private static final Standing BACKEND = new Standing.Backend();
  private static final Standing VISITOR = new Standing.Visitor();

  private final Classification classification = new Classification(EventTables.DEFAULT);

  private static Call read(String table, Breadth breadth, String... named) {
    return new Call.Read(table, breadth, Set.of(named));
  }

  private static Call write(String table, Change change) {
    return new Call.Write(table, change);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        // P0: health, operator, metrics; host actions; token refresh
        Arguments.of("P0", new Call.Operation(), BACKEND),
        Arguments.of("P0", new Call.Refresh(), VISITOR),
        Arguments.of("P0", write("webinars", Change.UPDATE), HOST),
        Arguments.of("P0", write("messages", Change.UPDATE), HOST),
        Arguments.of("P0", write("questions", Change.DELETE), HOST),
        Arguments.of("P0", write("webinar_streams", Change.INSERT), HOST),
        Arguments.of("P0", new Call.Function("create_invitation", false), HOST),
        Arguments.of("P0", write("webinars", Change.UPDATE), BACKEND),
        // whoever only says that he is a host goes with the other writes
        Arguments.of("P2", write("webinars", Change.UPDATE), PERSON),
        Arguments.of("P2", write("webinars", Change.UPDATE), VISITOR),
        Arguments.of("P2", new Call.Function("create_invitation", false), PERSON),
        // P1: sign-in, registration, join, the webinar row
        Arguments.of("P1", new Call.SignIn(), VISITOR),
        Arguments.of("P1", write("registrations", Change.INSERT), PERSON),
        Arguments.of("P1", write("registrations", Change.INSERT), BACKEND),
        Arguments.of("P1", write("profiles", Change.UPDATE), PERSON),
        Arguments.of("P1", new Call.Function("join_webinar", false), PERSON),
        Arguments.of("P1", new Call.Function("join_webinar", false), VISITOR),
        Arguments.of("P1", read("webinars", Breadth.NARROW, "w"), VISITOR),
        Arguments.of("P1", read("webinars", Breadth.NARROW, "w"), BACKEND),
        Arguments.of("P1", read("registrations", Breadth.NARROW, "w", "attendee"), PERSON),
        Arguments.of("P1", read("profiles", Breadth.NARROW, "attendee"), PERSON),
        // P2: questions, messages, votes
        Arguments.of("P2", write("questions", Change.INSERT), PERSON),
        Arguments.of("P2", write("messages", Change.INSERT), PERSON),
        Arguments.of("P2", write("messages", Change.INSERT), BACKEND),
        Arguments.of("P2", write("votes", Change.INSERT), PERSON),
        Arguments.of("P2", write("registrations", Change.DELETE), PERSON),
        Arguments.of("P2", new Call.Function("vote", false), PERSON),
        // P3: other reads
        Arguments.of("P3", read("webinars", Breadth.LIST), VISITOR),
        Arguments.of("P3", read("messages", Breadth.NARROW, "w"), PERSON),
        Arguments.of("P3", read("profiles", Breadth.LIST), PERSON),
        Arguments.of("P3", read("profiles", Breadth.NARROW, "somebody else"), PERSON),
        Arguments.of("P3", read("profiles", Breadth.NARROW, "attendee"), BACKEND),
        Arguments.of("P3", new Call.Function("my_questions", true), PERSON),
        Arguments.of("P3", read("messages", Breadth.LIST), HOST),
        // P4: bulk, exports, statistics; of the webinars' own tables too, and for everybody
        Arguments.of("P4", read("registrations", Breadth.BULK, "w"), HOST),
        Arguments.of("P4", read("webinars", Breadth.BULK), BACKEND),
        Arguments.of("P4", read("messages", Breadth.BULK), PERSON),
        Arguments.of("P4", read("profiles", Breadth.BULK, "attendee"), PERSON));
  }

  @ParameterizedTest(name = "{0}: {1} by {2}")
  @MethodSource("table")
  void ranks(String label, Call call, Standing caller) {
    assertThat(classification.of(call, caller).label()).isEqualTo(label);
  }

  @Test
  void knowsTheTablesOfAnotherSchemaByTheirNames() {
    EventTables other =
        new EventTables(
            Set.of("events"),
            Set.of("seats"),
            Set.of("people"),
            Set.of("chat"),
            Set.of("enter"),
            Set.of("streams"),
            Set.of("invite"));
    Classification theirs = new Classification(other);

    assertThat(theirs.of(read("events", Breadth.NARROW, "e"), VISITOR)).isEqualTo(CallClass.JOIN);
    assertThat(theirs.of(write("seats", Change.INSERT), PERSON)).isEqualTo(CallClass.JOIN);
    assertThat(theirs.of(read("webinars", Breadth.NARROW, "e"), VISITOR)).isEqualTo(CallClass.READ);
    assertThat(theirs.hasText(write("chat", Change.INSERT))).isTrue();
  }

  @Test
  void knowsWhereSomebodyWroteAText() {
    assertThat(classification.hasText(write("questions", Change.INSERT))).isTrue();
    assertThat(classification.hasText(write("messages", Change.UPDATE))).isTrue();
    assertThat(classification.hasText(write("messages", Change.DELETE))).isFalse();
    assertThat(classification.hasText(write("votes", Change.INSERT))).isFalse();
    assertThat(classification.hasText(read("messages", Breadth.LIST))).isFalse();
  }

  @Test
  void tellsWhoCallsFromRoleSubjectAndStanding() {
    assertThat(Standing.of("service_role", Optional.of("host"), _ -> true)).isEqualTo(BACKEND);
    assertThat(Standing.of("authenticated", Optional.of("host"), "host"::equals)).isEqualTo(HOST);
    assertThat(Standing.of("authenticated", Optional.of("attendee"), "host"::equals))
        .isEqualTo(PERSON);
    assertThat(Standing.of("anon", Optional.empty(), _ -> true)).isEqualTo(VISITOR);
  }
}
