/// The Supabase Auth dialect: users, sessions, tokens and keys. May depend on `http`, `database`
/// and `observation`.
///
/// Start reading at [io.eventlive.auth.Callers].
@NullMarked
package io.eventlive.auth;

import org.jspecify.annotations.NullMarked;
