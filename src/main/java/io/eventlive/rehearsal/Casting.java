package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Cast.Host;
import io.eventlive.rehearsal.Cast.Member;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the event and its people with the service_role key, before anybody arrives.
///
/// A rehearsal sets passwords, ends sessions and writes messages. So only accounts take part whose
/// addresses nobody can own (RFC 2606: `example.com` and its kind): no real person's account is
/// ever touched, whatever server is named.
final class Casting implements AutoCloseable {
  private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(60);
  private static final int PAGE = 1_000;
  private static final int IDS_AT_ONCE = 100;
  private static final Pattern NOBODYS =
      Pattern.compile(
          ".+@(.+\\.)?(example\\.(com|org|net)|[^@]+\\.(example|test|invalid)|localhost)");

  private final Target target;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  Casting(Target target) {
    this.target = target;
  }

  Cast cast(Plan plan) throws CannotRehearse {
    JsonNode webinar = webinar(plan.slug());
    String id = webinar.get("id").asString();
    List<Member> registered = members(id, "attendee", plan.skip() + plan.attendees());
    if (registered.size() < plan.skip() + plan.attendees()) {
      throw CannotRehearse.because(
          "Webinar %s has %d registered attendees with addresses that nobody owns (example.com), and %d are to arrive."
              .formatted(
                  webinar.get("slug").asString(),
                  registered.size(),
                  plan.skip() + plan.attendees()));
    }
    List<Member> attendees = registered.subList(plan.skip(), registered.size());
    List<Host> hosts = new ArrayList<>();
    if (plan.habits().dashboards() > 0) {
      for (Member member : members(id, "host", 1)) hosts.add(signedIn(member));
      if (hosts.isEmpty()) {
        throw CannotRehearse.because(
            "Webinar %s has no host with an address that nobody owns, for %d dashboards."
                .formatted(webinar.get("slug").asString(), plan.habits().dashboards()));
      }
    }
    return new Cast(
        id,
        webinar.get("slug").asString(),
        webinar.path("registration_campaign_id").asString(),
        webinar.get("client_id").asString(),
        webinar.get("agency_id").asString(),
        moment(webinar, "start_time"),
        moment(webinar, "end_time"),
        attendees,
        hosts);
  }

  private JsonNode webinar(@Nullable String slug) throws CannotRehearse {
    String which =
        slug == null
            ? "registration_campaign_id=not.is.null&order=start_time.desc"
            : "slug=eq." + encoded(slug);
    JsonNode rows =
        get(
            "webinars?select=id,slug,client_id,agency_id,registration_campaign_id,start_time,end_time"
                + "&start_time=not.is.null&end_time=not.is.null&limit=1&"
                + which);
    if (rows.isEmpty()) {
      throw CannotRehearse.because(
          slug == null
              ? "There is no webinar with a registration campaign; name one with --webinar."
              : "There is no webinar %s with a start and an end.".formatted(slug));
    }
    return rows.get(0);
  }

  private static java.time.Instant moment(JsonNode row, String column) {
    return OffsetDateTime.parse(row.get(column).asString()).toInstant();
  }

  private List<Member> members(String webinar, String role, int enough) throws CannotRehearse {
    List<Member> members = new ArrayList<>();
    for (int offset = 0; members.size() < enough; offset += PAGE) {
      JsonNode page =
          get(
              "registrations?select=user_id&webinar_id=eq.%s&role=eq.%s&order=created_at,user_id&offset=%d&limit=%d"
                  .formatted(webinar, role, offset, PAGE));
      List<String> ids = new ArrayList<>();
      page.forEach(row -> ids.add(row.get("user_id").asString()));
      members.addAll(whoseAddressNobodyOwns(ids));
      if (page.isEmpty()) break;
    }
    return members.size() > enough ? List.copyOf(members.subList(0, enough)) : members;
  }

  private List<Member> whoseAddressNobodyOwns(List<String> ids) throws CannotRehearse {
    Map<String, Member> found = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i += IDS_AT_ONCE) {
      String some =
          ids.subList(i, Math.min(ids.size(), i + IDS_AT_ONCE)).stream()
              .collect(Collectors.joining(","));
      for (JsonNode row : get("profiles?select=id,email,display_name&id=in.(" + some + ")")) {
        Member member =
            new Member(
                row.get("id").asString(),
                row.path("email").asString(""),
                row.path("display_name").asString(""));
        if (NOBODYS.matcher(member.email()).matches()) found.put(member.id(), member);
      }
    }
    return ids.stream().filter(found::containsKey).map(found::get).toList();
  }

  /// Gives a host a password and a session.
  private Host signedIn(Member host) throws CannotRehearse {
    String password = UUID.randomUUID().toString();
    ask(
        "PUT",
        "/auth/v1/admin/users/" + host.id(),
        target.serviceRoleKey(),
        JsonMapper.shared().createObjectNode().put("password", password));
    JsonNode session =
        ask(
            "POST",
            "/auth/v1/token?grant_type=password",
            target.anonKey(),
            JsonMapper.shared()
                .createObjectNode()
                .put("email", host.email())
                .put("password", password));
    return new Host(host, session.get("access_token").asString());
  }

  private JsonNode get(String query) throws CannotRehearse {
    return ask("GET", "/rest/v1/" + query, target.serviceRoleKey(), null);
  }

  private JsonNode ask(String method, String path, String key, @Nullable JsonNode body)
      throws CannotRehearse {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target.url() + path))
            .timeout(ANSWER_AT_MOST)
            .header("apikey", key)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2) return JsonMapper.shared().readTree(answer.body());
      throw CannotRehearse.because(
          "%s answers %s %s with %d: %s. The legacy client needs the tables of the old platform."
              .formatted(
                  target,
                  method,
                  path.replaceFirst("\\?.*", ""),
                  answer.statusCode(),
                  answer.body()));
    } catch (IOException e) {
      throw CannotRehearse.unreachable("%s cannot be reached: %s".formatted(target, e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CannotRehearse.because("Interrupted before anybody arrived.");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
