package io.eventlive.mail;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Keeps letters instead of sending them, so that a developer can read the link and the code. In
/// memory only, a bounded number for a bounded time: what stands in them lets people in.
///
/// Whoever posts or reads does so under the outbox's own lock.
public final class Outbox implements Mailer {
  private final int most;
  private final Duration lifetime;
  private final InstantSource clock;
  private final Observer observer;
  private final Deque<Kept> letters = new ArrayDeque<>();

  public Outbox(MailConfig config, InstantSource clock, Observer observer) {
    this.most = config.kept();
    this.lifetime = config.keptFor();
    this.clock = clock;
    this.observer = observer;
  }

  /// A letter, and when it was handed in.
  public record Kept(Instant at, Letter letter) {}

  @Override
  public synchronized void post(Letter letter) {
    forgetWhatIsOver(); // nobody may ever read
    letters.addFirst(new Kept(clock.instant(), letter));
    if (letters.size() > most) letters.removeLast();
    observer.observe(new Observation.MailKept(letter.kind().word()));
  }

  /// What is still kept, the newest first.
  public synchronized List<Kept> newestFirst() {
    forgetWhatIsOver();
    return List.copyOf(letters);
  }

  private void forgetWhatIsOver() {
    Instant oldest = clock.instant().minus(lifetime);
    letters.removeIf(kept -> kept.at().isBefore(oldest));
  }

  @Override
  public boolean full() {
    return false; // the oldest letter makes room
  }

  @Override
  public boolean sends() {
    return false;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
