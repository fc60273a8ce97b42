import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/// What reading and planning a request costs the server: the same read again and again, whose plan
/// is remembered, beside reads that differ in a value, none of which was seen before. PostgreSQL
/// has the same work on both sides, with one statement.
final class Planning {
  private static final int CLIENTS = 64;

  private final Served served;
  private final Benchmarks.Plan plan;
  private final Map<String, String> headers;

  Planning(Served served, Crowd crowd, Benchmarks.Plan plan) throws Exception {
    this.served = served;
    this.plan = plan;
    String claims = Served.claims(crowd.attendees().getFirst());
    this.headers =
        Map.of("apikey", served.anonKey(), "Authorization", "Bearer " + served.token(claims));
  }

  String table() throws Exception {
    Load load = new Load(served.url(), CLIENTS);
    Load.Result warm = load.repeat(request(UUID.randomUUID()), Reads.WARMING_UP);
    int requests = (int) (warm.perSecond() * plan.length().toSeconds());
    Side[] again = new Side[plan.runs()];
    Side[] first = new Side[plan.runs()];
    double[] differences = new double[plan.runs()];
    for (int i = 0; i < plan.runs(); i++) {
      again[i] = measured(load, Collections.nCopies(requests, request(UUID.randomUUID())));
      first[i] =
          measured(
              load,
              IntStream.range(0, requests).mapToObj(_ -> request(UUID.randomUUID())).toList());
      differences[i] = first[i].serverMicros() - again[i].serverMicros();
    }
    return """

    ## Planning

    The same read again and again beside reads of which each has a value that was never seen, so
    that it is read, planned and written as SQL anew. No row is found on either side.

    | | HTTP/s | server CPU µs |
    |---|---|---|
    | seen before | %s | %s |
    | never seen | %s | %s |
    | difference | | %s |
    """
        .formatted(
            Side.spread(again, Side::rate).whole(),
            Side.spread(again, Side::serverMicros).whole(),
            Side.spread(first, Side::rate).whole(),
            Side.spread(first, Side::serverMicros).whole(),
            Spread.of(differences).whole());
  }

  private byte[] request(UUID webinar) {
    return Load.request(
        "GET", "/rest/v1/webinars?select=id,title,state&id=eq." + webinar, headers, "");
  }

  private Side measured(Load load, List<byte[]> requests) throws Exception {
    Served.Cpu before = served.cpu();
    Load.Result result = Side.only(200, load.each(requests));
    return Side.http(result, served.cpu().since(before));
  }
}
