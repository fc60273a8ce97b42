package io.eventlive.auth;

import io.eventlive.auth.NewUser.VerifiedBy;
import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The way to another address: it is the person's when a link or code that was sent there comes
/// back, and where both addresses are asked, one from the old address too.
final class EmailChanges {
  static final Set<TokenKind> BOTH =
      Set.of(TokenKind.EMAIL_CHANGE_NEW, TokenKind.EMAIL_CHANGE_CURRENT);

  private static final String BEGIN =
      """
      update auth.users
      set
        email_change = ?,
        email_change_token_new = '',
        email_change_token_current = '',
        email_change_confirm_status = 0
      where id = ?
      """;

  private static final String BEGIN_AGAIN =
      "update auth.users set email_change_confirm_status = 0 where id = ?";

  private final OneTimeTokens tokens;
  private final Links links;
  private final boolean bothAddresses;

  EmailChanges(OneTimeTokens tokens, Links links, boolean bothAddresses) {
    this.tokens = tokens;
    this.links = links;
    this.bothAddresses = bothAddresses;
  }

  boolean asksBoth() {
    return bothAddresses;
  }

  /// The addresses that get a letter when this person wants another address.
  List<String> recipients(User user, String address) {
    return bothAddresses && !user.email().isEmpty()
        ? List.of(address, user.email())
        : List.of(address);
  }

  /// Begins a change, in place of one that was begun before.
  ///
  /// @throws AuthRefusal where somebody has the address
  List<Links.Made> begin(
      Connection connection, User user, String address, LinkRequest asked, Instant now)
      throws SQLException {
    requireFree(connection, address);
    tokens.forget(connection, user.id(), BOTH);
    AuthDatabase.update(connection, BEGIN, address, user.id());
    List<Links.Made> made = new ArrayList<>();
    made.add(links.make(connection, user.id(), LinkType.NEW_ADDRESS, address, asked, now));
    if (recipients(user, address).size() > 1) {
      made.add(links.make(connection, user.id(), LinkType.OLD_ADDRESS, user.email(), asked, now));
    }
    return made;
  }

  /// One of the two links, for whoever sends mails of their own. The other one stays good where it
  /// is about the same address.
  Links.Made one(
      Connection connection,
      User user,
      LinkType type,
      String address,
      LinkRequest asked,
      Instant now)
      throws SQLException {
    requireFree(connection, address);
    if (address.equals(user.newEmail())) {
      AuthDatabase.update(connection, BEGIN_AGAIN, user.id());
    } else {
      tokens.forget(connection, user.id(), BOTH);
      AuthDatabase.update(connection, BEGIN, address, user.id());
    }
    String to = type == LinkType.NEW_ADDRESS ? address : user.email();
    return links.make(connection, user.id(), type, to, asked, now);
  }

  /// Takes the address without asking it, as a sign-up without mail does.
  static void withoutMail(Connection connection, User user, String address, Instant now)
      throws SQLException {
    requireFree(connection, address);
    AddressProof.write(connection, user, address, VerifiedBy.NONE, true, now);
  }

  private static void requireFree(Connection connection, String address) throws SQLException {
    Optional<User> owner = UserRows.byEmail(connection, address, SignIns.AUDIENCE);
    if (owner.isPresent()) throw taken();
  }

  static AuthRefusal taken() {
    return new AuthRefusal(
        ErrorCode.EMAIL_EXISTS, "A user with this email address has already been registered");
  }
}
