package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.util.Optional;

/// The last stop of every sign-in route: whatever went wrong leaves in the shape that the client
/// asked for, and nothing of the database shows.
final class AuthAnswers {
  private final Observer observer;

  AuthAnswers(Observer observer) {
    this.observer = observer;
  }

  Handler.Blocking answering(Handler.Blocking handler) {
    return request -> {
      try {
        return handler.answer(request);
      } catch (AuthRefusal refusal) {
        return AuthErrors.answer(refusal, request.headers());
      } catch (Refusal refusal) {
        return AuthErrors.answer(refusal, request.headers());
      } catch (DatabaseTrouble trouble) {
        return AuthErrors.answer(translated(trouble, request), request.headers());
      } catch (RuntimeException unforeseen) {
        return AuthErrors.answer(failed(unforeseen, request), request.headers());
      }
    };
  }

  private AuthRefusal translated(DatabaseTrouble trouble, HttpRequest request) {
    if (trouble.unstorableText()) {
      return AuthRefusal.invalid("Text must not contain the character U+0000");
    }
    AuthRefusal failure = failed(trouble, request);
    return trouble.passing()
        ? AuthRefusal.later(ErrorCode.SIGN_IN_BUSY, "Sign-in is busy at this moment", 2)
        : failure;
  }

  private AuthRefusal failed(RuntimeException cause, HttpRequest request) {
    observer.observe(
        new Observation.UnexpectedFailure(
            request.method() + " " + request.path(), Optional.of(request.id()), cause));
    return new AuthRefusal(
        ErrorCode.UNEXPECTED_FAILURE,
        "Unexpected failure, please check server logs for more information");
  }
}
