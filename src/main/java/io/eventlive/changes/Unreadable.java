package io.eventlive.changes;

/// What came is no message of the output plugin, or not one that can come here.
@SuppressWarnings("serial") // never serialised
final class Unreadable extends Exception {
  Unreadable(String what) {
    super(what);
  }
}
