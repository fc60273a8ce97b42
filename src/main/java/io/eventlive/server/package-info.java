/// Wiring, configuration, start and drain: the one place that says `new` for everything. Owns the
/// subcommands `serve`, `keys` and `rehearse`, the settings, the data folder and the keys in it.
/// May depend on every other package; nothing but `Main` depends on it.
///
/// Start reading at [io.eventlive.server.Server].
@NullMarked
package io.eventlive.server;

import org.jspecify.annotations.NullMarked;
