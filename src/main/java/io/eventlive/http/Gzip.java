package io.eventlive.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses long texts for clients that ask for it, off the event loop and on a few threads at
/// once; where these are busy an answer goes out as it is.
///
/// Compression beside secrets is a risk (BREACH) only where a foreign page can make a browser send
/// its user's credentials by itself. That takes cookies; EventLive reads none. A token travels in a
/// header that only a page which already holds it can set.
///
/// May be used from any thread.
final class Gzip {
  private final int fromBytes;
  private final Semaphore places;

  Gzip(int fromBytes, int places) {
    this.fromBytes = fromBytes;
    this.places = new Semaphore(places);
  }

  /// Whether an answer is long and of a kind that shrinks, so that its bytes depend on
  /// `Accept-Encoding`.
  boolean suits(HttpAnswer answer) {
    return answer.body().length >= fromBytes
        && answer.header("Content-Encoding").isEmpty()
        && answer.header("Content-Type").map(Gzip::shrinks).orElse(false);
  }

  static boolean isAcceptedBy(HttpHeaders headers) {
    for (String line : headers.all("accept-encoding")) {
      for (String coding : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = coding.split(";", -1);
        boolean gzip = parts[0].strip().equals("gzip") || parts[0].strip().equals("*");
        boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
        if (gzip && !refused) return true;
      }
    }
    return false;
  }

  HttpAnswer compress(HttpAnswer answer) {
    if (!places.tryAcquire()) return answer;
    try {
      HttpAnswer marked = answer.with("Content-Encoding", "gzip");
      return new HttpAnswer(
          marked.status(), marked.headers(), compressed(answer.body()), marked.remarks());
    } finally {
      places.release();
    }
  }

  private static byte[] compressed(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new Fast(bytes)) {
      gzip.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is read or written but memory
    }
    return bytes.toByteArray();
  }

  private static boolean shrinks(String contentType) {
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("text/") || type.contains("json") || type.contains("xml");
  }

  /// JSON shrinks nearly as well at the lowest level, at a third of the cost.
  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream out) throws IOException {
      super(out, 8 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
