/// Answers that several callers may be given: for whom one is right, until when, and how it comes
/// to be. Owns the audiences, the read sets, the store with its rule for filling, flights, callers'
/// own writes and shadow checks. Knows nothing of requests and plans: `rest` says in these words
/// what a read needs. May depend on `changes`, `schema`, `database`, `http` and `observation`.
///
/// Start reading at [io.eventlive.answers.AnswerStore], whose essay says why a stored answer is
/// right, and [io.eventlive.answers.Audiences], which says for whom.
@NullMarked
package io.eventlive.answers;

import org.jspecify.annotations.NullMarked;
