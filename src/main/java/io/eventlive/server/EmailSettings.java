package io.eventlive.server;

import io.eventlive.auth.AuthConfig.Limit;
import io.eventlive.auth.EmailConfig;
import io.eventlive.mail.LetterWriter;
import io.eventlive.mail.MailConfig;
import io.eventlive.mail.Smtp;
import io.eventlive.mail.Smtp.Security;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The settings of mail and of signing in by mail.
///
/// @param siteUrl where links lead by default; empty for the server's own page
record EmailSettings(String siteUrl, EmailConfig signIn, MailConfig mail) {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 100_000_000;

  static EmailSettings of(Settings settings) throws CannotStart {
    return new EmailSettings(siteUrl(settings), signIn(settings), mail(settings));
  }

  /// @param own the server's own address
  String site(String own) {
    return siteUrl.isEmpty() ? own : siteUrl;
  }

  LetterWriter writer() {
    return new LetterWriter(mail.name(), signIn.validFor());
  }

  private static EmailConfig signIn(Settings settings) throws CannotStart {
    try {
      return new EmailConfig(
          list(settings.text(Setting.REDIRECTS)),
          settings.flag(Setting.CONFIRM_BOTH_ADDRESSES),
          settings.flag(Setting.REAUTHENTICATION),
          settings.flag(Setting.TELL_UNKNOWN_ADDRESSES),
          settings.duration(Setting.LINK_LIFETIME, Duration.ofMinutes(1), DAY),
          settings.number(Setting.CODE_LENGTH, 6, 10),
          settings.duration(Setting.FLOW_LIFETIME, SECOND, DAY),
          settings.duration(Setting.ANSWER_STEP, Duration.ZERO, Duration.ofSeconds(10)),
          new EmailConfig.Limits(
              settings.duration(Setting.MAIL_PAUSE, Duration.ZERO, DAY),
              limit(settings, Setting.MAILS, Setting.MAILS_WINDOW),
              limit(settings, Setting.MAIL_REQUESTS, Setting.MAIL_REQUESTS_WINDOW),
              limit(settings, Setting.VERIFICATIONS, Setting.VERIFICATIONS_WINDOW),
              limit(settings, Setting.WRONG_CODES, Setting.WRONG_CODES_WINDOW)));
    } catch (IllegalArgumentException _) {
      throw settings.unusable(
          Setting.REDIRECTS, "patterns of addresses such as https://*.example.com/**, by comma");
    }
  }

  private static MailConfig mail(Settings settings) throws CannotStart {
    Optional<Smtp> smtp =
        settings.text(Setting.SMTP_HOST).isEmpty() ? Optional.empty() : Optional.of(smtp(settings));
    String from = settings.text(Setting.MAIL_FROM);
    if ((smtp.isPresent() || !from.isEmpty()) && !MailConfig.isAddress(from)) {
      throw settings.unusable(
          Setting.MAIL_FROM, "the address that mails come from, such as live@example.com");
    }
    int kept = settings.number(Setting.OUTBOX, 1, 10_000);
    Duration keptFor = settings.duration(Setting.OUTBOX_LIFETIME, SECOND, DAY);
    try {
      return new MailConfig(
          from.isEmpty() ? MailConfig.defaults().from() : from,
          settings.text(Setting.MAIL_NAME),
          settings.text(Setting.MAIL_SUBJECT),
          smtp,
          kept,
          keptFor);
    } catch (IllegalArgumentException _) {
      throw settings.unusable(Setting.MAIL_SUBJECT, "one line that contains {subject}");
    }
  }

  private static Smtp smtp(Settings settings) throws CannotStart {
    return new Smtp(
        settings.text(Setting.SMTP_HOST),
        settings.number(Setting.SMTP_PORT, 1, HttpSettings.HIGHEST_PORT),
        security(settings),
        settings.text(Setting.SMTP_USER),
        settings.text(Setting.SMTP_PASSWORD),
        settings.number(Setting.SMTP_QUEUE, 1, 1_000_000),
        settings.number(Setting.SMTP_SENDERS, 1, 64),
        settings.duration(Setting.SMTP_TIMEOUT, SECOND, Duration.ofMinutes(10)),
        settings.number(Setting.SMTP_ATTEMPTS, 1, 20),
        settings.duration(Setting.SMTP_RETRY_AFTER, Duration.ZERO, Duration.ofHours(1)));
  }

  private static Security security(Settings settings) throws CannotStart {
    return switch (settings.text(Setting.SMTP_SECURITY).toLowerCase(Locale.ROOT)) {
      case "starttls" -> Security.STARTTLS;
      case "tls" -> Security.TLS;
      case "none" -> Security.NONE;
      default -> throw settings.unusable(Setting.SMTP_SECURITY, "starttls, tls or none");
    };
  }

  private static Limit limit(Settings settings, Setting permits, Setting window)
      throws CannotStart {
    return new Limit(settings.number(permits, 1, MANY), settings.duration(window, SECOND, DAY));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",(?![^{]*\\})", -1))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }

  private static String siteUrl(Settings settings) throws CannotStart {
    String text = settings.text(Setting.SITE_URL).replaceFirst("/+$", "");
    if (text.isEmpty()) return text;
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null) return text;
    } catch (IllegalArgumentException _) {
      // said below, together with other addresses that are none of ours
    }
    throw settings.unusable(Setting.SITE_URL, "an address such as https://www.example.com");
  }
}
