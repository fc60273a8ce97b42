/// SQL for a plan: one sealed tree, one printer that quotes every identifier and binds every value.
/// No other code in the house puts SQL together from parts.
///
/// Start reading at [io.eventlive.rest.query.SqlPrinter].
@NullMarked
package io.eventlive.rest.query;

import org.jspecify.annotations.NullMarked;
