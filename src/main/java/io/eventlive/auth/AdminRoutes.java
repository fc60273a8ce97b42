package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/admin/users` and what is below it: requests parsed, [AdminUsers] called, answers rendered.
final class AdminRoutes {
  static final String PATH = "/auth/v1/admin/users";
  private static final long DEFAULT_PER_PAGE = 50;
  private static final long MOST_PER_PAGE = 1_000;

  private final Authentication authentication;
  private final AdminUsers users;

  AdminRoutes(Authentication authentication, AdminUsers users) {
    this.authentication = authentication;
    this.users = users;
  }

  HttpAnswer list(HttpRequest request) {
    authentication.requireAdmin(request);
    long page = positive(request, "page", 1);
    long perPage = Math.min(MOST_PER_PAGE, positive(request, "per_page", DEFAULT_PER_PAGE));
    String filter = Query.parameter(request.query(), "filter");
    AdminUsers.Page found =
        users.page(
            orNull(filter), oldestFirst(request), perPage, Math.multiplyExact(page - 1, perPage));

    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("users");
    found.users().forEach(user -> list.add(UserJson.user(user)));
    body.put("aud", SignIns.AUDIENCE);
    return HttpAnswer.json(200, body.toString())
        .with("X-Total-Count", Long.toString(found.total()))
        .with("Link", link(request, page, perPage, Math.ceilDiv(found.total(), perPage)));
  }

  HttpAnswer create(HttpRequest request) {
    authentication.requireAdmin(request);
    AuthBody body = AuthBody.of(request);
    refusePhone(body);
    if (body.text("email").isEmpty()) {
      throw AuthRefusal.invalid("Cannot create a user without either an email or phone");
    }
    String role = body.text("role").strip();
    AdminUsers.Wanted wanted =
        new AdminUsers.Wanted(
            wantedId(body.text("id")),
            body.text("email"),
            orNull(body.text("password")),
            orNull(body.text("password_hash")),
            body.flag("email_confirm"),
            role.isEmpty() ? "authenticated" : role,
            Metadata.of(body, "app_metadata"),
            Metadata.of(body, "user_metadata"),
            banDuration(body.text("ban_duration")));
    return HttpAnswer.json(200, UserJson.user(users.create(wanted)).toString());
  }

  /// One person: GET, PUT, DELETE; and their second factors, of which nobody has any.
  HttpAnswer one(HttpRequest request) {
    authentication.requireAdmin(request);
    String[] path = request.path().substring(PATH.length() + 1).split("/", -1);
    UUID id = uuid(path[0], "user_id");
    if (path.length > 1) return factors(id, path, request.method());
    return switch (request.method()) {
      case "GET", "HEAD" -> HttpAnswer.json(200, UserJson.user(users.byId(id)).toString());
      case "PUT" -> change(id, AuthBody.of(request));
      case "DELETE" -> {
        boolean soft = request.body().length > 0 && AuthBody.of(request).flag("should_soft_delete");
        users.delete(id, soft);
        yield HttpAnswer.json(200, "{}");
      }
      default -> throw new AuthRefusal(ErrorCode.METHOD_NOT_ALLOWED, "Method not allowed");
    };
  }

  private HttpAnswer change(UUID id, AuthBody body) {
    refusePhone(body);
    @Nullable String email = orNull(body.text("email"));
    String ban = body.text("ban_duration");
    UserChange change =
        new UserChange(
            email == null ? null : Emails.require(email),
            null,
            body.flag("email_confirm"),
            orNull(body.text("role").strip()),
            body.object("user_metadata"),
            body.object("app_metadata"),
            ban.isEmpty() ? null : users.ban(banDuration(ban)));
    User changed = users.change(id, orNull(body.text("password")), change);
    return HttpAnswer.json(200, UserJson.user(changed).toString());
  }

  private static void refusePhone(AuthBody body) {
    if (body.text("phone").isEmpty()) return;
    throw new AuthRefusal(
        ErrorCode.PHONE_PROVIDER_DISABLED, "Accounts with a phone number are not offered");
  }

  private HttpAnswer factors(UUID id, String[] path, String method) {
    if (!path[1].equals("factors") || path.length > 3) {
      throw new AuthRefusal(
          ErrorCode.NOT_OFFERED, 404, "Sign-in does not offer this about somebody");
    }
    users.byId(id);
    if (path.length == 3) {
      uuid(path[2], "factor_id");
      throw new AuthRefusal(ErrorCode.MFA_FACTOR_NOT_FOUND, "Factor not found");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new AuthRefusal(ErrorCode.METHOD_NOT_ALLOWED, "Method not allowed");
    }
    return HttpAnswer.json(200, "[]");
  }

  private static UUID uuid(String text, String name) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw new AuthRefusal(ErrorCode.VALIDATION_FAILED, 404, name + " must be an UUID");
    }
  }

  private static @Nullable UUID wantedId(String text) {
    if (text.isEmpty()) return null;
    try {
      UUID id = UUID.fromString(text);
      if (id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0) {
        throw AuthRefusal.invalid("ID cannot be a nil uuid");
      }
      return id;
    } catch (IllegalArgumentException _) {
      throw AuthRefusal.invalid("ID must conform to the uuid v4 format");
    }
  }

  private static @Nullable Duration banDuration(String text) {
    if (text.isEmpty() || text.equals("none")) return null;
    return GoDuration.parse(text)
        .orElseThrow(() -> AuthRefusal.invalid("invalid format for ban duration: " + text));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// As Supabase Auth writes it: `sort=created_at asc`.
  private static boolean oldestFirst(HttpRequest request) {
    return switch (Query.parameter(request.query(), "sort").toLowerCase(Locale.ROOT).strip()) {
      case "", "created_at", "created_at desc" -> false;
      case "created_at asc" -> true;
      default -> throw AuthRefusal.invalid("Bad Sort Parameters: only created_at can be sorted by");
    };
  }

  private static long positive(HttpRequest request, String name, long otherwise) {
    String text = Query.parameter(request.query(), name);
    if (text.isEmpty()) return otherwise;
    if (text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long number = Long.parseLong(text);
      if (number > 0) return number;
    }
    throw AuthRefusal.invalid("Bad Pagination Parameters: " + name + " must be a number above 0");
  }

  private static String link(HttpRequest request, long page, long perPage, long pages) {
    String last = "<" + address(request, Math.max(1, pages), perPage) + ">; rel=\"last\"";
    return page < pages
        ? "<" + address(request, page + 1, perPage) + ">; rel=\"next\", " + last
        : last;
  }

  /// Keeps what else was asked for, as Supabase Auth does.
  private static String address(HttpRequest request, long page, long perPage) {
    StringBuilder address =
        new StringBuilder("/admin/users?page=").append(page).append("&per_page=").append(perPage);
    for (String name : List.of("filter", "sort")) {
      String value = Query.parameter(request.query(), name);
      if (value.isEmpty()) continue;
      address.append('&').append(name).append('=');
      address.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return address.toString();
  }
}
