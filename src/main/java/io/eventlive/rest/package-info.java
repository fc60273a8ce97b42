/// The PostgREST dialect under `/rest/v1`, in request order: `rest.request` reads what was asked,
/// `rest.plan` resolves it against the catalogue, `rest.query` makes one SQL statement of it, and
/// `rest.response` turns the result, or the error, into an answer. Each stage takes and returns
/// records and knows only the stages before it. May depend on `http`, `auth`, `database`, `schema`,
/// `registration` and `observation`.
///
/// Start reading at [io.eventlive.rest.RestRoutes].
@NullMarked
package io.eventlive.rest;

import org.jspecify.annotations.NullMarked;
