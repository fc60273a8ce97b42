package io.eventlive.changes;

import io.eventlive.changes.Change.SchemaChanged;
import io.eventlive.changes.Change.Spoken;
import io.eventlive.changes.Decoded.Begun;
import io.eventlive.changes.Decoded.Changed;
import io.eventlive.changes.Decoded.Committed;
import io.eventlive.changes.Decoded.Described;
import io.eventlive.changes.Decoded.Emitted;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One epoch's messages, told as transactions. Belongs to the feed's thread.
///
/// A transaction that holds nothing but heartbeats of this feed is told to nobody.
final class Stream {
  private static final String DDL = "eventlive.ddl";

  private final Telling telling;
  private final Progress progress;
  private final WideXids xids;
  private final FeedConfig config;
  private final Observer observer;
  private final PgOutput output = new PgOutput();
  private @Nullable Transaction open;
  private boolean begun;
  private long beat;
  private boolean beats;

  Stream(Telling telling, Progress progress, WideXids xids, FeedConfig config, Observer observer) {
    this.telling = telling;
    this.progress = progress;
    this.xids = xids;
    this.config = config;
    this.observer = observer;
  }

  /// Tells what a message means.
  ///
  /// @return how far everything has been told, where a transaction ended
  Optional<Lsn> take(ByteBuffer message) throws Unreadable {
    progress.came();
    return switch (output.read(message)) {
      case Begun begin -> {
        open = new Transaction(xids.widened(begin.xid()), begin.commit(), begin.committedAt());
        begun = false;
        beats = false;
        yield Optional.empty();
      }
      case Changed changed -> {
        change(changed.change());
        yield Optional.empty();
      }
      case Emitted emitted -> {
        emitted(emitted);
        yield Optional.empty();
      }
      case Described _ -> Optional.empty();
      case Committed committed -> {
        commit(committed);
        yield Optional.of(committed.end());
      }
    };
  }

  private void emitted(Emitted emitted) throws Unreadable {
    // What stands alone has no place among the transactions.
    if (!emitted.transactional()) return;
    if (emitted.prefix().equals(Heart.PREFIX)) {
      Optional<Long> sent = progress.sentAt(emitted.content());
      if (sent.isPresent()) {
        beat = sent.get();
        beats = true;
      }
      return;
    }
    change(
        emitted.prefix().equals(DDL)
            ? new SchemaChanged(emitted.content())
            : new Spoken(emitted.prefix(), emitted.content()));
  }

  private void change(Change change) throws Unreadable {
    Transaction transaction = transaction();
    if (!begun) telling.begin(transaction);
    begun = true;
    telling.change(transaction, change);
    progress.changed();
  }

  private void commit(Committed committed) throws Unreadable {
    Transaction transaction = transaction();
    if (!committed.commit().equals(transaction.commit())) {
      throw new Unreadable("a transaction that ends elsewhere than it said");
    }
    open = null;
    if (begun) {
      long took = telling.commit(transaction);
      progress.told(took);
      if (took > config.slowTelling().toNanos()) {
        observer.observe(new Observation.FeedSlow(Duration.ofNanos(took)));
      }
    }
    if (beats) progress.heard(beat);
  }

  private Transaction transaction() throws Unreadable {
    Transaction transaction = open;
    if (transaction == null) throw new Unreadable("a message outside of a transaction");
    return transaction;
  }
}
