package io.eventlive.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client's connection: which part of a request it is in, and by when that part must be over.
/// It sits in front of Vert.x's decoder, where the first byte of a request can be seen; a timeout
/// counted from there cannot be put off by sending one byte at a time.
///
/// Owned by its event loop: every method is called there and nowhere else.
final class Connection extends ChannelInboundHandlerAdapter {
  /// Which part of a request a connection is in.
  private enum Phase {
    /// Nothing of the next request has come.
    IDLE,
    HEAD,
    BODY,
    /// The request is complete; how long the answer takes is the feature's business.
    ANSWERING,
    /// Refused before its body was complete; the rest is read and dropped so that the connection
    /// can be used again.
    DISCARDING,
    /// Told good-bye; what still comes is dropped until the client has read it.
    LEAVING
  }

  private static final AttributeKey<Connection> KEY = AttributeKey.valueOf("eventlive.connection");

  /// How long and how much a refused client may go on sending. Closing at once would reset the
  /// connection and so destroy the refusal before the client has read it.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long DISCARDED_BYTES_MOST = 16L * 1024 * 1024;

  /// Slower readers are cut once the send timeout is over.
  private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;

  private final HttpConfig config;
  private final BodyBudget budget;
  private final Channel channel;
  private final String peer;
  private final Runnable onClosed;
  private Phase phase = Phase.IDLE;
  private long phaseDeadline;
  private long sendDeadline;
  private int unsent;
  private long discarded;
  private int partOfHead;
  private int onBudget;
  private @Nullable Runnable afterSending;
  private @Nullable Exchange exchange;
  private boolean leaving;

  private Connection(HttpConfig config, BodyBudget budget, Channel channel, Runnable onClosed) {
    this.config = config;
    this.budget = budget;
    this.channel = channel;
    this.peer = addressOf(channel);
    this.onClosed = onClosed;
    enter(Phase.IDLE, config.waits().idle());
  }

  /// Takes charge of a connection that was just accepted.
  ///
  /// @param budget what the parts of large heads take from while they arrive
  static Connection watch(
      HttpConnection accepted, HttpConfig config, BodyBudget budget, Runnable onClosed) {
    Channel channel = channelOf(accepted);
    Connection connection = new Connection(config, budget, channel, onClosed);
    channel.attr(KEY).set(connection);
    channel.pipeline().addFirst("connection", connection);
    return connection;
  }

  static Connection of(HttpConnection connection) {
    return channelOf(connection).attr(KEY).get();
  }

  /// The peer's address; not what a proxy says.
  String peer() {
    return peer;
  }

  void run(Runnable task) {
    if (channel.eventLoop().inEventLoop()) task.run();
    else channel.eventLoop().execute(task);
  }

  void headArrived(Exchange arrived) {
    exchange = arrived;
    enter(Phase.BODY, config.waits().body());
  }

  /// The request is complete. Goes on with `next` once the client has read enough of the answers
  /// before: a client that pipelines requests and reads nothing must not fill the memory.
  void bodyArrived(Runnable next) {
    enter(Phase.ANSWERING, null);
    if (channel.isWritable()) next.run();
    else afterSending = next;
  }

  /// The rest of a body that nobody wants is still to come.
  void discardBody() {
    discarded = 0;
    enter(Phase.DISCARDING, PATIENCE);
  }

  void sending(long bytes) {
    unsent++;
    Duration allowed = config.waits().send().plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    sendDeadline = Math.max(sendDeadline, System.nanoTime() + allowed.toNanos());
  }

  void sent() {
    unsent--;
    if (unsent > 0) return;
    sendDeadline = 0;
    Runnable next = afterSending;
    afterSending = null;
    if (next != null) next.run();
  }

  /// This exchange is over on both sides; the next may begin.
  void over(Exchange ended) {
    if (exchange != ended) return;
    exchange = null;
    if (phase != Phase.LEAVING) enter(Phase.IDLE, config.waits().idle());
  }

