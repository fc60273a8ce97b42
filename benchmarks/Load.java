import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// HTTP requests over a fixed number of connections, each with one request at a time: a closed
/// loop, so that a slower server is asked less and nothing piles up in here.
final class Load {
  /// What came back.
  ///
  /// @param statuses how often each
  /// @param nanos how long each request took, sorted
  record Result(Map<Integer, Integer> statuses, long[] nanos, Duration took) {
    double perSecond() {
      return nanos.length / (took.toNanos() / 1e9);
    }

    double millisAt(double quantile) {
      return nanos[(int) Math.min(nanos.length - 1, Math.floor(nanos.length * quantile))] / 1e6;
    }
  }

  private final URI server;
  private final int connections;

  Load(URI server, int connections) {
    this.server = server;
    this.connections = connections;
  }

  /// The same request again and again for a while.
  Result repeat(byte[] request, Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    return run(() -> System.nanoTime() < end ? request : null);
  }

  /// Each request once.
  Result each(List<byte[]> requests) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    return run(() -> {
      int index = next.getAndIncrement();
      return index < requests.size() ? requests.get(index) : null;
    });
  }

  private interface Requests {
    /// The next request, or null at the end.
    byte[] next();
  }

  private record Share(List<Integer> statuses, long[] nanos) {}

  private Result run(Requests requests) throws InterruptedException {
    long start = System.nanoTime();
    AtomicLong lastAnswer = new AtomicLong(start);
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Callable<Share>> shares = new ArrayList<>();
      for (int i = 0; i < connections; i++) shares.add(() -> oneConnection(requests, lastAnswer));
      List<Share> done = new ArrayList<>();
      for (Future<Share> future : threads.invokeAll(shares)) done.add(future.get());
      Map<Integer, Integer> statuses = new java.util.TreeMap<>();
      done.forEach(
          share -> share.statuses().forEach(code -> statuses.merge(code, 1, Integer::sum)));
      long[] nanos = done.stream().flatMapToLong(share -> Arrays.stream(share.nanos())).toArray();
      Arrays.sort(nanos);
      return new Result(statuses, nanos, Duration.ofNanos(lastAnswer.get() - start));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection failed", e.getCause());
    }
  }

  private Share oneConnection(Requests requests, AtomicLong lastAnswer) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    long[] nanos = new long[1024];
    int count = 0;
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
      for (byte[] request = requests.next(); request != null; request = requests.next()) {
        long before = System.nanoTime();
        out.write(request);
        statuses.add(readAnswer(in));
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = System.nanoTime() - before;
      }
    }
    lastAnswer.accumulateAndGet(System.nanoTime(), Math::max);
    return new Share(statuses, Arrays.copyOf(nanos, count));
  }

  /// Reads one answer with a `Content-Length`, or one without a body, and gives its status.
  private static int readAnswer(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ")[1]);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
        throw new IOException("chunked answers are not expected here");
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("the server hung up");
      if (next != '\r') line.append((char) next);
    }
    return line.toString();
  }

  static byte[] request(String method, String target, Map<String, String> headers, String body) {
    StringBuilder text =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: benchmark\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      text.append("Content-Type: application/json\r\n");
      text.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    return (text + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }
}
