package io.eventlive.changes;

import io.eventlive.database.ConnectionSource;
import io.eventlive.database.Replication;

/// The connections that the feed needs.
///
/// @param replication on which the WAL comes
/// @param replicator plain ones under the same login
/// @param heart by which heartbeats are written
/// @param facts by which listeners load; sees every row that they ask for
public record FeedAccess(
    Replication.Source replication,
    ConnectionSource replicator,
    ConnectionSource heart,
    ConnectionSource facts) {}
