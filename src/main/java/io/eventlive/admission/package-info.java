/// Who goes first when more is asked than PostgreSQL can do: the class of a request, the line in
/// which it waits for a connection, how long it may wait there, and the appointment that it gets
/// where that was too long. May depend on `http`, `database` and `observation`; knows no feature:
/// they say what kind of [io.eventlive.admission.Call] a request is.
///
/// Start reading at [io.eventlive.admission.Admission]; who goes first is decided in
/// [io.eventlive.admission.Classification] and nowhere else.
@NullMarked
package io.eventlive.admission;

import org.jspecify.annotations.NullMarked;
