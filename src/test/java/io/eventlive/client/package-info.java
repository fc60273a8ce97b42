/// The published JavaScript client against a whole server: what an application would notice.
///
/// Start reading at [io.eventlive.client.SupabaseClientTest]; the calls are in `src/test/js`.
@NullMarked
package io.eventlive.client;

import org.jspecify.annotations.NullMarked;
