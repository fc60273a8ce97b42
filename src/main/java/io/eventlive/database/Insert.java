package io.eventlive.database;

/// One member of a batch: what one caller wants written.
///
/// @param onlyOne whether it is to be undone where its result is not exactly one row
public record Insert(RequestSettings settings, Statement statement, boolean onlyOne) {}
