package io.eventlive.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A person as `auth.users` has them, with identities. The metadata trees are never changed once
/// they are in here.
///
/// @param email empty where there is none
/// @param phone empty where there is none
/// @param passwordHash null or empty where the person has no password
record User(
    UUID id,
    String audience,
    String role,
    String email,
    @Nullable String passwordHash,
    @Nullable Instant emailConfirmedAt,
    @Nullable Instant invitedAt,
    String phone,
    @Nullable Instant phoneConfirmedAt,
    @Nullable Instant confirmationSentAt,
    @Nullable Instant recoverySentAt,
    String newEmail,
    @Nullable Instant emailChangeSentAt,
    @Nullable Instant lastSignInAt,
    ObjectNode appMetadata,
    ObjectNode userMetadata,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant bannedUntil,
    @Nullable Instant deletedAt,
    boolean anonymous,
    List<Identity> identities) {

  User {
    identities = List.copyOf(identities);
  }

  /// When either way of reaching the person was confirmed first.
  @Nullable Instant confirmedAt() {
    if (emailConfirmedAt == null) return phoneConfirmedAt;
    if (phoneConfirmedAt == null) return emailConfirmedAt;
    return emailConfirmedAt.isBefore(phoneConfirmedAt) ? emailConfirmedAt : phoneConfirmedAt;
  }

  boolean bannedAt(Instant now) {
    return bannedUntil != null && bannedUntil.isAfter(now);
  }

  /// Names nobody: a record's own text would put an address and a hash into a log.
  @Override
  public String toString() {
    return "User[" + id + "]";
  }
}
