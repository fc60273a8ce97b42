/// PostgreSQL: the embedded cluster, the pools, the two transaction shapes of a request, and the
/// migrations. The only package that opens connections. May depend on `folder` and `observation`.
///
/// Start reading at [io.eventlive.database.RequestConnection].
@NullMarked
package io.eventlive.database;

import org.jspecify.annotations.NullMarked;
