package io.eventlive.auth;

import io.eventlive.auth.NewUser.VerifiedBy;
import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Sends people what lets them in, and says nothing about who is known: whether there was somebody
/// to write to or not, its methods end in the same way, unless the installation is told otherwise.
final class EmailSignIn {
  private static final String INVITED = "update auth.users set invited_at = ? where id = ?";

  private final AuthConfig config;
  private final EmailConfig emails;
  private final AuthDatabase database;
  private final Links links;
  private final EmailChanges changes;
  private final Passwords passwords;
  private final Secrets secrets;
  private final InstantSource clock;

  EmailSignIn(
      AuthConfig config,
      EmailConfig emails,
      AuthDatabase database,
      Links links,
      EmailChanges changes,
      Passwords passwords,
      Secrets secrets,
      InstantSource clock) {
    this.config = config;
    this.emails = emails;
    this.database = database;
    this.links = links;
    this.changes = changes;
    this.passwords = passwords;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// A link and a code to sign in with; for somebody new also an account, where that may be.
  ///
  /// @throws AuthRefusal where it may not be, if the installation tells so
  void magicLink(String address, boolean mayCreate, ObjectNode metadata, LinkRequest asked) {
    Optional<User> known = byEmail(address);
    if (known.isPresent()) {
      send(known.get(), LinkType.MAGICLINK, asked);
    } else if (mayCreate && config.signUpEnabled()) {
      signUp(person(address, "", metadata), asked);
    } else if (emails.tellsUnknown()) {
      throw mayCreate
          ? new AuthRefusal(ErrorCode.SIGNUP_DISABLED, "Signups not allowed for this instance")
          : new AuthRefusal(ErrorCode.OTP_DISABLED, "Signups not allowed for otp");
    }
  }

  /// A link and a code that let somebody in who will set a new password then.
  void recover(String address, LinkRequest asked) {
    byEmail(address).ifPresent(user -> send(user, LinkType.RECOVERY, asked));
  }

  /// The letter of a sign-up once more.
  void resendSignUp(String address, LinkRequest asked) {
    byEmail(address)
        .filter(user -> user.emailConfirmedAt() == null)
        .ifPresent(user -> send(user, LinkType.SIGNUP, asked));
  }

  /// The letters of a change of address once more.
  ///
  /// @param address the one that the person has
  void resendChange(String address, LinkRequest asked) {
    Optional<User> known = byEmail(address).filter(user -> !user.newEmail().isEmpty());
    if (known.isEmpty() || recently(known.get().emailChangeSentAt())) return;
    Instant now = clock.instant();
    List<Links.Made> made =
        database.inTransaction(connection -> {
          // What ended meanwhile, by a new password say, must not begin again.
          Optional<User> still =
              UserRows.locked(connection, known.get().id())
                  .filter(user -> !user.newEmail().isEmpty());
          return still.isEmpty()
              ? List.<Links.Made>of()
              : changes.begin(connection, still.get(), still.get().newEmail(), asked, now);
        });
    links.send(made, asked);
  }

  /// Somebody who signs up with a password and an address that has to be confirmed.
  ///
  /// @return the person; empty where the address was taken
  Optional<User> signUpWithPassword(
      String address, String password, ObjectNode metadata, LinkRequest asked) {
    Optional<User> known = byEmail(address);
    if (known.isEmpty()) {
      return signUp(person(address, passwords.hash(password), metadata), asked);
    }
    // As long as hashing would take, so that the time does not tell.
    boolean same = passwords.matches(password, known.get().passwordHash());
    if (known.get().emailConfirmedAt() == null) signUpAgain(known.get(), same, asked);
    return Optional.empty();
  }

  /// @throws AuthRefusal where the address was confirmed in this moment
  private void forgetPassword(User waiting) {
    if (!database.run(connection -> AddressProof.forgetPassword(connection, waiting.id()))) {
      throw EmailChanges.taken();
    }
  }

  /// Two people may have signed up with one address, of whom one has it. With two passwords neither
  /// is kept: whoever follows the link sets a new one. Hashing took its time: who has followed it
  /// meanwhile keeps what they have.
  private void signUpAgain(User waiting, boolean samePassword, LinkRequest asked) {
    boolean stillWaiting =
        samePassword
            || database.run(connection -> AddressProof.forgetPassword(connection, waiting.id()));
    if (stillWaiting) send(waiting, LinkType.SIGNUP, asked);
  }

  private Optional<User> signUp(NewUser person, LinkRequest asked) {
    try {
      record SignedUp(Optional<User> user, Links.Made made) {}
      SignedUp signedUp =
          database.inTransaction(connection -> {
            Links.Made made = inserted(connection, person, LinkType.SIGNUP, asked);
            return new SignedUp(UserRows.byId(connection, person.id()), made);
          });
      links.send(signedUp.made(), asked);
      return signedUp.user();
    } catch (DatabaseTrouble trouble) {
      if (trouble.duplicate()) return Optional.empty(); // in the same moment, on another device
      throw trouble;
    }
  }

  /// An invitation for somebody who has no account that works.
  ///
  /// @throws AuthRefusal where the address is somebody's already
  User invite(String address, ObjectNode metadata, LinkRequest asked) {
    Invited invited = invited(address, metadata, asked);
    links.send(invited.made(), asked);
    return invited.user();
  }

  /// A person, and the link that lets them in.
  record Invited(User user, Links.Made made) {}

  private Invited invited(String address, ObjectNode metadata, LinkRequest asked) {
    Instant now = clock.instant();
    return database.inTransaction(connection -> {
      Optional<User> known = UserRows.byEmail(connection, address, SignIns.AUDIENCE);
      known.ifPresent(EmailSignIn::requireUnconfirmed);
      Links.Made made;
      if (known.isPresent()) {
        if (!AddressProof.forgetPassword(connection, known.get().id())) throw EmailChanges.taken();
        made = links.make(connection, known.get().id(), LinkType.INVITE, address, asked, now);
      } else {
        made = inserted(connection, person(address, "", metadata), LinkType.INVITE, asked);
      }
      UUID id = existing(connection, address).id();
      AuthDatabase.update(connection, INVITED, now, id);
      return new Invited(existing(connection, address), made);
    });
  }

  /// A link for whoever sends mails of their own.
  ///
  /// @param newAddress for a change of address, else empty
  /// @throws AuthRefusal where there is nobody for it, or somebody too many
  Invited generate(
      LinkType type,
      String address,
      String newAddress,
      String password,
      ObjectNode metadata,
      LinkRequest asked) {
    Optional<User> known = byEmail(address);
    return switch (type) {
      case INVITE -> invited(address, metadata, asked);
      case SIGNUP -> generatedSignUp(known, address, password, metadata, asked);
      case MAGICLINK ->
          known.isPresent()
              ? made(known.get(), type, asked)
              : generatedSignUp(known, address, secrets.refreshToken(), metadata, asked);
      case RECOVERY -> made(known.orElseThrow(EmailSignIn::nobody), type, asked);
      case NEW_ADDRESS, OLD_ADDRESS ->
          generatedChange(known.orElseThrow(EmailSignIn::nobody), type, newAddress, asked);
    };
  }

  private Invited generatedSignUp(
      Optional<User> known,
      String address,
      String password,
      ObjectNode metadata,
      LinkRequest asked) {
    if (known.isPresent()) {
      requireUnconfirmed(known.get());
      if (!password.isEmpty() && !passwords.matches(password, known.get().passwordHash())) {
        forgetPassword(known.get());
      }
      return made(known.get(), LinkType.SIGNUP, asked);
    }
    if (password.isEmpty()) throw AuthRefusal.invalid("Signup requires a valid password");
    passwords.requireStrong(password);
    NewUser person = person(address, passwords.hash(password), metadata);
    return database.inTransaction(connection -> {
      Links.Made made = inserted(connection, person, LinkType.SIGNUP, asked);
      return new Invited(existing(connection, address), made);
    });
  }

  private Invited generatedChange(User user, LinkType type, String newAddress, LinkRequest asked) {
    if (type == LinkType.OLD_ADDRESS && !changes.asksBoth()) {
      throw AuthRefusal.invalid("Enable secure email change to generate link for current email");
    }
    String address = Emails.require(newAddress);
    Instant now = clock.instant();
    return database.inTransaction(connection -> {
      Links.Made made = changes.one(connection, user, type, address, asked, now);
      return new Invited(existing(connection, user.email()), made);
    });
  }

  private Invited made(User user, LinkType type, LinkRequest asked) {
    Instant now = clock.instant();
    return database.inTransaction(connection -> {
      Links.Made made = links.make(connection, user.id(), type, user.email(), asked, now);
      return new Invited(existing(connection, user.email()), made);
    });
  }

  private void send(User user, LinkType type, LinkRequest asked) {
    @Nullable Instant last =
        type.kind() == TokenKind.RECOVERY ? user.recoverySentAt() : user.confirmationSentAt();
    if (recently(last)) return; // by another server, or by this one before it was started again
    links.send(made(user, type, asked).made(), asked);
  }

  private boolean recently(@Nullable Instant sentAt) {
    return sentAt != null && clock.instant().isBefore(sentAt.plus(emails.limits().perAddress()));
  }

  private Links.Made inserted(
      Connection connection, NewUser person, LinkType type, LinkRequest asked) throws SQLException {
    Instant now = clock.instant();
    person.insert(connection, now);
    return links.make(
        connection, person.id(), type, Objects.requireNonNull(person.email()), asked, now);
  }

  private NewUser person(String address, String passwordHash, ObjectNode metadata) {
    return new NewUser(
        secrets.id(),
        secrets.id(),
        SignIns.AUDIENCE,
        "authenticated",
        address,
        passwordHash,
        null,
        clock.instant(),
        VerifiedBy.NONE,
        NewUser.emailMetadata(VerifiedBy.NONE),
        metadata,
        null);
  }

  private Optional<User> byEmail(String address) {
    return database.run(connection -> UserRows.byEmail(connection, address, SignIns.AUDIENCE));
  }

  private static User existing(Connection connection, String address) throws SQLException {
    return UserRows.byEmail(connection, address, SignIns.AUDIENCE).orElseThrow(EmailSignIn::nobody);
  }

  private static void requireUnconfirmed(User user) {
    if (user.emailConfirmedAt() != null) throw EmailChanges.taken();
  }

  private static AuthRefusal nobody() {
    return new AuthRefusal(ErrorCode.USER_NOT_FOUND, "User with this email not found");
  }
}
