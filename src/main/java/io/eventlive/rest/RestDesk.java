package io.eventlive.rest;

import io.eventlive.admission.Admission;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.response.FailureAnswer;
import java.util.Optional;

/// What every request needs on its way out.
///
/// @param failures what is said where it cannot be carried out
record RestDesk(
    Admission admission, SharedReads shared, FailureAnswer failures, Observer observer) {
  static HttpAnswer timed(HttpAnswer answer, StepTimes times) {
    return times.measured() ? answer.with("Server-Timing", times.header()) : answer;
  }

  /// The client learns the request's id and nothing of the cause.
  HttpAnswer unexpected(HttpRequest request, Throwable failure) {
    observer.observe(
        new Observation.UnexpectedFailure(
            request.method() + " " + ApiRequest.BASE_PATH, Optional.of(request.id()), failure));
    Language language = Language.preferredBy(request.headers());
    return failures.of(
        new Refusal(
            ErrorCode.INTERNAL,
            ErrorCode.INTERNAL.sentence(language),
            "Request " + request.id(),
            null));
  }

  static String route(Prepared prepared) {
    String target = prepared.request().action().target();
    return switch (prepared.plan()) {
      case Plan.Call _ -> ApiRequest.BASE_PATH + "/rpc/" + target;
      case Plan.Read _, Plan.Mutate _, Plan.Describe _, Plan.Document _ ->
          ApiRequest.BASE_PATH + "/" + target;
    };
  }
}
