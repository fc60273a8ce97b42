package io.eventlive.auth;

import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What somebody who is signed in asks about themselves: `/user`, `/logout`, `/reauthenticate`.
final class AccountRoutes {
  private final Authentication authentication;
  private final OwnAccount account;
  private final AuthDatabase database;
  private final KnownUsers known;
  private final Redirects redirects;
  private final MailLimits mailLimits;

  AccountRoutes(
      Authentication authentication,
      OwnAccount account,
      AuthDatabase database,
      KnownUsers known,
      Redirects redirects,
      MailLimits mailLimits) {
    this.authentication = authentication;
    this.account = account;
    this.database = database;
    this.known = known;
    this.redirects = redirects;
    this.mailLimits = mailLimits;
  }

  /// `GET /reauthenticate`
  HttpAnswer reauthenticate(HttpRequest request) {
    Authentication.Person person = authentication.requirePerson(request);
    mailLimits.takeRequest(request.remoteAddress());
    account.reauthenticate(
        person,
        new LinkRequest(
            Language.preferredBy(request.headers()), redirects.of(request), Optional.empty()));
    return HttpAnswer.json(200, "{}");
  }

  /// `GET /user`
  HttpAnswer user(HttpRequest request) {
    return HttpAnswer.json(200, authentication.requirePerson(request).json());
  }

  /// `PUT /user`
  HttpAnswer changeUser(HttpRequest request) {
    Authentication.Person person = authentication.requirePerson(request);
    AuthBody body = AuthBody.of(request);
    if (!body.text("email").isEmpty()) mailLimits.takeRequest(request.remoteAddress());
    LinkRequest asked = LinkRequest.of(request, body, redirects);
    return HttpAnswer.json(200, UserJson.user(account.change(person, body, asked)).toString());
  }

  /// `POST /logout`
  HttpAnswer logout(HttpRequest request) {
    String scope = Query.parameter(request.query(), "scope");
    SignOut signOut = SignOut.of(scope);
    Authentication.Person person = authentication.requirePerson(request);
    List<UUID> ended =
        database.inTransaction(
            connection -> signOut.end(connection, person.id(), person.sessionId()));
    known.end(person.id(), ended);
    return HttpAnswer.empty(204);
  }
}
