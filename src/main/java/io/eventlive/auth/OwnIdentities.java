package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The ways in which people are known, and how they take one from their account. People who come
/// from Supabase may have several; here nobody gets a second one.
final class OwnIdentities {
  private static final String DELETE = "delete from auth.identities where id = ? and user_id = ?";

  private static final String UPDATE =
      """
      update auth.users
      set
        email = ?,
        email_confirmed_at = ?,
        phone = ?,
        phone_confirmed_at = ?,
        raw_app_meta_data = cast(? as jsonb),
        updated_at = ?
      where id = ?
      """;

  private final AuthDatabase database;
  private final KnownUsers known;
  private final InstantSource clock;
  private final boolean autoConfirm;

  OwnIdentities(AuthDatabase database, KnownUsers known, InstantSource clock, boolean autoConfirm) {
    this.database = database;
    this.known = known;
    this.clock = clock;
    this.autoConfirm = autoConfirm;
  }

  /// Takes an identity away. Where it brought the person's address, another one brings it now.
  ///
  /// @throws AuthRefusal where it is not theirs, is the only one, or leaves an address that
  ///   somebody else has
  void unlink(UUID person, UUID identity) {
    List<UUID> sessions =
        database.inTransaction(connection -> {
          User user = UserRows.locked(connection, person).orElseThrow(OwnIdentities::gone);
          Identity unlinked = unlinkable(user, identity);
          AuthDatabase.update(connection, DELETE, identity, person);
          List<Identity> rest =
              user.identities().stream().filter(each -> !each.id().equals(identity)).toList();
          write(connection, user, unlinked, rest);
          return Sessions.of(connection, person);
        });
    known.forget(person, sessions);
  }

  private static Identity unlinkable(User user, UUID id) {
    if (user.identities().size() <= 1) {
      throw new AuthRefusal(
          ErrorCode.SINGLE_IDENTITY_NOT_DELETABLE,
          "User must have at least 1 identity after unlinking");
    }
    return user.identities().stream()
        .filter(identity -> identity.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AuthRefusal(ErrorCode.IDENTITY_NOT_FOUND, "Identity doesn't exist"));
  }

  private void write(Connection connection, User user, Identity unlinked, List<Identity> rest)
      throws SQLException {
    Instant now = clock.instant();
    boolean byPhone = unlinked.provider().equals("phone");
    boolean keepsAddress =
        byPhone || rest.stream().anyMatch(each -> user.email().equals(address(each)));
    @Nullable Identity source = keepsAddress ? null : addressSource(connection, user, rest);
    ObjectNode app = user.appMetadata().deepCopy();
    nameProviders(app, rest);
    String email = source == null ? user.email() : address(source);
    @Nullable Instant confirmed = user.emailConfirmedAt();
    if (source != null && verified(source)) {
      app.remove("email_verified_by"); // its provider vouches, as for everybody from elsewhere
      if (confirmed == null) confirmed = now;
    } else if (source != null) {
      app.setAll(Json.object().put("email_verified_by", "none"));
      if (!autoConfirm) confirmed = null;
    }
    AuthDatabase.update(
        connection,
        UPDATE,
        email.isEmpty() ? null : email,
        email.isEmpty() ? null : confirmed,
        byPhone || user.phone().isEmpty() ? null : user.phone(),
        byPhone ? null : user.phoneConfirmedAt(),
        app.toString(),
        now,
        user.id());
  }

  /// The identity whose address becomes the person's: a verified one first, then the oldest.
  private static Identity addressSource(Connection connection, User user, List<Identity> rest)
      throws SQLException {
    List<Identity> ranked =
        rest.stream()
            .sorted(
                Comparator.comparingInt(OwnIdentities::rank)
                    .thenComparing(Identity::createdAt)
                    .thenComparing(Identity::id))
            .toList();
    for (Identity candidate : ranked) {
      String email = address(candidate);
      if (email.isEmpty()) return candidate;
      Optional<User> holder = UserRows.byEmail(connection, email, user.audience());
      if (holder.isEmpty()) return candidate;
    }
    throw new AuthRefusal(
        ErrorCode.EMAIL_CONFLICT_IDENTITY_NOT_DELETABLE,
        "Unable to unlink identity due to email conflict");
  }

  private static int rank(Identity identity) {
    if (address(identity).isEmpty()) return 2;
    return verified(identity) ? 0 : 1;
  }

  private static void nameProviders(ObjectNode app, List<Identity> identities) {
    Set<String> names = new LinkedHashSet<>();
    identities.forEach(identity -> names.add(identity.provider()));
    ArrayNode providers = app.putArray("providers");
    names.forEach(providers::add);
    app.put("provider", identities.getFirst().provider());
  }

  private static String address(Identity identity) {
    return identity.email() == null ? "" : identity.email();
  }

  private static boolean verified(Identity identity) {
    return identity.data().path("email_verified").asBoolean(false);
  }

  private static AuthRefusal gone() {
    return new AuthRefusal(
        ErrorCode.USER_NOT_FOUND, 403, "User from sub claim in JWT does not exist");
  }
}
