/// Idempotent writes: the tables on which a repeated insert is no error, and the flights that bring
/// simultaneous repeats together before they reach PostgreSQL. May depend on `database`, `schema`
/// and `observation`.
///
/// Start reading at [io.eventlive.registration.IdempotentTables].
@NullMarked
package io.eventlive.registration;

import org.jspecify.annotations.NullMarked;
