package io.eventlive.auth;

import io.eventlive.mail.Letter;
import io.eventlive.mail.LetterWriter;
import io.eventlive.mail.Mailer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes links and the codes that go with them, and sends them. A link is made inside the
/// transaction that makes it good; its letter leaves after the commit.
final class Links {
  private final OneTimeTokens tokens;
  private final FlowStates flows;
  private final Secrets secrets;
  private final LetterWriter writer;
  private final Mailer mailer;
  private final MailLimits limits;
  private final Supplier<String> publicUrl;
  private final int codeLength;

  Links(
      OneTimeTokens tokens,
      FlowStates flows,
      Secrets secrets,
      LetterWriter writer,
      Mailer mailer,
      MailLimits limits,
      Supplier<String> publicUrl,
      int codeLength) {
    this.tokens = tokens;
    this.flows = flows;
    this.secrets = secrets;
    this.writer = writer;
    this.mailer = mailer;
    this.limits = limits;
    this.publicUrl = publicUrl;
    this.codeLength = codeLength;
  }

  /// @param token also in the link
  record Made(LinkType type, String address, String token, String code, String link) {
    /// Opens nothing: a record's own text would put all of it into a log.
    @Override
    public String toString() {
      return "Made[" + type + "]";
    }
  }

  Made make(
      Connection connection,
      UUID userId,
      LinkType type,
      String address,
      LinkRequest asked,
      Instant now)
      throws SQLException {
    String code = secrets.code(codeLength);
    String bare = tokens.token(address, code);
    String token = asked.challenge().isPresent() ? OneTimeTokens.PKCE + bare : bare;
    tokens.put(connection, userId, type.kind(), token, address, now);
    if (asked.challenge().isPresent()) {
      flows.begin(connection, userId, type.method(), asked.challenge().get(), now);
    }
    String link =
        publicUrl.get()
            + "/auth/v1/verify?token="
            + token
            + "&type="
            + type.word()
            + "&redirect_to="
            + URLEncoder.encode(asked.redirectTo(), StandardCharsets.UTF_8);
    return new Made(type, address, token, code, link);
  }

  /// A code without a link, by which somebody who is signed in shows that it is still them.
  Letter makeReauthentication(Connection connection, User user, LinkRequest asked, Instant now)
      throws SQLException {
    String code = secrets.code(codeLength);
    String token = tokens.token(user.email(), code);
    tokens.put(connection, user.id(), TokenKind.REAUTHENTICATION, token, user.email(), now);
    return writer.write(Letter.Kind.REAUTHENTICATION, asked.language(), user.email(), "", code);
  }

  void send(Made made, LinkRequest asked) {
    send(
        writer.write(
            made.type().letter(), asked.language(), made.address(), made.link(), made.code()));
  }

  void send(List<Made> all, LinkRequest asked) {
    all.forEach(made -> send(made, asked));
  }

  void send(Letter letter) {
    limits.countMail();
    mailer.post(letter);
  }
}
