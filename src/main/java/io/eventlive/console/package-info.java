/// What people see of a running server without signing in, and what its operator sees: the page at
/// `/`, health, readiness, metrics and live counters. May depend on `http`, `database`, `auth`,
/// `schema`, `mail`, `webinar` and `observation`.
///
/// Start reading at [io.eventlive.console.ConsoleRoutes].
@NullMarked
package io.eventlive.console;

import org.jspecify.annotations.NullMarked;
