package io.eventlive.mail;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writes letters: plain text, and HTML that says the same, loads nothing and needs no picture.
public final class LetterWriter {
  private static final String HTML =
      """
      <!doctype html>
      <html lang="{lang}">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{subject}</title>
      </head>
      <body style="margin:0;padding:24px;font:16px/1.6 system-ui,sans-serif">
      <main style="max-width:32em;margin:0 auto">
      <h1 style="font-size:22px;line-height:1.3">{subject}</h1>
      <p>{why}</p>
      {button}<p>{code-label}<br><strong style="font:700 28px/1.6 ui-monospace,monospace;\
      letter-spacing:4px">{code}</strong></p>
      <p>{valid}</p>
      <p>{not-you}</p>
      {plain-link}<p>{name}</p>
      </main>
      </body>
      </html>
      """;

  private static final String BUTTON =
      """
      <p><a href="{link}" style="display:inline-block;padding:12px 24px;border-radius:8px;\
      background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none">{label}</a></p>
      """;

  private static final String PLAIN_LINK =
      """
      <p style="font-size:14px">{label}<br><a href="{link}" \
      style="word-break:break-all">{link}</a></p>
      """;

  private final String name;
  private final long validMinutes;

  /// @param name whose letters these are
  /// @param valid how long links and codes work
  public LetterWriter(String name, Duration valid) {
    this.name = name;
    this.validMinutes = Math.max(1, valid.toMinutes());
  }

  /// A letter to one address.
  ///
  /// @param link where the button leads; empty where there is none
  public Letter write(Kind kind, Language language, String to, String link, String code) {
    Parts parts = parts(kind);
    String subject = parts.subject().in(language);
    String why = parts.why().in(language);
    return new Letter(
        kind,
        to,
        subject,
        text(language, subject, why, link, code),
        html(language, parts, subject, why, link, code),
        link,
        code);
  }

  private String text(Language language, String subject, String why, String link, String code) {
    StringBuilder text = new StringBuilder(subject).append("\n\n").append(why).append("\n\n");
    if (!link.isEmpty()) text.append(link).append("\n\n");
    text.append(codeLabel(language, link)).append("\n\n    ").append(code).append("\n\n");
    text.append(valid(language)).append('\n');
    return text.append(Words.NOT_YOU.in(language))
        .append("\n\n")
        .append(name)
        .append('\n')
        .toString();
  }

  private String html(
      Language language, Parts parts, String subject, String why, String link, String code) {
    String button = "";
    String plainLink = "";
    if (parts.button() != null) {
      button = filled(BUTTON, "link", link, "label", parts.button().in(language));
      plainLink = filled(PLAIN_LINK, "link", link, "label", Words.PLAIN_LINK.in(language));
    }
    return filled(
        HTML.replace("{button}", button).replace("{plain-link}", plainLink),
        "lang",
        language.tag(),
        "subject",
        subject,
        "why",
        why,
        "code-label",
        codeLabel(language, link),
        "code",
        code,
        "valid",
        valid(language),
        "not-you",
        Words.NOT_YOU.in(language),
        "name",
        name);
  }

  private static String codeLabel(Language language, String link) {
    return (link.isEmpty() ? Words.CODE : Words.OR_CODE).in(language);
  }

  private String valid(Language language) {
    return Words.VALID.in(language).formatted(validMinutes);
  }

  private record Parts(Words subject, Words why, @Nullable Words button) {}

  private static Parts parts(Kind kind) {
    return switch (kind) {
      case CONFIRMATION ->
          new Parts(Words.CONFIRMATION_SUBJECT, Words.CONFIRMATION_WHY, Words.CONFIRMATION_BUTTON);
      case INVITATION ->
          new Parts(Words.INVITATION_SUBJECT, Words.INVITATION_WHY, Words.INVITATION_BUTTON);
      case SIGN_IN -> new Parts(Words.SIGN_IN_SUBJECT, Words.SIGN_IN_WHY, Words.SIGN_IN_BUTTON);
      case RECOVERY -> new Parts(Words.RECOVERY_SUBJECT, Words.RECOVERY_WHY, Words.RECOVERY_BUTTON);
      case NEW_ADDRESS ->
          new Parts(Words.NEW_ADDRESS_SUBJECT, Words.NEW_ADDRESS_WHY, Words.NEW_ADDRESS_BUTTON);
      case OLD_ADDRESS ->
          new Parts(Words.OLD_ADDRESS_SUBJECT, Words.OLD_ADDRESS_WHY, Words.OLD_ADDRESS_BUTTON);
      case REAUTHENTICATION ->
          new Parts(Words.REAUTHENTICATION_SUBJECT, Words.REAUTHENTICATION_WHY, null);
    };
  }

  /// Puts escaped values in the places of their names.
  private static String filled(String template, String... namesAndValues) {
    String filled = template;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      filled = filled.replace("{" + namesAndValues[i] + "}", escaped(namesAndValues[i + 1]));
    }
    return filled;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;"); // no value names another one's place
  }
}
