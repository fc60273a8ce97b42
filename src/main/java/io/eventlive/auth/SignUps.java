package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes new people: anonymous ones, who are in at once, and ones with an address and a password.
///
/// No mail goes out, so nobody can confirm an address by a link. With auto-confirm a sign-up is a
/// session at once and its address counts as *unverified*; without it, somebody has to be confirmed
/// by an administrator before the first sign-in.
final class SignUps {
  private final AuthConfig config;
  private final AuthDatabase database;
  private final Passwords passwords;
  private final SignIns signIns;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Observer observer;

  SignUps(
      AuthConfig config,
      AuthDatabase database,
      Passwords passwords,
      SignIns signIns,
      Secrets secrets,
      InstantSource clock,
      Observer observer) {
    this.config = config;
    this.database = database;
    this.passwords = passwords;
    this.signIns = signIns;
    this.secrets = secrets;
    this.clock = clock;
    this.observer = observer;
  }

  /// A session for somebody who says nothing about themselves.
  ObjectNode anonymously(ObjectNode metadata, Origin origin) {
    requireOpen();
    return signIns.anonymously(metadata, origin);
  }

  /// A session with auto-confirm; without it, the person who has to be confirmed first, which for
  /// an address that is taken already is a person who does not exist.
  ///
  /// @throws AuthRefusal where the address is malformed or the password too weak; with auto-confirm
  ///   also where the address is taken
  ObjectNode withPassword(String email, String password, ObjectNode metadata, Origin origin) {
    requireOpen();
    if (password.isEmpty()) throw AuthRefusal.invalid("Signup requires a valid password");
    passwords.requireStrong(password);
    String address = Emails.require(email);

    // Hashed also where the address is taken, so that the time does not tell.
    String hash = passwords.hash(password);
    boolean taken =
        database
            .run(connection -> UserRows.byEmail(connection, address, SignIns.AUDIENCE))
            .isPresent();
    if (taken) return takenAlready(address, metadata);
    Instant now = clock.instant();
    NewUser person =
        new NewUser(
            secrets.id(),
            secrets.id(),
            SignIns.AUDIENCE,
            "authenticated",
            address,
            hash,
            config.autoConfirm() ? now : null,
            config.autoConfirm() ? null : now,
            NewUser.VerifiedBy.NONE,
            NewUser.emailMetadata(NewUser.VerifiedBy.NONE),
            metadata,
            null);
    try {
      if (!config.autoConfirm()) return UserJson.user(inserted(person));
      ObjectNode session = inserted(person, "password", origin);
      observer.observe(new Observation.SignInSucceeded("sign_up"));
      return session;
    } catch (DatabaseTrouble trouble) {
      if (trouble.duplicate()) return takenAlready(address, metadata);
      throw trouble;
    }
  }

  private void requireOpen() {
    if (!config.signUpEnabled()) {
      throw new AuthRefusal(ErrorCode.SIGNUP_DISABLED, "Signups not allowed for this instance");
    }
  }

  private ObjectNode inserted(NewUser person, String method, Origin origin) {
    return database.inTransaction(connection -> {
      person.insert(connection, clock.instant());
      return signIns.start(connection, person.id(), method, origin);
    });
  }

  private User inserted(NewUser person) {
    Optional<User> user =
        database.inTransaction(connection -> {
          person.insert(connection, clock.instant());
          return UserRows.byId(connection, person.id());
        });
    return user.orElseThrow(() -> new IllegalStateException("a new person cannot be read"));
  }

  private ObjectNode takenAlready(String address, ObjectNode metadata) {
    if (config.autoConfirm()) {
      throw new AuthRefusal(ErrorCode.USER_ALREADY_EXISTS, "User already registered");
    }
    // Whole microseconds, as a person who exists comes back from the database.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return UserJson.user(nobody(secrets.id(), address, metadata, now));
  }

  /// Looks like a person who has just signed up, so that the answer does not tell who is known.
  private static User nobody(UUID id, String address, ObjectNode metadata, Instant now) {
    @Nullable Instant never = null;
    return new User(
        id,
        SignIns.AUDIENCE,
        "authenticated",
        address,
        null,
        never,
        never,
        "",
        never,
        now,
        never,
        "",
        never,
        never,
        NewUser.emailMetadata(NewUser.VerifiedBy.NONE),
        metadata,
        now,
        now,
        never,
        never,
        false,
        List.of());
  }
}
