package io.eventlive.auth;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One way in which a person is known, as `auth.identities` has it.
///
/// @param providerId the provider's own name for the person; the user's id for `email`
/// @param data what the provider says: `sub`, `email`, `email_verified` and more
record Identity(
    UUID id,
    String providerId,
    UUID userId,
    ObjectNode data,
    String provider,
    @Nullable Instant lastSignInAt,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String email) {}
