package io.eventlive.answers;

/// Why an answer is given to nobody but who asked. Sharing is what has to be shown to be right, so
/// whatever nobody has looked at has a reason here.
public sealed interface Private {
  /// The reason in one word, of a fixed set: for metrics and for the `Cache-Status` header.
  String word();

  /// The reason in a sentence, for whoever asks about one request.
  String sentence();

  /// Sharing is switched off.
  record Off() implements Private {
    @Override
    public String word() {
      return "off";
    }

    @Override
    public String sentence() {
      return "Sharing is switched off.";
    }
  }

  /// A function runs before every request, and may say no or something else each time.
  record PreRequest() implements Private {
    @Override
    public String word() {
      return "pre-request";
    }

    @Override
    public String sentence() {
      return "A function runs before every request.";
    }
  }

  /// It is no plain read.
  ///
  /// @param what such as `a call`
  record NotARead(String what) implements Private {
    @Override
    public String word() {
      return "not-a-read";
    }

    @Override
    public String sentence() {
      return "It is " + what + ", not a plain read.";
    }
  }

  /// It reads something other than an ordinary table, or one that the change feed does not tell of.
  record NotTold(String relation) implements Private {
    @Override
    public String word() {
      return "not-told";
    }

    @Override
    public String sentence() {
      return "The change feed does not tell of every change of " + relation + ".";
    }
  }

  /// It asks for something that may be another one each time, or that nobody has looked at.
  ///
  /// @param part of the request
  record Unfit(String part) implements Private {
    @Override
    public String word() {
      return "unfit";
    }

    @Override
    public String sentence() {
      return "Its result may depend on more than rows and filters: " + part + ".";
    }
  }

  /// A policy is outside of the grammar that is understood.
  ///
  /// @param part of it that is not
  record Policy(String relation, String policy, String part) implements Private {
    @Override
    public String word() {
      return "policy";
    }

    @Override
    public String sentence() {
      return "The policy \""
          + policy
          + "\" on "
          + relation
          + " says more than columns, constants, claims and membership: "
          + part
          + ".";
    }
  }

  /// The policies ask for membership in a webinar, and the request does not keep to one.
  record NoOneWebinar(String relation) implements Private {
    @Override
    public String word() {
      return "no-one-webinar";
    }

    @Override
    public String sentence() {
      return "Policies on "
          + relation
          + " ask for membership, and the request does not keep to one webinar by a filter.";
    }
  }

  /// A shadow check found a difference.
  record Suspended(String relation) implements Private {
    @Override
    public String word() {
      return "suspended";
    }

    @Override
    public String sentence() {
      return "A shared answer from "
          + relation
          + " was found to be wrong; it stays private until an operator says otherwise.";
    }
  }

  /// Nobody knows what was committed lately.
  record FeedSilent() implements Private {
    @Override
    public String word() {
      return "feed-silent";
    }

    @Override
    public String sentence() {
      return "The change feed has not been heard for too long.";
    }
  }
}
