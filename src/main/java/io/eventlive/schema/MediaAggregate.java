package io.eventlive.schema;

import java.util.Optional;

/// An aggregate that makes an answer's body of rows: it returns a domain that is named after a
/// media type.
///
/// @param rows the row type that it takes; empty where it takes any
/// @param mediaType in small letters; `*/*` for every one
/// @param bytes whether the body is `bytea` rather than text
public record MediaAggregate(
    QualifiedName name, Optional<QualifiedName> rows, String mediaType, boolean bytes) {}
