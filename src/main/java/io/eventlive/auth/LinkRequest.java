package io.eventlive.auth;

import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import java.util.Optional;

/// What a request for a link says of the link.
///
/// @param redirectTo where it leads when it has done its work; allowed already
/// @param challenge of the browser that asked; empty where the link itself brings the session
record LinkRequest(Language language, String redirectTo, Optional<Challenge> challenge) {
  static LinkRequest of(HttpRequest request, AuthBody body, Redirects redirects) {
    return new LinkRequest(
        Language.preferredBy(request.headers()), redirects.of(request), Challenge.of(body));
  }

  /// For links that somebody else asks for than will follow them.
  static LinkRequest withoutChallenge(
      HttpRequest request, AuthBody body, Redirects redirects, String inBody) {
    return new LinkRequest(
        Language.preferredBy(request.headers()), redirects.of(request, inBody), Optional.empty());
  }
}
