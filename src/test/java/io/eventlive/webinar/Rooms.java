package io.eventlive.webinar;

import java.util.UUID;

/// Two rooms with something in every table: `here`, where the people of a test are somebody, and
/// `there`, where they are nobody.
final class Rooms {
  final UUID client;
  final UUID webinar;

  /// A second webinar of the same client, with nothing in it.
  final UUID empty;

  final UUID attendee;
  final UUID host;
  final UUID other;
  final UUID outsider;
  final UUID there;
  final UUID elsewhere;

  Rooms(Stage stage) {
    client = stage.client();
    webinar = stage.webinar(client, "auth");
    empty = stage.webinar(client, "auth");
    attendee = stage.person();
    host = stage.person();
    other = stage.person();
    outsider = stage.person();
    stage.makeMember(client, host, "operator");
    fill(stage, client, webinar, attendee, other);

    elsewhere = stage.client();
    there = stage.webinar(elsewhere, "invite_only");
    UUID stranger = stage.person();
    stage.makeMember(elsewhere, stranger, "owner");
    fill(stage, elsewhere, there, stage.person(), stage.person());
  }

  private static void fill(Stage stage, UUID client, UUID webinar, UUID one, UUID two) {
    stage.register(webinar, one, "attendee");
    stage.register(webinar, two, "attendee");
    stage
        .database()
        .execute(
            """
            insert into public.agency_members
              select agency_id, '%4$s', 'analyst' from public.clients where id = '%1$s';
            insert into public.webinar_streams values ('%2$s', 'https://example.com/stream');
            insert into public.registration_details values ('%2$s', '%3$s'), ('%2$s', '%4$s');
            insert into public.attendances values ('%2$s', '%3$s'), ('%2$s', '%4$s');
            insert into public.questions (webinar_id, user_id, content, status) values
              ('%2$s', '%3$s', 'mine, hidden', 'hidden'), ('%2$s', '%4$s', 'shown', 'published');
            insert into public.messages (webinar_id, user_id, content, hidden) values
              ('%2$s', '%3$s', 'mine, hidden', true), ('%2$s', '%4$s', 'shown', false);
            insert into public.webinar_allowed_emails values ('%2$s', 'listed@example.com');
            with invitation as (
              insert into public.invitations (webinar_id, token_hash, expires_at)
              values ('%2$s', sha256('%2$s'::text::bytea), now() + interval '1 day') returning id)
            insert into public.invitation_uses select id, '%4$s' from invitation;
            with entry as (
              insert into public.expected_attendees (webinar_id, name, email)
              values ('%2$s', 'Attendee', 'attendee@example.com') returning id)
            insert into public.arrivals select '%2$s', '%4$s', id from entry;
            """
                .formatted(client, webinar, one, two));
  }
}
