package io.eventlive.admission;

/// How much it matters that a request is answered now. A class goes before all that stand below it,
/// and is shed after them.
public enum CallClass {
  /// Health, the operator, hosts at work, renewals of a sign-in: not refused.
  KEEP(0, "P0"),
  /// Coming in: sign-in, registration, the join, the webinar's row, and whatever those who came in
  /// a moment ago ask for.
  JOIN(1, "P1"),
  /// What attendees write: questions, messages, votes. The page keeps the text.
  ACT(2, "P2"),
  /// Other reads.
  READ(3, "P3"),
  /// Exports, statistics, long lists.
  BULK(4, "P4");

  private final int place;
  private final String label;

  CallClass(int place, String label) {
    this.place = place;
    this.label = label;
  }

  /// Where it stands: 0 goes first.
  int place() {
    return place;
  }

  /// As it is called in metrics, in the log and in the documentation.
  public String label() {
    return label;
  }
}
