package io.eventlive.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/// Where the server is going to listen, tried before anything slow or lasting is done: a port in
/// use is told at once, and a free one is known before the first token names it as its issuer.
record ListenAddress(String host, int port) {
  private static final int BACKLOG = 1;

  /// @param port 0 picks a free one
  static ListenAddress free(String host, int port) throws CannotStart {
    try (ServerSocket probe = new ServerSocket(port, BACKLOG, InetAddress.getByName(host))) {
      return new ListenAddress(host, probe.getLocalPort());
    } catch (UnknownHostException failure) {
      throw CannotStart.badInput(
          "Cannot listen on %s: no such host is known here.".formatted(host), failure);
    } catch (BindException failure) {
      throw taken(host, port, failure);
    } catch (IOException failure) {
      throw CannotStart.badInput(
          "Cannot listen on %s port %d: %s".formatted(host, port, failure.getMessage()), failure);
    }
  }

  /// The address to go to; a server that listens everywhere is named by its loopback address,
  /// because `0.0.0.0` is no place to go to.
  String url() {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return "http://" + reachable + ":" + port;
  }

  private static CannotStart taken(String host, int port, BindException failure) {
    String reason = String.valueOf(failure.getMessage());
    String sentence =
        reason.contains("in use")
            ? "Port %d on %s is in use; name another one with --port.".formatted(port, host)
            : "Cannot listen on %s port %d: %s.".formatted(host, port, reason);
    return CannotStart.badInput(sentence, failure);
  }
}
