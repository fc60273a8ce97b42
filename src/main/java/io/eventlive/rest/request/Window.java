package io.eventlive.rest.request;

import org.jspecify.annotations.Nullable;

/// Which part of a list of rows is wanted.
///
/// @param offset rows to leave out
/// @param limit rows to give at most; null for all
public record Window(long offset, @Nullable Long limit) {
  public static final Window ALL = new Window(0, null);

  public Window {
    if (offset < 0) throw new IllegalArgumentException("negative offset");
    if (limit != null && limit < 0) throw new IllegalArgumentException("negative limit");
  }

  public boolean isAll() {
    return offset == 0 && limit == null;
  }
}
