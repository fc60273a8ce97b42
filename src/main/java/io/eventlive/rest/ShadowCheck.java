package io.eventlive.rest;

import io.eventlive.answers.Stored;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpAnswer;
import io.eventlive.rest.query.Witnessed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer that was given from memory, read once more under the caller's own claims.
///
/// The two can be compared only if nothing happened between them: when the feed has told everything
/// that this query saw and the answer still holds, it was right for this query's snapshot as well.
/// Rows in another order are no difference.
///
/// @param asked the answer that was given
/// @param member what the caller was taken for
record ShadowCheck(
    SharedReads reads,
    SharedReads.Rider rider,
    Sharing.Shared shared,
    Stored<Held> asked,
    Held.@Nullable Standing member)
    implements Workers.Job {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public void run(RequestConnection connection) {
    AtomicReference<@Nullable Witnessed> seen = new AtomicReference<>();
    HttpAnswer now = rider.read(connection, shared, seen::set);
    Witnessed witnessed = seen.get();
    if (witnessed == null || !SharedReads.isProven(shared, witnessed) || !isSame(witnessed)) return;
    long nanos = System.nanoTime();
    Thread.ofVirtual().name("shadow-check").start(() -> compare(now, nanos));
  }

  private boolean isSame(Witnessed witnessed) {
    return member == null
        || (member.attendee() == witnessed.attendee() && member.host() == witnessed.host());
  }

  private void compare(HttpAnswer now, long nanos) {
    if (!reads.awaitTold(nanos) || !asked.holds()) return;
    if (!(asked.value() instanceof Held.Answer given)) return;
    byte[] before = given.fresh().body();
    boolean wrong =
        now.status() != given.fresh().status()
            || !(Arrays.equals(before, now.body()) || rows(before).equals(rows(now.body())));
    if (wrong) reads.foundWrong(shared.tables());
  }

  private static List<String> rows(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      List<String> rows = new ArrayList<>();
      for (JsonNode row : JSON.readTree(text)) rows.add(row.toString());
      rows.sort(null);
      return rows;
    } catch (JacksonException _) {
      return text.lines().sorted().toList(); // rows of another form
    }
  }

  /// Where there is no room, there is no check.
  @Override
  public void turnAway(Workers.Reason reason) {}

  /// The server's own wish: it takes nobody's turn.
  @Override
  public Optional<Workers.Ticket> ticket() {
    return Optional.empty();
  }
}
