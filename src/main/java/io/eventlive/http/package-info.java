/// The doorway: routes, CORS, limits, answers and errors as bytes. It knows no feature; features
/// register themselves in [io.eventlive.http.Routes] and answer with
/// [io.eventlive.http.HttpAnswer]. May depend on `observation` only.
///
/// Start reading at [io.eventlive.http.Routes].
@NullMarked
package io.eventlive.http;

import org.jspecify.annotations.NullMarked;
