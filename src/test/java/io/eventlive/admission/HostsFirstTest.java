package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.JobQueue;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Who runs the event is not kept from it by the crowd.
final class HostsFirstTest {
  private static final Call WRITE = new Call.Write("messages", Call.Change.INSERT);

  private final Set<String> hosts = ConcurrentHashMap.newKeySet();
  private final Admission admission =
      new Admission(AdmissionConfig.DEFAULT, 1, hosts::contains, _ -> {}, new Random(7));
  private final JobQueue queue = admission.queue();

  private record Asked(String who, Ticket known) implements Workers.Job {
    @Override
    public void run(RequestConnection connection) {
      throw new AssertionError("not run here");
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      throw new AssertionError("not told here");
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(known);
    }
  }

  private List<String> write(String who) {
    Ticket ticket =
        admission.ticket(
            WRITE,
            new Caller("authenticated", "{}", Optional.of(who)),
            new HttpRequest(
                "1", "POST", "/", "", HttpHeaders.of(Map.of()), new byte[0], "203.0.113.7"));
    return names(queue.add(new Asked(who, ticket), System.nanoTime()));
  }

  private static List<String> names(List<Workers.Job> jobs) {
    return jobs.stream().map(job -> ((Asked) job).who()).toList();
  }

  private String next() {
    return queue.next(System.nanoTime()).map(job -> ((Asked) job).who()).orElse("nobody");
  }

  private void fillWithAttendees() {
    List<String> refused = new ArrayList<>();
    for (int i = 0; refused.isEmpty(); i++) refused.addAll(write("attendee " + i));
  }

  @Test
  void aHostsWritePassesALineThatIsFullOfAttendeesWrites() {
    fillWithAttendees();
    hosts.add("host");

    assertThat(write("host")).doesNotContain("host");
    assertThat(next()).isEqualTo("host");
  }

  @Test
  void whoIsNoHostAnyMoreIsRefusedLikeEverybody() {
    hosts.add("host");
    fillWithAttendees();
    hosts.remove("host");

    assertThat(write("host")).containsExactly("host");
  }
}
