/// The WAL as a stream: what was committed to the published tables, in commit order, told to
/// listeners by one thread; and how long ago it was last certain that nothing is missing. May
/// depend on `database`, `schema` (names of tables) and `observation`. Knows nobody who listens.
///
/// Start reading at [io.eventlive.changes.ChangeFeed], then [io.eventlive.changes.ChangeListener].
@NullMarked
package io.eventlive.changes;

import org.jspecify.annotations.NullMarked;
