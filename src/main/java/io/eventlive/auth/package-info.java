/// The Supabase Auth dialect: users, sessions, tokens and keys. May depend on `http`, `database`,
/// `mail` and `observation`.
///
/// Start reading at [io.eventlive.auth.Callers], which every request asks, and at
/// [io.eventlive.auth.AuthRoutes], by which people come in; [io.eventlive.auth.Verification] is
/// what links and codes come to. `docs/reference/auth.md` lists what is offered.
@NullMarked
package io.eventlive.auth;

import org.jspecify.annotations.NullMarked;
