/// What `pg_catalog` says: tables, columns, keys, relationships, functions, policies and grants,
/// held in memory and reloaded when the database says that something changed. May depend on
/// `database` and `observation`.
///
/// Start reading at [io.eventlive.schema.Catalogue].
@NullMarked
package io.eventlive.schema;

import org.jspecify.annotations.NullMarked;
