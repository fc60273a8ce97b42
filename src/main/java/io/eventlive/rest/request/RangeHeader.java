package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `Range: 0-9` header, an older spelling of `offset` and `limit`.
final class RangeHeader {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{0,18})");

  private RangeHeader() {}

  /// The rows that both the header and the query string ask for. A header of another form is
  /// ignored; `limit=0` wins over everything.
  ///
  /// @throws Refusal PGRST103 where no row can be in both
  static Window within(Window query, @Nullable String header) {
    if (query.limit() != null && query.limit() == 0) return new Window(0, 0L);
    if (header == null) return query;
    Matcher range = RANGE.matcher(header);
    if (!range.matches()) return query;

    long first = Long.parseLong(range.group(1));
    boolean open = range.group(2).isEmpty();
    long last = open ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (last < first) {
      throw notSatisfiable(
          "The lower boundary must be lower than or equal to the upper boundary in the Range"
              + " header.");
    }
    if (query.limit() != null) last = Math.min(last, query.offset() + query.limit() - 1);
    first = Math.max(first, query.offset());
    if (last < first) throw notSatisfiable("Limit should be greater than or equal to zero.");
    return new Window(first, last == Long.MAX_VALUE ? null : last - first + 1);
  }

  private static Refusal notSatisfiable(String details) {
    return new Refusal(
        ErrorCode.RANGE_NOT_SATISFIABLE, "Requested range not satisfiable", details, null);
  }
}
