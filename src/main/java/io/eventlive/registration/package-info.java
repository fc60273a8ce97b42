/// Inserts of a crowd: the tables on which a repeated insert is no error, the flights that bring
/// simultaneous repeats of one row together, and the batches in which inserts of many callers share
/// a transaction. May depend on `database`, `schema` and `observation`.
///
/// Start reading at [io.eventlive.registration.Flights].
@NullMarked
package io.eventlive.registration;

import org.jspecify.annotations.NullMarked;
