package io.eventlive.rest.response;

import org.jspecify.annotations.Nullable;

/// The `Content-Range` header, `from-to/total`, with `*` for what is empty or unknown.
final class ContentRange {
  private ContentRange() {}

  /// @param last less than `first` for an empty page
  static String of(long first, long last, @Nullable Long total) {
    boolean empty = last < first || (total != null && total == 0);
    return (empty ? "*" : first + "-" + last) + "/" + (total == null ? "*" : total);
  }
}
