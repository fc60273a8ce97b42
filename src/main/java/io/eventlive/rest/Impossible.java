package io.eventlive.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.observation.Redaction;
import java.util.EnumSet;
import java.util.Set;

/// Tells operators which clients ask for what cannot be, and when a kind of it is seen for the
/// first time. Remembers a bounded number of kinds; one that was forgotten counts as new again.
///
/// May be used from any thread.
final class Impossible {
  private static final int KINDS = 1_000;
  private static final int MESSAGE_LENGTH = 200;

  private static final Set<ErrorCode> NAMING =
      EnumSet.of(
          ErrorCode.COLUMN_UNKNOWN,
          ErrorCode.COLUMN_NOT_IN_TABLE,
          ErrorCode.TABLE_UNKNOWN,
          ErrorCode.FUNCTION_UNKNOWN,
          ErrorCode.FUNCTION_AMBIGUOUS,
          ErrorCode.RELATIONSHIP_UNKNOWN,
          ErrorCode.RELATIONSHIP_AMBIGUOUS,
          ErrorCode.NOT_EMBEDDED);

  private final Observer observer;
  private final Cache<Kind, Boolean> kinds = Caffeine.newBuilder().maximumSize(KINDS).build();

  private record Kind(String code, String path, String subject, String clientInfo) {}

  Impossible(Observer observer) {
    this.observer = observer;
  }

  void observe(HttpRequest request, String role, Refusal refusal) {
    if (refusal.code().status() >= 500) return; // ours, not the caller's
    String clientInfo = request.headers().first("x-client-info").orElse("");
    Kind kind =
        new Kind(
            refusal.code().wireCode(),
            Redaction.kept(request.path()),
            subject(refusal),
            Redaction.kept(clientInfo));
    boolean first = kinds.asMap().putIfAbsent(kind, true) == null;
    observer.observe(
        new Observation.ImpossibleRequest(
            request.id(),
            request.method(),
            request.path(),
            refusal.code().wireCode(),
            kind.subject(),
            role,
            clientInfo,
            request.headers().first("user-agent").orElse(""),
            first));
  }

  /// The refusal's words where they only name what is in no schema; the code's own sentence where
  /// they would repeat a value.
  private static String subject(Refusal refusal) {
    String said =
        NAMING.contains(refusal.code())
            ? refusal.message()
            : refusal.code().explanation().english();
    return said.length() <= MESSAGE_LENGTH ? said : said.substring(0, MESSAGE_LENGTH);
  }
}
