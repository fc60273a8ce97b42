package io.eventlive.http;

import org.jspecify.annotations.Nullable;

/// How a part of the addresses writes a refusal. The doorway asks it for what it turns down itself
/// there: a method that is not offered, a body that is too large, too many at once.
@FunctionalInterface
public interface ErrorForm {
  /// Where no feature has a form of its own: PostgREST's.
  ErrorForm DEFAULT = (refusal, _) -> ErrorAnswer.of(refusal);

  /// The answer that a refusal becomes.
  ///
  /// @param request the headers of the request, as far as they could be read
  HttpAnswer answer(Refusal refusal, HttpHeaders request);

  /// The catalogue's own sentence, in the language asked for.
  default HttpAnswer answer(ErrorCode code, @Nullable String details, HttpHeaders request) {
    String sentence = code.sentence(Language.preferredBy(request));
    return answer(new Refusal(code, sentence, details, null), request);
  }
}
