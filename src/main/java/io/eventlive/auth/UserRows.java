package io.eventlive.auth;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads people from `auth.users`, each with identities, in one query.
final class UserRows {
  /// What a query must select of `auth.users as u` for [#user] to read.
  static final String COLUMNS =
      """
      u.id, u.aud, u.role, u.email, u.encrypted_password, u.email_confirmed_at, u.invited_at,
      u.phone, u.phone_confirmed_at, u.confirmation_sent_at, u.recovery_sent_at, u.email_change,
      u.email_change_sent_at, u.last_sign_in_at, u.raw_app_meta_data, u.raw_user_meta_data,
      u.created_at, u.updated_at, u.banned_until, u.deleted_at, u.is_anonymous,
      (
        select json_agg(row_to_json(i) order by i.created_at, i.id)
        from auth.identities as i
        where i.user_id = u.id
      ) as identities
      """;

  private static final String BY_ID = "select " + COLUMNS + " from auth.users as u where u.id = ?";

  private static final String BY_EMAIL =
      "select "
          + COLUMNS
          + """
          from auth.users as u
          where u.email = ? and u.aud = ? and u.is_sso_user = false and u.deleted_at is null
          """;

  private static final String LOCK = "select from auth.users where id = ? for no key update";

  private static final String REAUTHENTICATION =
      "select reauthentication_sent_at from auth.users where id = ?";

  private static final String IN_LIST =
      """
      from auth.users as u
      where u.aud = ?
        and (
          cast(? as text) is null
          or strpos(lower(u.email), lower(cast(? as text))) > 0
          or strpos(lower(u.raw_user_meta_data ->> 'full_name'), lower(cast(? as text))) > 0)
      """;

  private static final String NEWEST_FIRST =
      "select " + COLUMNS + IN_LIST + "order by u.created_at desc, u.id limit ? offset ?";

  private static final String OLDEST_FIRST =
      "select " + COLUMNS + IN_LIST + "order by u.created_at, u.id limit ? offset ?";

  private static final String COUNT = "select count(*) " + IN_LIST;

  private UserRows() {}

  static Optional<User> byId(Connection connection, UUID id) throws SQLException {
    return AuthDatabase.query(connection, BY_ID, UserRows::first, id);
  }

  /// The same, kept from everybody else who wants to change it until the transaction ends.
  static Optional<User> locked(Connection connection, UUID id) throws SQLException {
    return lock(connection, id) ? byId(connection, id) : Optional.empty();
  }

  /// The same without reading.
  ///
  /// @return whether there is such a person
  static boolean lock(Connection connection, UUID id) throws SQLException {
    return AuthDatabase.query(connection, LOCK, ResultSet::next, id);
  }

  static @Nullable Instant reauthenticationSentAt(Connection connection, UUID id)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        REAUTHENTICATION,
        rows -> rows.next() ? instant(rows, "reauthentication_sent_at") : null,
        id);
  }

  /// @param email in lower case, as addresses are stored
  static Optional<User> byEmail(Connection connection, String email, String audience)
      throws SQLException {
    return AuthDatabase.query(connection, BY_EMAIL, UserRows::first, email, audience);
  }

  /// Which people a list shows.
  ///
  /// @param containing a part of the address or of the full name, in any case; null for everybody
  record Listing(String audience, @Nullable String containing, boolean oldestFirst) {}

  static List<User> page(Connection connection, Listing listing, long limit, long offset)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        listing.oldestFirst() ? OLDEST_FIRST : NEWEST_FIRST,
        rows -> {
          List<User> users = new ArrayList<>();
          while (rows.next()) users.add(user(rows));
          return users;
        },
        listing.audience(),
        listing.containing(),
        listing.containing(),
        listing.containing(),
        limit,
        offset);
  }

  static long count(Connection connection, Listing listing) throws SQLException {
    return AuthDatabase.query(
        connection,
        COUNT,
        rows -> rows.next() ? rows.getLong(1) : 0,
        listing.audience(),
        listing.containing(),
        listing.containing(),
        listing.containing());
  }

  /// The person in the first row, where there is one.
  static Optional<User> first(ResultSet rows) throws SQLException {
    return rows.next() ? Optional.of(user(rows)) : Optional.empty();
  }

  /// The person in the current row.
  static User user(ResultSet row) throws SQLException {
    Instant created = orEpoch(instant(row, "created_at"));
    return new User(
        row.getObject("id", UUID.class),
        text(row, "aud"),
        text(row, "role"),
        text(row, "email"),
        row.getString("encrypted_password"),
        instant(row, "email_confirmed_at"),
        instant(row, "invited_at"),
        text(row, "phone"),
        instant(row, "phone_confirmed_at"),
        instant(row, "confirmation_sent_at"),
        instant(row, "recovery_sent_at"),
        text(row, "email_change"),
        instant(row, "email_change_sent_at"),
        instant(row, "last_sign_in_at"),
        object(row.getString("raw_app_meta_data")),
        object(row.getString("raw_user_meta_data")),
        created,
        orEpoch(instant(row, "updated_at")),
        instant(row, "banned_until"),
        instant(row, "deleted_at"),
        row.getBoolean("is_anonymous"),
        identities(row.getString("identities")));
  }

  private static List<Identity> identities(@Nullable String array) {
    List<Identity> identities = new ArrayList<>();
    if (array == null) return identities;
    for (JsonNode one : Json.read(array)) {
      identities.add(
          new Identity(
              UUID.fromString(one.path("id").asString()),
              one.path("provider_id").asString(),
              UUID.fromString(one.path("user_id").asString()),
              one.path("identity_data") instanceof ObjectNode data ? data : Json.object(),
              one.path("provider").asString(),
              instant(one.path("last_sign_in_at")),
              orEpoch(instant(one.path("created_at"))),
              orEpoch(instant(one.path("updated_at"))),
              one.path("email").isString() ? one.path("email").stringValue() : null));
    }
    return identities;
  }

  private static ObjectNode object(@Nullable String json) {
    return json != null && Json.read(json) instanceof ObjectNode object ? object : Json.object();
  }

  private static String text(ResultSet row, String column) throws SQLException {
    @Nullable String value = row.getString(column);
    return value == null ? "" : value;
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable Instant instant(JsonNode text) {
    return text.isString() ? OffsetDateTime.parse(text.stringValue()).toInstant() : null;
  }

  /// Rows that another program wrote may lack a time that Supabase Auth always sets.
  private static Instant orEpoch(@Nullable Instant instant) {
    return instant == null ? Instant.EPOCH : instant;
  }
}
