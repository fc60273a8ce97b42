package io.eventlive.auth;

import io.eventlive.auth.NewUser.VerifiedBy;
import io.eventlive.http.ErrorCode;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Lets people in by what was sent to their address: a link, or the code beside it. Each works
/// once, for a limited time, and proves whose address it is.
final class Verification {
  private static final String INVALID_LINK = "Email link is invalid or has expired";
  private static final String INVALID_CODE = "Token has expired or is invalid";

  private static final String CHANGE_STATUS =
      "select email_change_confirm_status from auth.users where id = ?";

  private static final String HALF =
      "update auth.users set email_change_confirm_status = 1 where id = ?";

  private final AuthDatabase database;
  private final OneTimeTokens tokens;
  private final FlowStates flows;
  private final SignIns signIns;
  private final KnownUsers known;
  private final MailLimits limits;
  private final EmailConfig config;
  private final InstantSource clock;
  private final Observer observer;

  Verification(
      AuthDatabase database,
      OneTimeTokens tokens,
      FlowStates flows,
      SignIns signIns,
      KnownUsers known,
      MailLimits limits,
      EmailConfig config,
      InstantSource clock,
      Observer observer) {
    this.database = database;
    this.tokens = tokens;
    this.flows = flows;
    this.signIns = signIns;
    this.known = known;
    this.limits = limits;
    this.config = config;
    this.clock = clock;
    this.observer = observer;
  }

  /// What somebody gets who has shown the right thing.
  sealed interface Outcome {
    /// They are in.
    ///
    /// @param type what it turned out to be
    record Session(ObjectNode json, String type) implements Outcome {}

    /// For the browser that asked for the link.
    record Code(String authCode) implements Outcome {}

    /// One of two addresses is confirmed.
    record HalfOfTwo() implements Outcome {}
  }

  /// Follows a link.
  ///
  /// @param exchange whether a link that a browser asked for with a challenge gives that browser a
  ///   code rather than a session
  /// @throws AuthRefusal where it leads nowhere
  Outcome byLink(String token, String type, boolean exchange, Origin origin) {
    Set<TokenKind> kinds = kinds(type);
    return observed(() -> verify(List.of(token), kinds, type, exchange, INVALID_LINK, origin));
  }

  /// Takes a code.
  ///
  /// @throws AuthRefusal where it is wrong, too old, or was used, and where too many were wrong
  Outcome byCode(String email, String code, String type, Origin origin) {
    Set<TokenKind> kinds = kinds(type);
    String address = Emails.require(email);
    String token = tokens.token(address, code);
    List<String> shown = List.of(token, OneTimeTokens.PKCE + token);
    return observed(
        () -> guessed(address, () -> verify(shown, kinds, type, false, INVALID_CODE, origin)));
  }

  /// Only what was wrong counts as a guess, not what could not be looked up.
  private Outcome guessed(String address, Work work) {
    limits.takeGuess(address);
    boolean wrong = false;
    try {
      return work.run();
    } catch (AuthRefusal refusal) {
      wrong = refusal.code() == ErrorCode.OTP_EXPIRED;
      throw refusal;
    } finally {
      if (!wrong) limits.giveBackGuess(address);
    }
  }

  /// Uses up the code by which somebody showed that it is still them. Their lock is held.
  ///
  /// @throws AuthRefusal where it is wrong or too old
  void reauthenticate(Connection connection, User user, String nonce) throws SQLException {
    limits.takeGuess(user.email());
    boolean right =
        tokens
            .take(
                connection,
                user.id(),
                List.of(tokens.token(user.email(), nonce)),
                Set.of(TokenKind.REAUTHENTICATION))
            .isPresent();
    if (!right || expired(UserRows.reauthenticationSentAt(connection, user.id()))) {
      throw new AuthRefusal(
          ErrorCode.REAUTHENTICATION_NOT_VALID, "Nonce has expired or is invalid");
    }
    limits.giveBackGuess(user.email());
  }

  private interface Work {
    Outcome run();
  }

  private Outcome observed(Work work) {
    try {
      Outcome outcome = work.run();
      if (outcome instanceof Outcome.Session) {
        observer.observe(new Observation.SignInSucceeded("otp"));
      }
      return outcome;
    } catch (AuthRefusal refusal) {
      observer.observe(new Observation.SignInRefused("otp", refusal.code().wireCode()));
      throw refusal;
    }
  }

  /// @param sessions that were there before, of which `ended` are over now
  private record Done(Outcome outcome, UUID userId, List<UUID> sessions, List<UUID> ended) {}

  private Outcome verify(
      List<String> shown,
      Set<TokenKind> kinds,
      String type,
      boolean exchange,
      String invalid,
      Origin origin) {
    Done done;
    try {
      done =
          database.inTransaction(connection -> {
            Supplier<AuthRefusal> refusal = () -> new AuthRefusal(ErrorCode.OTP_EXPIRED, invalid);
            UUID holder = tokens.holder(connection, shown, kinds).orElseThrow(refusal);
            Optional<User> there = UserRows.locked(connection, holder);
            OneTimeTokens.Taken taken =
                tokens.take(connection, holder, shown, kinds).orElseThrow(refusal);
            User user =
                there
                    .filter(person -> person.deletedAt() == null && isAbout(person, taken))
                    .orElseThrow(refusal);
            return used(connection, user, taken.kind(), type, exchange, invalid, origin);
          });
    } catch (DatabaseTrouble trouble) {
      if (!trouble.duplicate()) throw trouble;
      throw EmailChanges.taken();
    }
    known.forget(done.userId(), done.sessions());
    known.end(done.userId(), done.ended());
    return done.outcome();
  }

