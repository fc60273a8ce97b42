/// How EventLive keeps files in folders that are its operator's alone: readable by nobody else, and
/// whole or absent whatever happens meanwhile. Depends on nothing; the database keeps its cluster
/// and its passwords with it, the server its keys, its marker and its ready file.
///
/// Start reading at [io.eventlive.folder.PrivateFiles].
@NullMarked
package io.eventlive.folder;

import org.jspecify.annotations.NullMarked;
