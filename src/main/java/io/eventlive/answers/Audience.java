package io.eventlive.answers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Callers to whom PostgreSQL would show the same rows: the same role, the same values of the
/// claims that the policies ask for, and, where these ask for membership, the same standing in the
/// one webinar that the request keeps to.
///
/// @param role of the database
/// @param claims each claim's value as JSON, in the order of the claims' names
/// @param standing null where no policy asks for membership
public record Audience(String role, List<String> claims, @Nullable Standing standing) {
  public Audience {
    claims = List.copyOf(claims);
  }

  /// What somebody is to one webinar, each part asked for itself.
  public record Standing(String webinar, boolean attendee, boolean host) {}
}