  /// An address that changed in the meantime is not proven by what went to another one.
  private static boolean isAbout(User user, OneTimeTokens.Taken taken) {
    String address = taken.kind() == TokenKind.EMAIL_CHANGE_NEW ? user.newEmail() : user.email();
    return !address.isEmpty() && address.equals(taken.address());
  }

  private Done used(
      Connection connection,
      User user,
      TokenKind kind,
      String asked,
      boolean exchange,
      String invalid,
      Origin origin)
      throws SQLException {
    Instant now = clock.instant();
    if (user.bannedAt(now)) throw new AuthRefusal(ErrorCode.USER_BANNED, 403, "User is banned");
    if (expired(sentAt(user, kind))) throw new AuthRefusal(ErrorCode.OTP_EXPIRED, invalid);
    LinkType type = type(kind, asked);
    if (isChange(type) && user.newEmail().isEmpty()) {
      throw new AuthRefusal(ErrorCode.OTP_EXPIRED, invalid);
    }
    List<UUID> sessions = Sessions.of(connection, user.id());
    List<UUID> ended = List.of();
    if (isChange(type) && isHalf(connection, user, type)) {
      AuthDatabase.update(connection, HALF, user.id());
      return new Done(new Outcome.HalfOfTwo(), user.id(), sessions, List.of());
    }
    @Nullable String authCode =
        exchange ? flows.issue(connection, user.id(), type.method(), now) : null;
    if (isChange(type)) {
      AddressProof.write(connection, user, user.newEmail(), VerifiedBy.OWNER, true, now);
      Outstanding.forgetBut(connection, user.id(), authCode);
    } else {
      ended = prove(connection, user, type, authCode, now);
    }
    Outcome outcome =
        authCode == null
            ? new Outcome.Session(signIns.start(connection, user.id(), "otp", origin), type.word())
            : new Outcome.Code(authCode);
    return new Done(outcome, user.id(), sessions, ended);
  }

  /// Somebody may have signed up with an address that is not theirs and wait inside for its owner
  /// to prove it. So where an address was unproven until now, and the proof is not the answer to
  /// that very sign-up, its password, its sessions and whatever they began end.
  private List<UUID> prove(
      Connection connection, User user, LinkType type, @Nullable String authCode, Instant now)
      throws SQLException {
    boolean own = AddressProof.isVerified(user) || type == LinkType.SIGNUP;
    AddressProof.write(connection, user, user.email(), VerifiedBy.OWNER, own, now);
    if (own) {
      tokens.forget(connection, user.id(), AddressProof.OF_THE_ADDRESS);
      return List.of();
    }
    Outstanding.forgetBut(connection, user.id(), authCode);
    return Sessions.endAll(connection, user.id());
  }

  private boolean isHalf(Connection connection, User user, LinkType type) throws SQLException {
    int status =
        AuthDatabase.query(
            connection, CHANGE_STATUS, rows -> rows.next() ? rows.getInt(1) : 0, user.id());
    if (status != 0) return false;
    return type == LinkType.OLD_ADDRESS || (config.bothAddresses() && !user.email().isEmpty());
  }

  private static boolean isChange(LinkType type) {
    return type == LinkType.NEW_ADDRESS || type == LinkType.OLD_ADDRESS;
  }

  private static Set<TokenKind> kinds(String type) {
    return switch (type) {
      case "signup", "invite" -> Set.of(TokenKind.CONFIRMATION);
      case "magiclink", "recovery" -> Set.of(TokenKind.RECOVERY);
      case "email" -> AddressProof.OF_THE_ADDRESS;
      case "email_change" -> Set.of(TokenKind.EMAIL_CHANGE_NEW, TokenKind.EMAIL_CHANGE_CURRENT);
      default -> throw AuthRefusal.invalid("Invalid email verification type");
    };
  }

  private static LinkType type(TokenKind kind, String asked) {
    return switch (kind) {
      case CONFIRMATION -> asked.equals("invite") ? LinkType.INVITE : LinkType.SIGNUP;
      case RECOVERY -> asked.equals("recovery") ? LinkType.RECOVERY : LinkType.MAGICLINK;
      case EMAIL_CHANGE_NEW -> LinkType.NEW_ADDRESS;
      case EMAIL_CHANGE_CURRENT -> LinkType.OLD_ADDRESS;
      case REAUTHENTICATION -> throw new IllegalStateException("no link reauthenticates");
    };
  }

  private static @Nullable Instant sentAt(User user, TokenKind kind) {
    return switch (kind) {
      case CONFIRMATION -> user.confirmationSentAt();
      case RECOVERY -> user.recoverySentAt();
      case EMAIL_CHANGE_NEW, EMAIL_CHANGE_CURRENT -> user.emailChangeSentAt();
      case REAUTHENTICATION -> null;
    };
  }

  private boolean expired(@Nullable Instant sentAt) {
    Duration validFor = config.validFor();
    return sentAt == null || clock.instant().isAfter(sentAt.plus(validFor));
  }
}
