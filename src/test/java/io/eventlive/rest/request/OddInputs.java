package io.eventlive.rest.request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Inputs to begin with, by the part of the request that they are for: right ones, nearly right
/// ones, and whatever a fuzzer found to be worth keeping.
final class OddInputs {
  private static final Map<RequestPart, List<String>> BY_PART =
      Map.ofEntries(
          Map.entry(RequestPart.PATH, List.of("events", "", "rpc/", "a/b/c", "\0", "행사")),
          Map.entry(
              RequestPart.QUERY,
              List.of(
                  "select=*&id=eq.1",
                  "&&==&=a&a",
                  "%",
                  "%zz=%c3%28",
                  "a%00b=eq.1",
                  "select=a&select=b&limit=1&limit=x&offset=-1",
                  "talks.id=eq.1&talks.order=id&talks.or=(a.eq.1,b.is.null)&talks.limit=1",
                  "and=(a.eq.1&or=b)",
                  "info->a->>b=eq.1",
                  "talk\uFFFD.or=(a.eq.1)",
                  "a.b.c.d.e.f.g.h.i.j.k=eq.1")),
          Map.entry(
              RequestPart.SELECT,
              List.of(
                  "id,title",
                  "*,talks!inner(id,speakers!left(name))",
                  "a:b::text,c->d->>e,f->-1",
                  "...hosts(name)",
                  "x::int.sum()::text,count()",
                  "\"quoted \\\" name\"",
                  "((((((((",
                  "a(b(c(d(e(f(g(h(i(j(k))))))))))",
                  "a:",
                  "!",
                  "::",
                  "a->->b",
                  ",,",
                  "\uD83D\uDE00")),
          Map.entry(
              RequestPart.FILTER,
              List.of(
                  "eq.1",
                  "not.not.eq.1",
                  "eq(any).{1,2}",
                  "fts(english).a & b",
                  "is.nullx",
                  "in.(1,2)",
                  "in.(\"a\\\"b\",c",
                  "like.*a*",
                  "isdistinct.null",
                  "eq",
                  ".",
                  "nosuch.1",
                  "eq(any")),
          Map.entry(RequestPart.LIST, List.of("1,2", "", ",", "\"a,b\"", "\"", "\\", "(,)")),
          Map.entry(
              RequestPart.LOGIC,
              List.of(
                  "(a.eq.1,b.gt.2)",
                  "(a.eq.1,and(b.gt.2,not.c.is.null))",
                  "(a.in.(1,\"x,y\"),b.cs.{1,2})",
                  "(",
                  "()",
                  "(a.eq.1",
                  "(or(or(or(or(or(or(or(or(or(a.eq.1))))))))))",
                  "(talks.not.is.null,id.eq.1)")),
          Map.entry(
              RequestPart.ORDER,
              List.of("a.desc.nullslast,b", "hosts(name).asc", "a->b.desc", "a.upwards", ".", "")),
          Map.entry(RequestPart.COLUMNS, List.of("\"a\",\"b\"", "a,", "\"", "")),
          Map.entry(RequestPart.ON_CONFLICT, List.of("a,b", "", ",", "\"a")),
          Map.entry(
              RequestPart.RANGE,
              List.of("0-9", "5-", "9-0", "-", "99999999999999999999-", "items=0-1", "a-b")),
          Map.entry(
              RequestPart.PREFER,
              List.of(
                  "return=representation, count=exact",
                  "handling=strict, nosuch=1, max-affected=-1",
                  "resolution=merge-duplicates,missing=default,tx=rollback",
                  ",,;=",
                  "timezone=\"")),
          Map.entry(
              RequestPart.ACCEPT,
              List.of(
                  "application/json;q=0.1, text/csv;q=0.9, */*;q=x",
                  "application/vnd.pgrst.object+json;nulls=stripped",
                  "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|verbose",
                  ";;;,,,/",
                  "\"")),
          Map.entry(
              RequestPart.JSON_BODY,
              List.of(
                  "[{\"a\":1},{\"a\":null}]",
                  "{\"a\":{\"b\":[1,2,{}]}}",
                  "[]",
                  "{}",
                  "",
                  "null",
                  "[1]",
                  "[{\"a\":1},{\"b\":1}]",
                  "{\"a\":1,\"a\":2}",
                  "{\"a\":1e999999}",
                  "{\"\\u0000\":1}",
                  "{\"a\":\"\\ud800\"}",
                  "[".repeat(2_000),
                  "{\"a\":".repeat(2_000),
                  "[{\"a\":1}]]",
                  "\uFEFF{}")),
          Map.entry(RequestPart.FORM_BODY, List.of("a=1&b=2", "a", "=", "%", "a=1&a=2")),
          Map.entry(
              RequestPart.CSV_BODY,
              List.of(
                  "a,b\n1,2\n",
                  "a,b\r\n\"x,\"\"y\"\"\",NULL\r\n",
                  "a\n1,2\n",
                  "a,a\n1,2\n",
                  "\"a",
                  "",
                  "\n\n",
                  ",\n,")),
          Map.entry(
              RequestPart.CALL_QUERY, List.of("a=1&b=2", "words=a&words=b", "id=eq.1&a=1", "=")),
          Map.entry(RequestPart.CALL_BODY, List.of("{\"a\":1}", "[{\"a\":1}]", "1", "\"", "")));

  private OddInputs() {}

  static Stream<byte[]> of(RequestPart part) {
    return BY_PART.getOrDefault(part, List.of()).stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
