package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes new people: anonymous ones, who are in at once, and ones with an address and a password.
///
/// With auto-confirm a sign-up is a session at once and its address counts as *unverified*; without
/// it, somebody has to follow the link in a mail, or type its code, before the first sign-in.
final class SignUps {
  private final AuthConfig config;
  private final AuthDatabase database;
  private final Passwords passwords;
  private final SignIns signIns;
  private final EmailSignIn byMail;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Observer observer;

  SignUps(
      AuthConfig config,
      AuthDatabase database,
      Passwords passwords,
      SignIns signIns,
      EmailSignIn byMail,
      Secrets secrets,
      InstantSource clock,
      Observer observer) {
    this.config = config;
    this.database = database;
    this.passwords = passwords;
    this.signIns = signIns;
    this.byMail = byMail;
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
  /// @param address as [#requireSound] gave it
  /// @throws AuthRefusal with auto-confirm where the address is taken
  ObjectNode withPassword(
      String address, String password, ObjectNode metadata, Origin origin, LinkRequest asked) {
    if (!config.autoConfirm()) {
      return byMail
          .signUpWithPassword(address, password, metadata, asked)
          .map(UserJson::user)
          .orElseGet(() -> takenAlready(address, metadata));
    }

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
            now,
            null,
            NewUser.VerifiedBy.NONE,
            NewUser.emailMetadata(NewUser.VerifiedBy.NONE),
            metadata,
            null);
    try {
      ObjectNode session = inserted(person, "password", origin);
      observer.observe(new Observation.SignInSucceeded("sign_up"));
      return session;
    } catch (DatabaseTrouble trouble) {
      if (trouble.duplicate()) return takenAlready(address, metadata);
      throw trouble;
    }
  }

  /// @throws AuthRefusal where nobody can sign up with this
  String requireSound(String email, String password) {
    requireOpen();
    if (password.isEmpty()) throw AuthRefusal.invalid("Signup requires a valid password");
    passwords.requireStrong(password);
    return Emails.require(email);
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
