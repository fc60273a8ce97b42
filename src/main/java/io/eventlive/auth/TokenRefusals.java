package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import java.util.List;

/// A token's fault as PostgREST would answer it.
final class TokenRefusals {
  private TokenRefusals() {}

  static Refusal of(TokenFault fault) {
    ErrorCode code =
        switch (fault.kind()) {
          case UNDECODABLE -> ErrorCode.TOKEN_UNDECODABLE;
          case CLAIMS -> ErrorCode.TOKEN_CLAIMS_REFUSED;
          case ROLE -> ErrorCode.ROLE_UNKNOWN;
          case NO_ROLE -> ErrorCode.TOKEN_REQUIRED;
        };
    String challenge =
        switch (fault.kind()) {
          case UNDECODABLE, CLAIMS ->
              "Bearer error=\"invalid_token\", error_description=\"" + fault.message() + "\"";
          case ROLE, NO_ROLE -> "Bearer";
        };
    return new Refusal(
        code,
        fault.message(),
        fault.details(),
        null,
        List.of(new HttpAnswer.Header("WWW-Authenticate", challenge)));
  }
}
