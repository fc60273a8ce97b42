package io.eventlive.rest;

import io.eventlive.answers.Audience;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpAnswer.Header;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// What is held in memory for several callers.
sealed interface Held {
  /// Under what an answer is held.
  ///
  /// @param question what was asked
  record AnswerKey(Sharing.Question question, Audience audience) {}

  /// Under what somebody's standing is held.
  record StandingKey(String person, String webinar) {}

  /// What somebody is to a webinar.
  record Standing(boolean attendee, boolean host) implements Held {}

  /// An answer, ready to be sent in each of its forms.
  ///
  /// @param tag its `ETag`
  /// @param fresh as it is sent to whom it was made for
  /// @param hit as it is sent from memory
  /// @param unchanged for who has it already
  /// @param comparable whether asking again must give the same rows: with a full page, which rows
  ///   are on it may be up to PostgreSQL
  record Answer(
      String tag, HttpAnswer fresh, HttpAnswer hit, HttpAnswer unchanged, boolean comparable)
      implements Held {
    private static final String VARY =
        "Accept, Accept-Profile, Prefer, Range, Authorization, apikey";

    /// For everybody who needs no more than the key that pages are served with.
    private static final List<Header> FOR_ALL =
        List.of(
            new Header(
                "Cache-Control",
                "public, max-age=0, s-maxage=1, stale-while-revalidate=30, stale-if-error=300"),
            new Header("CDN-Cache-Control", "public, max-age=1, stale-while-revalidate=30"));

    private static final List<Header> FOR_ONE =
        List.of(new Header("Cache-Control", "private, no-cache"));

    /// @param answer as it came, with its route and role
    /// @param forAll whether caches in between may hand it on
    static Answer of(HttpAnswer answer, boolean forAll, String surrogates, boolean comparable) {
      String tag = tag(answer.body());
      List<Header> shown = new ArrayList<>();
      for (Header header : answer.headers()) {
        if (!header.name().equals("Vary")) shown.add(header);
      }
      List<Header> caching = new ArrayList<>(forAll ? FOR_ALL : FOR_ONE);
      caching.add(new Header("ETag", tag));
      caching.add(new Header("Vary", VARY));
      caching.add(new Header("Surrogate-Key", surrogates));
      shown.addAll(caching);
      HttpAnswer fresh = new HttpAnswer(answer.status(), shown, answer.body(), answer.remarks());
      HttpAnswer unchanged = new HttpAnswer(304, caching, new byte[0], answer.remarks());
      return new Answer(
          tag,
          fresh,
          fresh.with(CacheStatus.NAME, CacheStatus.HIT),
          unchanged.with(CacheStatus.NAME, CacheStatus.HIT),
          comparable);
    }

    /// Weak, because compression makes other bytes of the same answer.
    private static String tag(byte[] body) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
        return "W/\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }

    int weight() {
      return fresh.body().length + 1_024;
    }

    /// Whether one of the tags of an `If-None-Match` header is this answer's.
    boolean isKnownBy(List<String> tags) {
      for (String line : tags) {
        if (line.strip().equals("*")) return true;
        for (String each : line.split(",", -1)) {
          String one = each.strip();
          if (one.equals(tag) || tag.equals("W/" + one)) return true;
        }
      }
      return false;
    }
  }
}
