/// A database that Supabase left, served as it is: the old client's calls, sign-in with the people
/// it holds, and that nothing is written to its schema.
///
/// Start reading at [io.eventlive.supabase.LegacyClientTest]; the database is
/// [io.eventlive.testing.SupabaseFixture].
@NullMarked
package io.eventlive.supabase;

import org.jspecify.annotations.NullMarked;
