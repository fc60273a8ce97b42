package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TemplateTest {
  @Test
  void encodesAnAddressAsSupabaseJsDoes() {
    Template address =
        Template.address(
            "/rest/v1/profiles",
            List.of(
                "select=id,email", "id=in.({people:2})", "registration_data->>email=eq.{email}"));

    assertThat(
            address.filled(each -> each.name().equals("people") ? "a,b" : "attendee-1@example.com"))
        .isEqualTo(
            "/rest/v1/profiles?select=id%2Cemail&id=in.%28a%2Cb%29"
                + "&registration_data-%3E%3Eemail=eq.attendee-1%40example.com");
  }

  @Test
  void fillsThePathAsItIs() {
    assertThat(Template.address("/auth/v1/admin/users/{user}", List.of()).filled(_ -> "u-1"))
        .isEqualTo("/auth/v1/admin/users/u-1");
  }

  @Test
  void keepsJsonWhole() {
    Template body = Template.json("{\"content\":\"{text}\",\"user_id\":null}");

    assertThat(body.filled(_ -> "100 % \"sure\"\n"))
        .isEqualTo("{\"content\":\"100 % \\\"sure\\\"\\n\",\"user_id\":null}");
  }

  @Test
  void knowsMomentsBeforeNow() {
    Template address = Template.address("/x", List.of("at=gte.{now-3min}", "to={now}"));

    assertThat(address.filled(each -> each.name() + each.minutes()))
        .isEqualTo("/x?at=gte.now3&to=now0");
    assertThat(address.names()).containsExactly("now");
  }
}
