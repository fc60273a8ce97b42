/// The event itself. Its rules stand in the database, where nobody gets past them: who is what to a
/// webinar (`eventlive.webinars_as`), whom it lets in (`eventlive.entry_refusal`) and the join
/// (`public.join_webinar`). Here is the event that `--demo` shows, and while the change feed is
/// followed, what is counted of every webinar and who runs any. May depend on `http`, `database`,
/// `auth`, `schema`, `changes` and `observation`.
///
/// Start reading at [io.eventlive.webinar.DemoEvent].
@NullMarked
package io.eventlive.webinar;

import org.jspecify.annotations.NullMarked;
