package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.http.Spread;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.util.Optional;

/// The first and last stop of every sign-in route: it gets a thread, and whatever goes wrong leaves
/// in the shape that the client asked for. Nothing of the database shows.
final class AuthAnswers {
  private final SignInThreads threads;
  private final Observer observer;

  AuthAnswers(SignInThreads threads, Observer observer) {
    this.threads = threads;
    this.observer = observer;
  }

  Handler waiting(Handler.Blocking handler) {
    return threads.onOneOf(
        answering(handler), request -> AuthErrors.answer(busy(request), request.headers()));
  }

  /// From memory, on the loop.
  Handler immediate(Handler.Blocking handler) {
    Handler.Blocking answering = answering(handler);
    return (Handler.Immediate) answering::answer;
  }

  private Handler.Blocking answering(Handler.Blocking handler) {
    return request -> {
      try {
        return handler.answer(request);
      } catch (AuthRefusal refusal) {
        return AuthErrors.answer(refusal, request.headers());
      } catch (Refusal refusal) {
        return AuthErrors.answer(refusal, request.headers());
      } catch (DatabaseTrouble trouble) {
        return AuthErrors.answer(translated(trouble, request), request.headers());
      } catch (RuntimeException | Error unforeseen) {
        return AuthErrors.answer(failed(unforeseen, request), request.headers());
      }
    };
  }

  private AuthRefusal translated(DatabaseTrouble trouble, HttpRequest request) {
    if (trouble.unstorableText()) {
      return AuthRefusal.invalid("Text must not contain the character U+0000");
    }
    // Not a failure of ours to look into: what the database is up to is observed where it is.
    return trouble.passing() ? busy(request) : failed(trouble, request);
  }

  private static AuthRefusal busy(HttpRequest request) {
    return AuthRefusal.later(
        ErrorCode.SIGN_IN_BUSY,
        "Sign-in is busy at this moment",
        Spread.secondsAfter(0, request.id()));
  }

  private AuthRefusal failed(Throwable cause, HttpRequest request) {
    observer.observe(
        new Observation.UnexpectedFailure(
            request.method() + " " + request.path(), Optional.of(request.id()), cause));
    return new AuthRefusal(
        ErrorCode.UNEXPECTED_FAILURE,
        "Unexpected failure, please check server logs for more information");
  }
}
