package io.eventlive.supabase;

import io.eventlive.rehearsal.LegacyClient;
import io.eventlive.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the placeholders of the old client's calls stand for while attendee 1 visits webinar 1, and
/// what answers have added to them.
final class Visit {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(?<name>[a-z_]+)(?::(?<number>\\d+))?(?:-(?<minutes>\\d+)min)?}");

  private final TestDatabase database;
  private final Map<String, String> values = new HashMap<>();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  Visit(TestDatabase database) {
    this.database = database;
    for (String name :
        List.of("webinar", "campaign", "client", "agency", "survey", "quiz", "form")) {
      values.put(name, id(name + " 1"));
    }
    values.put("slug", "100001");
    values.put("email", "attendee-1@example.com");
    values.put("name", "Attendee 1");
    values.put("password", UUID.randomUUID().toString());
    values.put("session", "session_" + now.toEpochMilli() + "_k3j9x2");
    values.put("visit", "visit-of-attendee-1");
    values.put("sender", id("attendee 7"));
    values.put("survey_question", id("survey 1 question 1"));
    values.put("quiz_question", id("quiz 1 question 1"));
    values.put("client_msg", UUID.randomUUID().toString());
    values.put("text", "Is there a recording? (yes, no; 100 % \"sure\")");
    values.put("browser", "Mozilla/5.0 (X11; Linux x86_64)");
    values.put("page", "https://example.com/webinar/100001");
    values.put("address", "192.0.2.1");
    values.put("now", now.toString());
    values.put("from", moment("select start_time from public.webinars where slug = '100001'"));
    values.put("to", moment("select end_time from public.webinars where slug = '100001'"));
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    values.put("yesterday", today.minusDays(1) + "T00:00:00.000Z");
    values.put("tomorrow", today.plusDays(1) + "T00:00:00.000Z");
    values.put("date", value("select max(bucket_date) from public.marketing_stats_daily"));
    values.put(
        "before", moment("select created_at from public.messages where content = 'Message 100'"));
  }

  /// Whose turn it is.
  void begin(LegacyClient.Scene scene) {
    values.put("user", id(scene.person().equals("host") ? "host 1" : "attendee 1"));
    // One giveaway was drawn already; a host opens the other during the visit.
    values.put("giveaway", id(scene.name().equals("giveaway drawn") ? "giveaway 1" : "giveaway 2"));
    if (scene.name().equals("chat polling")) {
      values.put("last_message_id", value("select max(id) from public.messages"));
    }
  }

  void keep(String name, String value) {
    values.put(name, value);
  }

  String get(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  String fill(String text) {
    return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found)));
  }

  JsonNode fill(JsonNode body) {
    String json =
        PLACEHOLDER
            .matcher(body.toString())
            .replaceAll(found -> Matcher.quoteReplacement(insideQuotes(value(found))));
    return JsonMapper.shared().readTree(json);
  }

  private static String insideQuotes(String value) {
    String quoted = JsonMapper.shared().writeValueAsString(value);
    return quoted.substring(1, quoted.length() - 1);
  }

  private String value(MatchResult placeholder) {
    String name = placeholder.group("name");
    if (placeholder.group("minutes") != null) {
      return now.minus(Integer.parseInt(placeholder.group("minutes")), ChronoUnit.MINUTES)
          .toString();
    }
    if (placeholder.group("number") == null) return get(name);
    int number = Integer.parseInt(placeholder.group("number"));
    return IntStream.rangeClosed(1, number)
        .mapToObj(n -> name.equals("files") ? String.valueOf(n) : id("attendee " + n))
        .collect(Collectors.joining(","));
  }

  /// The id that the fixture gives to what it calls so: `md5(name)::uuid`.
  static String id(String name) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of()
          .formatHex(hash)
          .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String moment(String query) {
    return value(
        "select to_char((" + query + ") at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
  }

  private String value(String query) {
    return Objects.requireNonNull(database.value(query), query);
  }
}
