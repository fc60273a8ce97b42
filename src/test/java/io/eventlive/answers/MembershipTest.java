package io.eventlive.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class MembershipTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  private static Catalogue catalogue() throws SQLException {
    try (Connection connection = DATABASE.asAdministrator()) {
      return new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
          .read(connection, 1);
    }
  }

  /// Who changes one of these functions changes its digest in [Membership], after a look at what it
  /// says it reads.
  @Test
  void knowsTheFunctionsThatTheMigrationsMake() throws Exception {
    Catalogue catalogue = catalogue();

    assertThat(Membership.marks(catalogue.grounds()))
        .as(
            "digests: %s %s %s",
            digest(catalogue, "eventlive.webinars_as(text)"),
            digest(catalogue, "eventlive.clients_run_by_me()"),
            digest(catalogue, "eventlive.hosts(text)"))
        .isPresent();
  }

  private static String digest(Catalogue catalogue, String signature) {
    return signature
        + "="
        + Membership.digest(catalogue.grounds().function(signature).orElseThrow().body());
  }

  @Test
  void understandsWhatARoomShares() throws Exception {
    Catalogue catalogue = catalogue();

    for (String room : List.of("questions", "messages", "webinar_streams", "registrations")) {
      assertThat(visibility(catalogue, room, "authenticated"))
          .as(room)
          .isInstanceOfSatisfying(
              Visibility.Understood.class,
              each -> {
                assertThat(each.claims()).isEmpty();
                assertThat(each.memberColumns()).isEqualTo(Set.of("webinar_id"));
              });
    }
    assertThat(visibility(catalogue, "webinars", "authenticated"))
        .isInstanceOfSatisfying(
            Visibility.Understood.class,
            each -> assertThat(each.memberColumns()).isEqualTo(Set.of("id")));
    assertThat(visibility(catalogue, "profiles", "authenticated"))
        .isInstanceOfSatisfying(
            Visibility.Understood.class, each -> assertThat(each.claims()).isEmpty());
    assertThat(visibility(catalogue, "attendances", "authenticated"))
        .isInstanceOfSatisfying(
            Visibility.Understood.class,
            each -> assertThat(each.claims()).isEqualTo(Set.of("sub")));
    assertThat(visibility(catalogue, "agencies", "authenticated"))
        .isInstanceOf(Visibility.Unknown.class);
  }

  @Test
  void believesNobodyWhoOnlyHasTheName() throws Exception {
    try (TestDatabase forged = TestDatabase.fresh();
        Connection connection = forged.asAdministrator()) {
      forged.execute(
          """
          create or replace function eventlive.hosts(role text) returns boolean
            language sql immutable parallel safe as $$ select true $$;
          create or replace function auth.uid() returns uuid language sql stable
            as $$ select gen_random_uuid() $$;
          """);
      Catalogue catalogue =
          new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
              .read(connection, 1);

      assertThat(visibility(catalogue, "questions", "authenticated"))
          .isInstanceOf(Visibility.Unknown.class);
      assertThat(visibility(catalogue, "attendances", "authenticated"))
          .isInstanceOf(Visibility.Unknown.class);
    }
  }

  private static Visibility visibility(Catalogue catalogue, String name, String role) {
    Table table = catalogue.table(new QualifiedName("public", name)).orElseThrow();
    return Visibility.of(table, role, catalogue);
  }
}
