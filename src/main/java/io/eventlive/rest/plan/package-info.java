/// What a request means in this database: every name looked up in the catalogue, every value paired
/// with its type, every relationship found, or a refusal with PostgREST's code before any SQL.
///
/// Start reading at [io.eventlive.rest.plan.Planner].
@NullMarked
package io.eventlive.rest.plan;

import org.jspecify.annotations.NullMarked;
