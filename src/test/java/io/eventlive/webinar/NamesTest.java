package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What others are shown of who somebody is: the names that people chose, and whether they host.
final class NamesTest {
  private static final Stage STAGE = new Stage();
  private static final JsonMapper JSON = new JsonMapper();

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @Test
  void aProfileShowsOnlyWhatSomebodyChose() {
    STAGE
        .database()
        .execute(
            """
            insert into auth.users (id, raw_user_meta_data) values
              ('00000000-0000-4000-8000-0000000000a1',
               '{"name": "Attendee One", "full_name": "Attendee One"}'),
              ('00000000-0000-4000-8000-0000000000a2',
               '{"name": "Attendee Two", "display_name": "A2", "nickname": "two"}')
            """);

    assertThat(
            STAGE
                .database()
                .rows(
                    """
                    select display_name, nickname from public.profiles
                    where id::text like '00000000-0000-4000-8000-0000000000a_' order by id
                    """))
        .containsExactly("null|null", "A2|two");
  }

  @Test
  void aRoomSaysWhichAuthorsAreHostsWhateverTheyCallThemselves() {
    UUID client = STAGE.client();
    UUID webinar = STAGE.webinar(client, "auth");
    UUID elsewhere = STAGE.webinar("auth");
    UUID host = STAGE.person();
    UUID operator = STAGE.person();
    UUID analyst = STAGE.person();
    UUID agency = STAGE.person();
    UUID impostor = STAGE.person();
    STAGE.register(webinar, host, "host");
    STAGE.makeMember(client, operator, "operator");
    STAGE.makeMember(client, analyst, "analyst");
    STAGE.register(webinar, analyst, "attendee");
    STAGE.register(webinar, impostor, "attendee");
    STAGE.register(elsewhere, impostor, "host");
    STAGE
        .database()
        .execute(
            """
            update public.registrations set nickname = 'Host' where webinar_id = '%1$s';
            insert into public.agency_members (agency_id, user_id, role)
            select agency_id, '%5$s', 'admin' from public.clients where id = '%7$s';
            insert into public.questions (webinar_id, user_id, content) values
              ('%1$s', '%2$s', 'of the host'), ('%1$s', '%3$s', 'of the operator'),
              ('%1$s', '%4$s', 'of the analyst'), ('%1$s', '%5$s', 'of the agency'),
              ('%1$s', '%6$s', 'of the impostor');
            insert into public.messages (webinar_id, user_id, content)
            select webinar_id, user_id, content from public.questions where webinar_id = '%1$s';
            """
                .formatted(webinar, host, operator, analyst, agency, impostor, client));

    JsonNode room = JSON.readTree(STAGE.join(as(impostor), webinar).only());

    for (String said : List.of("questions", "messages")) {
      assertThat(contents(room.get(said), true))
          .containsExactlyInAnyOrder("of the host", "of the operator", "of the agency");
      assertThat(contents(room.get(said), false))
          .containsExactlyInAnyOrder("of the analyst", "of the impostor");
    }
  }

  private static List<String> contents(JsonNode said, boolean byHosts) {
    return said.valueStream()
        .filter(each -> each.get("author_is_host").asBoolean() == byHosts)
        .map(each -> each.get("content").asString())
        .toList();
  }
}
