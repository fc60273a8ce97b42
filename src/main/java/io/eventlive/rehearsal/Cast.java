package io.eventlive.rehearsal;

import java.time.Instant;
import java.util.List;

/// Who takes part, and in which event.
///
/// @param begins the event's time, for questions about it
/// @param host nobody where there is none whose account a rehearsal may use
record Cast(
    String webinar,
    String slug,
    String campaign,
    String client,
    String agency,
    Instant begins,
    Instant ends,
    List<Member> attendees,
    List<Host> host) {

  /// Somebody who is registered.
  record Member(String id, String email, String name) {}

  /// @param accessToken of a session that the preparation began
  record Host(Member member, String accessToken) {}
}
