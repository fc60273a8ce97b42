/// Flash crowds against an installation: people who arrive when they arrive, whether the server
/// keeps up or not, each with the calls of the old client in their order and parallelism. Owns what
/// that client sends, the generator, and the report of a run. Speaks only the public protocols over
/// HTTP and knows no other package: what it measures is what a client sees.
///
/// Start reading at [io.eventlive.rehearsal.Rehearsal].
@NullMarked
package io.eventlive.rehearsal;

import org.jspecify.annotations.NullMarked;
