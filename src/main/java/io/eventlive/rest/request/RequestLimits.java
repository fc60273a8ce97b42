package io.eventlive.rest.request;

/// How much one request may ask for. What is beyond is refused with PGRST100 before any SQL.
///
/// @param listLength values in one `in.(…)` list
/// @param conditions filters in one request, those inside `and`/`or` included
/// @param selectItems columns and embeds in one `select`, nested ones included
/// @param nesting levels of embeds, and of `and`/`or` inside each other
/// @param jsonSteps arrows in one JSON path
/// @param nameLength characters of one name
public record RequestLimits(
    int listLength, int conditions, int selectItems, int nesting, int jsonSteps, int nameLength) {
  public static final RequestLimits DEFAULT = new RequestLimits(1_000, 100, 500, 8, 16, 256);

  public RequestLimits {
    if (listLength < 1 || conditions < 1 || selectItems < 1 || nesting < 1 || jsonSteps < 1) {
      throw new IllegalArgumentException("every request limit must be at least 1");
    }
    if (nameLength < 63) {
      throw new IllegalArgumentException("PostgreSQL names are up to 63 bytes long");
    }
  }
}
