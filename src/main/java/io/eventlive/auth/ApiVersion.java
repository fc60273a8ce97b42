package io.eventlive.auth;

import io.eventlive.http.HttpHeaders;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Which of Supabase Auth's two error shapes a client reads, by `X-Supabase-Api-Version`.
enum ApiVersion {
  /// Clients that name none.
  INITIAL,
  /// What auth-js names since 2024.
  JANUARY_2024;

  static final String HEADER = "X-Supabase-Api-Version";
  private static final LocalDate FIRST_OF_JANUARY = LocalDate.of(2024, 1, 1);

  static ApiVersion of(HttpHeaders headers) {
    Optional<String> date = headers.first(HEADER);
    if (date.isEmpty()) return INITIAL;
    try {
      return LocalDate.parse(date.get()).isBefore(FIRST_OF_JANUARY) ? INITIAL : JANUARY_2024;
    } catch (DateTimeParseException _) {
      return INITIAL; // as Supabase Auth does with a date that is none
    }
  }
}
