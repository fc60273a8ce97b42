package io.eventlive.admission;

import java.util.Optional;
import java.util.function.Predicate;

/// Who calls, as far as it decides who goes first.
sealed interface Standing {
  /// Somebody signed in who runs webinars.
  record Host(String subject) implements Standing {}

  /// Somebody else who is signed in.
  record Person(String subject) implements Standing {}

  /// A server of the organiser's with the service_role key. Speaks for many people at once.
  record Backend() implements Standing {}

  /// A visitor who has not signed in.
  record Visitor() implements Standing {}

  /// What a caller is.
  ///
  /// @param hosts whether a subject runs webinars; from memory
  static Standing of(String role, Optional<String> subject, Predicate<String> hosts) {
    if (role.equals("service_role")) return new Backend();
    if (subject.isEmpty()) return new Visitor();
    return hosts.test(subject.get()) ? new Host(subject.get()) : new Person(subject.get());
  }
}
