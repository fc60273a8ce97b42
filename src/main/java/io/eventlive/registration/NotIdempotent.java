package io.eventlive.registration;

/// A table that was declared idempotent and cannot be; the message is one sentence for operators.
public final class NotIdempotent extends Exception {
  private static final long serialVersionUID = 1;

  NotIdempotent(String sentence) {
    super(sentence);
  }
}
