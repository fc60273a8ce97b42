package io.eventlive.answers;

import io.eventlive.answers.PolicyExpression.AllClaims;
import io.eventlive.answers.PolicyExpression.Claim;
import io.eventlive.answers.PolicyExpression.ValueType;
import io.eventlive.schema.Grounds;
import io.eventlive.schema.Grounds.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The functions of the schemas `auth` and `eventlive` that policies may ask about their caller.
/// What a function is called proves nothing: each is believed only with a body that is known word
/// for word, EventLive's or Supabase's.
///
/// Reads one policy's; remembers which functions it went through.
final class TrustedFunctions {
  static final String MEMBERSHIP = "eventlive.webinars_as";

  private static final String CLAIMS =
      "nullif(current_setting('request.jwt.claims', true), '')::jsonb";

  private record Known(Set<String> bodies, PolicyExpression meaning) {}

  private static final Map<String, Known> ABOUT_CALLER =
      Map.of(
          "auth.uid()",
              new Known(
                  Set.of(
                      "select (" + CLAIMS + " ->> 'sub')::uuid",
                      "select " + supabase("sub") + "::uuid",
                      "select coalesce( current_setting('request.jwt.claim.sub', true),"
                          + " (current_setting('request.jwt.claims', true)::jsonb ->> 'sub')"
                          + " )::uuid"),
                  new Claim("sub", ValueType.UUID)),
          "auth.role()",
              new Known(
                  Set.of(
                      "select " + CLAIMS + " ->> 'role'", "select " + supabase("role") + "::text"),
                  new Claim("role", ValueType.TEXT)),
          "auth.email()",
              new Known(
                  Set.of(
                      "select " + CLAIMS + " ->> 'email'",
                      "select " + supabase("email") + "::text"),
                  new Claim("email", ValueType.TEXT)),
          "auth.jwt()",
              new Known(
                  Set.of(
                      "select " + CLAIMS,
                      "select coalesce( nullif(current_setting('request.jwt.claim', true), ''),"
                          + " nullif(current_setting('request.jwt.claims', true), '') )::jsonb"),
                  new AllClaims(ValueType.JSON)));

  private final Grounds grounds;
  private final Map<String, String> marks = new LinkedHashMap<>();

  TrustedFunctions(Grounds grounds) {
    this.grounds = grounds;
  }

  private static String supabase(String claim) {
    return "coalesce( nullif(current_setting('request.jwt.claim."
        + claim
        + "', true), ''), ("
        + CLAIMS
        + " ->> '"
        + claim
        + "') )";
  }

  /// What a function without arguments says of the caller.
  Optional<PolicyExpression> aboutCaller(String signature) {
    Known known = ABOUT_CALLER.get(signature);
    Optional<Source> source = grounds.function(signature);
    if (known == null || source.isEmpty()) return Optional.empty();
    String body = plain(source.get().body());
    boolean same = known.bodies().stream().anyMatch(each -> plain(each).equals(body));
    if (!same || !source.get().language().equals("sql") || !source.get().settings().isEmpty()) {
      return Optional.empty();
    }
    marks.put(signature, source.get().mark());
    return Optional.of(known.meaning());
  }

  /// Whether the membership function is the one whose reads [Membership] declares.
  boolean knowsMembership(String standing) {
    Optional<Map<String, String>> asDeclared = Membership.marks(grounds);
    if (asDeclared.isEmpty() || !Membership.STANDINGS.contains(standing)) return false;
    marks.putAll(asDeclared.get());
    return true;
  }

  /// What changes with any of the functions that were asked for.
  List<String> marks() {
    return List.copyOf(marks.values());
  }

  /// Parentheses and `::text` change nothing of what these bodies say.
  private static String plain(String body) {
    return body.replace("::text", "")
        .replaceAll("[()\\s;]+", " ")
        .replaceAll(" +", " ")
        .replace(" ::", "::")
        .strip();
  }
}
