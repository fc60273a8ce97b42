package io.eventlive.server;

import io.eventlive.answers.AnswerStore;
import io.eventlive.observation.Metrics;
import io.eventlive.rest.SharedReads;
import java.time.Duration;

/// The settings of shared answers.
record SharingSettings(SharedReads.Settings reads, AnswerStore.Limits limits) {
  private static final int LARGEST_SHARE = 64;

  static SharingSettings of(Settings settings) throws CannotStart {
    Duration staleness =
        settings.duration(Setting.MAX_STALENESS, Duration.ofMillis(250), Duration.ofMinutes(1));
    int bytes = settings.number(Setting.SHARED_ANSWER_BYTES, 1_048_576, Integer.MAX_VALUE);
    AnswerStore.Limits standard = AnswerStore.Limits.DEFAULT;
    return new SharingSettings(
        new SharedReads.Settings(
            settings.flag(Setting.SHARED_ANSWERS),
            staleness,
            staleness,
            settings.number(Setting.SHADOW_CHECKS, 0, Integer.MAX_VALUE)),
        new AnswerStore.Limits(
            bytes,
            bytes / LARGEST_SHARE,
            standard.remembered(),
            standard.rememberedFor(),
            staleness));
  }

  /// Shows what became of reads that may be shared.
  static void register(Metrics metrics, SharedReads reads) {
    metrics
        .count("eventlive_answers_hit_total", "Reads that were answered from memory.", reads::hits)
        .count("eventlive_answers_miss_total", "Reads whose answer may be shared.", reads::misses)
        .count(
            "eventlive_answers_collapsed_total",
            "Reads that were answered by somebody else's query.",
            reads::collapsed)
        .count(
            "eventlive_answers_private_total",
            "Reads whose answer may not be shared.",
            reads::alone)
        .count(
            "eventlive_answers_refused_total",
            "Answers that could have been held but for what was told meanwhile.",
            reads::refused)
        .count(
            "eventlive_answers_ended_total",
            "Answers that a change ended.",
            () -> reads.store().ended())
        .gauge("eventlive_answers_held", "Answers in memory.", () -> reads.store().size())
        .gauge(
            "eventlive_answers_held_bytes",
            "What they take, roughly.",
            () -> reads.store().bytes());
  }
}
