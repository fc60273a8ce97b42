/// What goes back: a result, or what PostgreSQL or the plan said against it, as status, headers and
/// body.
///
/// Start reading at [io.eventlive.rest.response.ResultAnswer].
@NullMarked
package io.eventlive.rest.response;

import org.jspecify.annotations.NullMarked;
