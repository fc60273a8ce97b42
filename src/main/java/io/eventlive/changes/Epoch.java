package io.eventlive.changes;

/// One unbroken stretch of the feed, from a connection's first transaction to its loss.
///
/// @param number one more than that of the stretch before; the first is 1
/// @param from what is told is everything committed after this point; what was committed before it
///   is in the snapshot that listeners load from
public record Epoch(long number, Lsn from) {}