  /// Sends a last answer past Vert.x, whose own state may be broken by what came in, then closes
  /// when the client has had time to read it.
  void farewell(HttpAnswer answer) {
    if (phase == Phase.LEAVING) return;
    discarded = 0;
    enter(Phase.LEAVING, PATIENCE);
    channel.config().setAutoRead(true);
    ChannelHandlerContext here = channel.pipeline().context(this);
    here.writeAndFlush(Unpooled.wrappedBuffer(bytesOf(answer)))
        .addListener((ChannelFutureListener) _ -> shutdownOutput());
  }

  /// Closes after what was written; for clients from whom nothing more is expected.
  void close() {
    ChannelFuture _ = channel.close();
  }

  /// The door is about to shut: the next answer is the last, and nobody is kept who asks nothing.
  void leave() {
    leaving = true;
    if (phase == Phase.IDLE && unsent == 0) close();
  }

  /// The next answer is the last.
  void leaveNext() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /// Ends what has taken too long. Called a few times a second.
  void sweep(long now) {
    if (sendDeadline != 0 && now - sendDeadline > 0) {
      close();
      return;
    }
    if (phaseDeadline == 0 || now - phaseDeadline < 0) return;
    phaseDeadline = 0;
    switch (phase) {
      case IDLE, DISCARDING, LEAVING -> close();
      case HEAD -> farewell(ErrorAnswer.of(ErrorCode.TOO_SLOW, Language.ENGLISH, null));
      case BODY -> {
        if (exchange != null) exchange.bodyTooSlow();
      }
      case ANSWERING -> {}
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    if (phase == Phase.LEAVING) {
      ReferenceCountUtil.release(message);
      countDiscarded(bytes);
      return;
    }
    if (phase == Phase.DISCARDING) countDiscarded(bytes);
    if (phase == Phase.IDLE && bytes > 0) enter(Phase.HEAD, config.waits().head());
    super.channelRead(context, message);
    if (phase == Phase.HEAD) countPartOfHead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    onClosed.run();
    releasePartOfHead();
    phaseDeadline = 0;
    sendDeadline = 0;
    afterSending = null;
    if (exchange != null) exchange.clientLeft();
    super.channelInactive(context);
  }

  private void shutdownOutput() {
    ChannelFuture _ = ((DuplexChannel) channel).shutdownOutput();
  }

  private void countDiscarded(int bytes) {
    discarded += bytes;
    if (discarded > DISCARDED_BYTES_MOST) close();
  }

  /// The decoder holds what has come of a head that is not complete.
  private void countPartOfHead(int bytes) {
    partOfHead += bytes;
    int beyond = Math.max(0, partOfHead - Body.FREE_HEAD) - onBudget;
    if (beyond == 0) return;
    if (budget.take(beyond)) {
      onBudget += beyond;
    } else {
      farewell(
          ErrorAnswer.of(ErrorCode.BUSY, Language.ENGLISH, null)
              .with("Retry-After", Spread.seconds(channel.id())));
    }
  }

  private void releasePartOfHead() {
    budget.giveBack(onBudget);
    partOfHead = 0;
    onBudget = 0;
  }

  private void enter(Phase next, @Nullable Duration atMost) {
    if (phase == Phase.HEAD) releasePartOfHead();
    phase = next;
    phaseDeadline = atMost == null ? 0 : System.nanoTime() + atMost.toNanos();
  }

  private static byte[] bytesOf(HttpAnswer answer) {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(answer.status()).append(" Refused\r\n");
    for (HttpAnswer.Header header : answer.withAll(Cors.ON_EVERY_ANSWER).headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append("Content-Length: ").append(answer.body().length).append("\r\n");
    head.append("Connection: close\r\n\r\n");
    byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[headBytes.length + answer.body().length];
    System.arraycopy(headBytes, 0, all, 0, headBytes.length);
    System.arraycopy(answer.body(), 0, all, headBytes.length, answer.body().length);
    return all;
  }

  private static Channel channelOf(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  private static String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address && !address.isUnresolved()
        ? address.getAddress().getHostAddress()
        : "unknown";
  }
}
