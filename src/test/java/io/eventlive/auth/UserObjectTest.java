package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A person and a session, field by field, as the types of auth-js name them.
final class UserObjectTest {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z";
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aSessionHasSixFields() {
    KIT.confirmed("session@example.com", "password 1");

    JsonNode session = KIT.signIn("session@example.com", "password 1").body();

    assertThat(session.propertyNames())
        .containsExactlyInAnyOrder(
            "access_token", "token_type", "expires_in", "expires_at", "refresh_token", "user");
    assertThat(session.get("token_type").asString()).isEqualTo("bearer");
    assertThat(session.get("expires_at").asLong() - session.get("expires_in").asLong())
        .isEqualTo(KIT.clock.instant().getEpochSecond());
  }

  @Test
  void whoHasDoneNothingYetHasWhatIsAlwaysThere() {
    JsonNode guest = KIT.anonymous().body().get("user");

    assertThat(guest.propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "aud",
            "role",
            "email",
            "phone",
            "last_sign_in_at",
            "app_metadata",
            "user_metadata",
            "identities",
            "created_at",
            "updated_at",
            "is_anonymous");
    assertThat(guest.get("email").asString()).isEmpty();
    assertThat(guest.get("phone").asString()).isEmpty();
    assertThat(guest.get("aud").asString()).isEqualTo("authenticated");
    assertThat(guest.get("role").asString()).isEqualTo("authenticated");
    assertThat(guest.get("is_anonymous").asBoolean()).isTrue();
    assertThat(guest.get("identities").isEmpty()).isTrue();
  }

  @Test
  void everyFieldThatMayBeThereHasItsNameAndItsKind() {
    Answer made = KIT.confirmed("everything@example.com", "password 1");
    KIT.signIn("everything@example.com", "password 1");
    DATABASE.execute(
        """
        update auth.users
        set
          invited_at = now(), confirmation_sent_at = now(), recovery_sent_at = now(),
          email_change = 'next@example.com', email_change_sent_at = now(),
          phone = '821000000000', phone_confirmed_at = now(), banned_until = now(),
          deleted_at = null
        where id = '%s'
        """
            .formatted(made.text("id")));

    JsonNode person = KIT.get("/admin/users/" + made.text("id"), Forge.SERVICE).body();

    assertThat(kinds(person))
        .containsExactlyInAnyOrder(
            "id STRING",
            "aud STRING",
            "role STRING",
            "email STRING",
            "email_confirmed_at time",
            "invited_at time",
            "phone STRING",
            "phone_confirmed_at time",
            "confirmation_sent_at time",
            "confirmed_at time",
            "recovery_sent_at time",
            "new_email STRING",
            "email_change_sent_at time",
            "last_sign_in_at time",
            "app_metadata OBJECT",
            "user_metadata OBJECT",
            "identities ARRAY",
            "created_at time",
            "updated_at time",
            "banned_until time",
            "is_anonymous BOOLEAN");
    assertThat(person.at("/app_metadata/provider").asString()).isEqualTo("email");
    assertThat(person.at("/app_metadata/providers").toString()).isEqualTo("[\"email\"]");
    assertThat(kinds(person.at("/identities/0")))
        .containsExactlyInAnyOrder(
            "identity_id STRING",
            "id STRING",
            "user_id STRING",
            "identity_data OBJECT",
            "provider STRING",
            "last_sign_in_at time",
            "created_at time",
            "updated_at time",
            "email STRING");
    assertThat(person.at("/identities/0/identity_data/sub").asString()).isEqualTo(made.text("id"));
  }

  private static List<String> kinds(JsonNode object) {
    List<String> kinds = new ArrayList<>();
    object.propertyStream().forEach(field -> kinds.add(field.getKey() + kind(field.getValue())));
    return kinds;
  }

  private static String kind(JsonNode value) {
    boolean time = value.isString() && value.asString().matches(TIME);
    return " " + (time ? "time" : value.getNodeType());
  }
}
