package io.eventlive.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/// A real mail server on a free port of the loopback, which keeps what it gets and can be told to
/// refuse the next letters.
public final class PostOffice implements AutoCloseable {
  private final List<MimeMessage> received = new CopyOnWriteArrayList<>();
  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
  private final SMTPServer server;

  public PostOffice() {
    this(builder -> builder);
  }

  /// @param change what is different about the server
  PostOffice(UnaryOperator<SMTPServer.Builder> change) {
    SMTPServer.Builder builder =
        new SMTPServer.Builder()
            .port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("localhost") // else it asks the machine, which takes its time
            .messageHandler(this::take);
    this.server = change.apply(builder).build();
    server.start();
  }

  public int port() {
    return server.getPortAllocated();
  }

  /// What came in, in order.
  public List<MimeMessage> received() {
    return List.copyOf(received);
  }

  List<String> recipients() {
    return List.copyOf(recipients);
  }

  /// Answers the next letters with these codes, one after the other.
  void refuse(int... codes) {
    for (int code : codes) refusals.add(code);
  }

  private void take(MessageContext context, String from, String to, byte[] letter)
      throws RejectException {
    @Nullable Integer code = refusals.poll();
    if (code != null) throw new RejectException(code, "not to " + to);
    try {
      received.add(
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(letter)));
      recipients.add(to);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
