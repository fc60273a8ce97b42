package io.eventlive.mail;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Sends letters through a mail server, on a few virtual threads of its own.
///
/// A letter takes a place when it is handed in and gives it back when it is sent or given up, also
/// while it waits for another attempt, so that the places bound everything that is kept. `places`
/// and `waiting` are made for many threads; `closing` is written once, by whoever closes.
public final class SmtpMailer implements Mailer {
  private static final Duration LOOK_AROUND = Duration.ofMillis(200);
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final MailConfig config;
  private final Smtp smtp;
  private final InstantSource clock;
  private final Observer observer;
  private final Session session;
  private final Semaphore places;
  private final DelayQueue<Waiting> waiting = new DelayQueue<>();
  private final List<Thread> senders = new ArrayList<>();
  private volatile boolean closing;

  public SmtpMailer(MailConfig config, InstantSource clock, Observer observer) {
    this(config, clock, observer, null);
  }

  /// Believes other certificates than the machine does, for tests with a server of their own.
  SmtpMailer(
      MailConfig config,
      InstantSource clock,
      Observer observer,
      @Nullable SSLSocketFactory certificates) {
    this.config = config;
    this.smtp = config.smtp().orElseThrow();
    this.clock = clock;
    this.observer = observer;
    this.session = session(smtp, certificates);
    this.places = new Semaphore(smtp.queue());
    for (int i = 0; i < smtp.senders(); i++) {
      senders.add(Thread.ofVirtual().name("mail-" + i).start(this::send));
    }
  }

  @Override
  public void post(Letter letter) {
    if (closing) {
      stopped(letter);
      return;
    }
    if (!places.tryAcquire()) {
      observer.observe(new Observation.MailRefused(letter.kind().word(), "queue_full"));
      return;
    }
    long now = System.nanoTime();
    Waiting added = new Waiting(letter, 0, now, now);
    waiting.add(added);
    // Who closed in between may have looked for what waits before it did.
    if (closing && waiting.remove(added)) stopped(letter);
  }

  private void stopped(Letter letter) {
    observer.observe(new Observation.MailRefused(letter.kind().word(), "stopped"));
  }

  @Override
  public boolean full() {
    return places.availablePermits() == 0;
  }

  @Override
  public boolean sends() {
    return true;
  }

  private void send() {
    try {
      while (!closing || !waiting.isEmpty()) {
        @Nullable Waiting next = waiting.poll(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) attemptOrStop(next);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the last words took too long
    }
  }

  private void attemptOrStop(Waiting letter) throws InterruptedException {
    try {
      attempt(letter);
    } catch (InterruptedException cutOff) {
      stopped(letter.letter());
      throw cutOff;
    }
  }

  private void attempt(Waiting letter) throws InterruptedException {
    int attempts = letter.attempts() + 1;
    String kind = letter.letter().kind().word();
    @Nullable Trouble trouble = trouble(letter.letter());
    if (trouble == null) {
      places.release();
      Duration duration = Duration.ofNanos(System.nanoTime() - letter.postedAt());
      observer.observe(new Observation.MailSent(kind, attempts, duration));
      return;
    }
    boolean again = trouble.passing() && attempts < smtp.attempts() && !closing;
    observer.observe(new Observation.MailFailed(kind, attempts, trouble.reason(), again));
    if (again) {
      long due = System.nanoTime() + smtp.pauseAfter(attempts).toNanos();
      waiting.add(new Waiting(letter.letter(), attempts, letter.postedAt(), due));
    } else {
      places.release();
    }
  }

  /// One attempt, which is cut off when its time is over: a server that trickles its words would
  /// otherwise satisfy every timeout of the library and hold the sender for ever.
  private @Nullable Trouble trouble(Letter letter) throws InterruptedException {
    FutureTask<Boolean> attempt = new FutureTask<>((Callable<Boolean>) () -> delivered(letter));
    Thread.ofVirtual().name("mail-attempt").start(attempt);
    try {
      attempt.get(smtp.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException _) {
      return Trouble.TOO_SLOW;
    } catch (ExecutionException failure) {
      @Nullable Throwable cause = failure.getCause();
      return Trouble.of(cause == null ? failure : cause);
    } finally {
      attempt.cancel(true); // interrupts a virtual thread in its socket, which closes
    }
  }

  private boolean delivered(Letter letter) throws MessagingException, UnsupportedEncodingException {
    MimeMessage message = message(letter);
    try (Transport transport = session.getTransport("smtp")) {
      if (smtp.user().isEmpty()) transport.connect();
      else transport.connect(smtp.host(), smtp.port(), smtp.user(), smtp.password());
      transport.sendMessage(message, message.getAllRecipients());
    }
    return true;
  }

  private MimeMessage message(Letter letter)
      throws MessagingException, UnsupportedEncodingException {
    String utf8 = StandardCharsets.UTF_8.name();
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(config.from(), config.name(), utf8));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to(), true));
    message.setSubject(config.subjectOf(letter.subject()), utf8);
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated"); // nobody's holiday answers it
    MimeBodyPart text = new MimeBodyPart();
    text.setText(letter.text(), utf8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(letter.html(), utf8, "html");
    message.setContent(new MimeMultipart("alternative", text, html));
    message.saveChanges();
    return message;
  }

  private static Session session(Smtp smtp, @Nullable SSLSocketFactory certificates) {
    // The attempt as a whole is cut off first; were both equal, chance would name the reason.
    String timeout = Long.toString(2 * smtp.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.smtp.host", smtp.host());
    properties.put("mail.smtp.port", Integer.toString(smtp.port()));
    properties.put("mail.smtp.auth", Boolean.toString(!smtp.user().isEmpty()));
    properties.put("mail.smtp.connectiontimeout", timeout);
    properties.put("mail.smtp.timeout", timeout);
    properties.put("mail.smtp.quitwait", "false"); // it has said yes to the letter by then
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    if (certificates != null) properties.put("mail.smtp.ssl.socketFactory", certificates);
    switch (smtp.security()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
    }
    return Session.getInstance(properties);
  }

  /// Tries once more what waits, for a few seconds, and gives the rest up.
  @Override
  public void close() {
    closing = true;
    awaitSenders();
    senders.forEach(Thread::interrupt); // an attempt that is still under way is cut off
    awaitSenders();
    for (@Nullable Waiting lost = waiting.poll(); lost != null; lost = waiting.poll()) {
      stopped(lost.letter());
    }
  }

  private void awaitSenders() {
    long deadline = System.nanoTime() + LAST_WORDS.toNanos();
    try {
      for (Thread sender : senders) {
        sender.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A letter with the time of its next attempt. While the mailer closes, every letter is due.
  private final class Waiting implements Delayed {
    private final Letter letter;
    private final int attempts;
    private final long postedAt;
    private final long dueAt;

    Waiting(Letter letter, int attempts, long postedAt, long dueAt) {
      this.letter = letter;
      this.attempts = attempts;
      this.postedAt = postedAt;
      this.dueAt = dueAt;
    }

    Letter letter() {
      return letter;
    }

    int attempts() {
      return attempts;
    }

    long postedAt() {
      return postedAt;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return closing ? 0 : unit.convert(dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return other instanceof Waiting waitingToo ? Long.signum(dueAt - waitingToo.dueAt) : 0;
    }
  }
}
