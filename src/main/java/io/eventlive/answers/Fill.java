package io.eventlive.answers;

/// A query whose result may be stored, from before it begins until it has ended.
///
/// @param number counts fills
/// @param generation of the store: another one began whenever everything was dropped
/// @param nanos when it began
public record Fill(long number, long generation, long nanos) {
  /// What became of a result.
  public enum Outcome {
    STORED,
    /// A change was told that the query had not seen.
    OVERTAKEN,
    /// Everything was dropped since it began.
    DROPPED,
    /// Nobody knows what was committed lately.
    FEED_SILENT,
    /// The table was not yet told of when somebody wrote who had not ended.
    WRITERS_OF_BEFORE,
    /// It takes more memory than one answer may.
    TOO_LARGE
  }
}
