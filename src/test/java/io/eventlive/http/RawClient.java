package io.eventlive.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that sends exactly the bytes it is told to and reads answers one at a time, so that
/// tests can do what no well-behaved client does.
final class RawClient implements AutoCloseable {
  /// One answer as it came.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final BufferedInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(15_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 15_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /// Sends one request without a body.
  Answer request(String method, String target, String... headerLines) throws IOException {
    String more = headerLines.length == 0 ? "" : String.join("\r\n", headerLines) + "\r\n";
    send("%s %s HTTP/1.1\r\nHost: test\r\n%s\r\n".formatted(method, target, more));
    return read(!method.equals("HEAD"));
  }

  Answer read() throws IOException {
    return read(true);
  }

  Answer read(boolean bodyFollows) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (first, second) -> first + ", " + second);
    }
    int length = bodyFollows ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    byte[] body = in.readNBytes(length);
    if (body.length < length) throw new EOFException("the body broke off");
    return new Answer(status, headers, body);
  }

  /// Whether the server has closed its side; waits for it within the socket's timeout.
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() == -1;
    } catch (java.net.SocketException _) {
      return true; // reset is closed, too
    }
  }

  /// Closes with a reset, as a client does that vanishes.
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b == -1) throw new EOFException("closed while reading a line: '" + line + "'");
      if (b != '\r') line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
