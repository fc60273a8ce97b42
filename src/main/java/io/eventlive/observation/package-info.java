/// Operational events as one sealed family, and what is made of them: log lines and metrics.
/// Depends on no other package of the house; every other package may depend on it.
///
/// Start reading at [io.eventlive.observation.Observation].
@NullMarked
package io.eventlive.observation;

import org.jspecify.annotations.NullMarked;
