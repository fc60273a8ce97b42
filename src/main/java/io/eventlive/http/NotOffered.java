package io.eventlive.http;

import java.util.Map;

/// The services of a Supabase project that EventLive has not, each answered with a clear code
/// rather than with the 404 of a mistyped address.
public final class NotOffered {
  private static final Map<String, String> SERVICES =
      Map.of(
          "/storage/v1", "Files are not kept here.",
          "/functions/v1", "Edge functions are not run here.",
          "/graphql/v1", "GraphQL is not spoken here; the tables are at /rest/v1.",
          "/realtime/v1", "Realtime is not offered yet.");

  private NotOffered() {}

  /// Registers the answers; a longer or exact route of a feature goes before them.
  public static void register(Routes routes) {
    SERVICES.forEach((path, why) ->
        routes.below(
            path,
            (Handler.Immediate)
                request ->
                    ErrorAnswer.of(
                        ErrorCode.NOT_OFFERED, Language.preferredBy(request.headers()), why)));
  }
}
