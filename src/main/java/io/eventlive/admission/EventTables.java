package io.eventlive.admission;

import java.util.Set;

/// What the tables and functions of an event are called here, without their schema. A database that
/// was there before EventLive may have other names.
///
/// @param webinars the events themselves
/// @param registrations who is coming
/// @param profiles who people are
/// @param contributions what attendees write
/// @param joining functions that let somebody in or show him the room
/// @param hosting tables that hosts alone write, besides the events themselves
/// @param hostFunctions functions that hosts alone call
public record EventTables(
    Set<String> webinars,
    Set<String> registrations,
    Set<String> profiles,
    Set<String> contributions,
    Set<String> joining,
    Set<String> hosting,
    Set<String> hostFunctions) {
  public static final EventTables DEFAULT =
      new EventTables(
          Set.of("webinars"),
          Set.of("registrations"),
          Set.of("profiles"),
          Set.of("questions", "messages"),
          Set.of("join_webinar"),
          Set.of("webinar_streams"),
          Set.of("create_invitation"));

  public EventTables {
    webinars = Set.copyOf(webinars);
    registrations = Set.copyOf(registrations);
    profiles = Set.copyOf(profiles);
    contributions = Set.copyOf(contributions);
    joining = Set.copyOf(joining);
    hosting = Set.copyOf(hosting);
    hostFunctions = Set.copyOf(hostFunctions);
  }
}
