/// What tests of several packages stand on: a real PostgreSQL.
///
/// Start reading at [io.eventlive.testing.TestDatabase].
@NullMarked
package io.eventlive.testing;

import org.jspecify.annotations.NullMarked;
