package io.eventlive.changes;

import java.time.Duration;

/// What a feed has done since its start.
///
/// @param slowest the longest that listeners took for one transaction
public record Totals(
    long transactions, long changes, long heartbeats, long gaps, Duration slowest) {}
