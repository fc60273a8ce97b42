package io.eventlive.answers;

import java.util.List;
import java.util.Random;

/// Conditions of policies, in the grammar and outside of it, over the table of
/// [VisibilityDifferentialTest].
final class RandomPolicies {
  private static final List<String> INSIDE =
      List.of(
          "open",
          "true",
          "state = 'a'",
          "state <> 'b'",
          "state in ('a', 'b')",
          "state is distinct from 'a'",
          "lower(state) = 'a'",
          "coalesce(tag, 'x') like '%a'",
          "tag::text = state",
          "n > 1",
          "n = any (array[1, 2])",
          "owner is null",
          "owner = auth.uid()",
          "owner = (select auth.uid())",
          "(select auth.uid()) is not null",
          "(auth.jwt() ->> 'tenant') = state",
          "((select auth.jwt()) -> 'app' ->> 'plan') = 'pro'",
          "(current_setting('request.jwt.claims', true)::json ->> 'email') = state",
          "(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'n')::int = n",
          "auth.role() = 'authenticated'",
          "auth.email() like 'a%'",
          "(auth.jwt() -> 'app') @> '{\"plan\": \"pro\"}'",
          "(auth.jwt() -> 'groups') ? state",
          "info @> '{\"a\": 1}'",
          "(info ->> 'a') = '1'",
          "made > '2026-01-01'",
          "made = '2026-02-01 00:00+00'::timestamptz",
          "webinar_id in (select eventlive.webinars_as('attendee'))",
          "webinar_id in (select eventlive.webinars_as('host'))");

  private static final List<String> OUTSIDE =
      List.of(
          "made > now() - interval '1 year'",
          "made::date = current_date",
          "owner in (select r.user_id from public.registrations r)",
          "exists (select from public.registrations r where r.user_id = owner)",
          "public.mine(owner)",
          "owner === 'x'",
          "auth.jwt()::text like '%pro%'",
          "auth.jwt() is not null",
          "auth.jwt() = '{}'::jsonb",
          "(auth.jwt() ->> state) is not null",
          "current_setting('request.jwt.claims', true) like '%tenant\": \"a%'",
          "current_setting('request.jwt.claim.sub', true) = ''",
          "current_setting('request.headers', true) is null",
          "current_user = 'authenticated'",
          "auth.said() = 'a'",
          "to_char(made, 'YYYY') = '2026'",
          "webinar_id in (select public.other_webinars())",
          "(select count(*) from public.registrations) > 0",
          "jsonb_typeof(auth.jwt()) = 'object'",
          "length(auth.jwt()::text) > 120",
          "(auth.jwt() - 'sub') @> '{\"tenant\": \"a\"}'",
          "case when auth.uid() = owner then true else open end");

  private final Random random;

  RandomPolicies(Random random) {
    this.random = random;
  }

  /// @param outside whether it may hold what is outside of the grammar
  String condition(boolean outside, int depth) {
    int choice = random.nextInt(depth == 0 ? 1 : 5);
    return switch (choice) {
      case 1 -> "(" + two(outside, depth, " and ") + ")";
      case 2 -> "(" + two(outside, depth, " or ") + ")";
      case 3 -> "not (" + condition(outside, depth - 1) + ")";
      default -> one(outside && random.nextInt(3) == 0 ? OUTSIDE : INSIDE);
    };
  }

  private String two(boolean outside, int depth, String word) {
    return condition(outside, depth - 1) + word + condition(outside, depth - 1);
  }

  private String one(List<String> atoms) {
    return atoms.get(random.nextInt(atoms.size()));
  }
}
