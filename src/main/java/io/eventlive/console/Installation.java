package io.eventlive.console;

import java.time.Instant;
import java.time.ZoneId;

/// What a running server tells everybody about itself.
///
/// @param version EventLive's own
/// @param publicUrl the address by which clients reach it, without a slash at the end
/// @param publicKey the key that stands for `anon`; public by nature
/// @param schemaVersion of the newest migration, or a word where EventLive does not migrate
/// @param demo whether what it shows is a demonstration
/// @param outbox whether mails stay here, to be read at `/outbox`, because no mail server is set
/// @param zone in which times are shown to those who did not say otherwise
public record Installation(
    String version,
    String publicUrl,
    String publicKey,
    String schemaVersion,
    boolean demo,
    boolean outbox,
    Instant started,
    ZoneId zone) {}
