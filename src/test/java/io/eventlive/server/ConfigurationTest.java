package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.admission.AdmissionConfig;
import io.eventlive.admission.EventTables;
import io.eventlive.answers.AnswerStore;
import io.eventlive.auth.AuthConfig;
import io.eventlive.auth.AuthConfig.Lane;
import io.eventlive.auth.AuthConfig.Limit;
import io.eventlive.auth.EmailConfig;
import io.eventlive.auth.RoleClaim;
import io.eventlive.auth.TokenRules;
import io.eventlive.changes.FeedConfig;
import io.eventlive.database.DatabaseConfig;
import io.eventlive.database.DatabaseConfig.Source;
import io.eventlive.database.SchemaMode;
import io.eventlive.http.AddressRange;
import io.eventlive.http.HttpConfig;
import io.eventlive.mail.MailConfig;
import io.eventlive.mail.Smtp;
import io.eventlive.observation.LogConfig;
import io.eventlive.registration.Batching;
import io.eventlive.rest.RestConfig;
import io.eventlive.rest.SharedReads;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.DialectRules.Description;
import io.eventlive.rest.request.DialectRules.FunctionName;
import io.eventlive.rest.request.DialectRules.TransactionEnd;
import io.eventlive.rest.request.DialectRules.Verbosity;
import io.eventlive.rest.request.RequestLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @Test
  void servesTheEmbeddedDatabaseOnTheLoopbackByDefault() throws CannotStart {
    Configuration configuration = Configuration.of(Settings.of(Map.of()));

    Path folder = Path.of(".eventlive").toAbsolutePath();
    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                null,
                folder,
                false,
                null,
                Duration.ofSeconds(10),
                BroughtKeys.NONE,
                LogConfig.file(folder.resolve("log/eventlive.log")),
                HttpConfig.defaults("127.0.0.1", 8080),
                DatabaseConfig.of(
                    folder.resolve("postgres"), new Source.Embedded(folder.resolve("programs"))),
                new FeedSettings(
                    true,
                    false,
                    FeedConfig.of(FeedConfig.DEFAULT_HEARTBEAT, FeedConfig.DEFAULT_SILENCE_LIMIT)),
                AdmissionConfig.DEFAULT,
                configuration.signIn(),
                configuration.email(),
                List.of("public"),
                "",
                RestConfig.DEFAULT,
                new SharingSettings(
                    new SharedReads.Settings(
                        true, Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000),
                    AnswerStore.Limits.DEFAULT),
                List.of("registrations")));
    String secret = "x".repeat(32);
    assertThat(configuration.signIn().config(secret)).isEqualTo(AuthConfig.defaults(secret));
    assertThat(configuration.email())
        .isEqualTo(new EmailSettings("", EmailConfig.defaults(), MailConfig.defaults()));
  }

  @Test
  void aDemonstrationConfirmsWithoutMail() throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_DEMO", "true"));

    assertThat(Configuration.of(settings).signIn().confirmWithoutMail()).isTrue();
  }

  @Test
  void readsEverySettingFromTheEnvironment() throws CannotStart {
    Configuration configuration =
        Configuration.of(
            Settings.of(
                Map.ofEntries(
                    Map.entry("EVENTLIVE_HOST", "0.0.0.0"),
                    Map.entry("EVENTLIVE_PORT", "0"),
                    Map.entry("EVENTLIVE_PUBLIC_URL", "https://live.example.com/"),
                    Map.entry("EVENTLIVE_DATA", "/srv/eventlive"),
                    Map.entry("EVENTLIVE_DEMO", "yes"),
                    Map.entry("EVENTLIVE_READY_FILE", "/run/ready.json"),
                    Map.entry("EVENTLIVE_DATABASE", "postgresql://db.example.com/app"),
                    Map.entry("EVENTLIVE_SCHEMA", "existing"),
                    Map.entry("EVENTLIVE_MANAGE_PUBLICATION", "true"),
                    Map.entry("EVENTLIVE_ANON_KEY", "anon-key"),
                    Map.entry("EVENTLIVE_LOG", "stderr"),
                    Map.entry("EVENTLIVE_DRAIN", "3s"),
                    Map.entry("EVENTLIVE_CONNECTIONS", "1"),
                    Map.entry("EVENTLIVE_IDEMPOTENT_TABLES", " registrations, app.seats,"),
                    Map.entry("EVENTLIVE_REQUEST_LINE_BYTES", "65536"),
                    Map.entry("EVENTLIVE_HEADER_BYTES", "4096"),
                    Map.entry("EVENTLIVE_BODY_BYTES", "2048"),
                    Map.entry("EVENTLIVE_BODY_BYTES_TOGETHER", "4096"),
                    Map.entry("EVENTLIVE_BLOCKING_REQUESTS", "2"),
                    Map.entry("EVENTLIVE_HEAD_TIMEOUT", "1s"),
                    Map.entry("EVENTLIVE_BODY_TIMEOUT", "2s"),
                    Map.entry("EVENTLIVE_IDLE_TIMEOUT", "3s"),
                    Map.entry("EVENTLIVE_SEND_TIMEOUT", "4s"),
                    Map.entry("EVENTLIVE_GZIP_FROM_BYTES", "256"),
                    Map.entry("EVENTLIVE_REQUEST_CONNECTIONS", "5"),
                    Map.entry("EVENTLIVE_REQUEST_QUEUE", "6"),
                    Map.entry("EVENTLIVE_REQUEST_WAIT", "7s"),
                    Map.entry("EVENTLIVE_REQUESTS_OF_PERSON", "201"),
                    Map.entry("EVENTLIVE_REQUESTS_OF_NETWORK", "202"),
                    Map.entry("EVENTLIVE_WRITE_WAIT", "203s"),
                    Map.entry("EVENTLIVE_READ_WAIT", "204ms"),
                    Map.entry("EVENTLIVE_OVERLOAD_WAIT", "205ms"),
                    Map.entry("EVENTLIVE_JOURNEY", "206s"),
                    Map.entry("EVENTLIVE_LONGEST_APPOINTMENT", "207s"),
                    Map.entry("EVENTLIVE_BULK_ROWS", "208"),
                    Map.entry("EVENTLIVE_BULK_LIST", "209"),
                    Map.entry("EVENTLIVE_WEBINAR_TABLES", "events"),
                    Map.entry("EVENTLIVE_REGISTRATION_TABLES", "seats, stands"),
                    Map.entry("EVENTLIVE_PROFILE_TABLES", "people"),
                    Map.entry("EVENTLIVE_CONTRIBUTION_TABLES", "chat"),
                    Map.entry("EVENTLIVE_JOIN_FUNCTIONS", "enter"),
                    Map.entry("EVENTLIVE_HOST_TABLES", "streams"),
                    Map.entry("EVENTLIVE_HOST_FUNCTIONS", "invite"),
                    Map.entry("EVENTLIVE_CHANGE_FEED", "false"),
                    Map.entry("EVENTLIVE_HEARTBEAT", "301ms"),
                    Map.entry("EVENTLIVE_HEARTBEAT_LIMIT", "302s"),
                    Map.entry("EVENTLIVE_SIGN_IN_CONNECTIONS", "8"),
                    Map.entry("EVENTLIVE_DATABASE_SILENCE", "9s"),
                    Map.entry("EVENTLIVE_EXPOSED_SCHEMAS", "app, public"),
                    Map.entry("EVENTLIVE_EXTRA_SEARCH_PATH", "extensions,app"),
                    Map.entry("EVENTLIVE_TRANSACTION_END", "rollback-allow-override"),
                    Map.entry("EVENTLIVE_AGGREGATES", "true"),
                    Map.entry("EVENTLIVE_PLANS", "on"),
                    Map.entry("EVENTLIVE_PRE_REQUEST", "app.before"),
                    Map.entry("EVENTLIVE_ROOT_FUNCTION", "root"),
                    Map.entry("EVENTLIVE_DESCRIPTION", "ignore-privileges"),
                    Map.entry("EVENTLIVE_DESCRIPTION_OF_SIGN_IN", "true"),
                    Map.entry("EVENTLIVE_SERVER_TIMING", "yes"),
                    Map.entry("EVENTLIVE_ERROR_VERBOSITY", "minimal"),
                    Map.entry("EVENTLIVE_HOISTED_SETTINGS", "lock_timeout"),
                    Map.entry("EVENTLIVE_MAX_ROWS", "22"),
                    Map.entry("EVENTLIVE_LIST_LENGTH", "23"),
                    Map.entry("EVENTLIVE_CONDITIONS", "24"),
                    Map.entry("EVENTLIVE_SELECT_ITEMS", "25"),
                    Map.entry("EVENTLIVE_NESTING", "26"),
                    Map.entry("EVENTLIVE_CACHED_SHAPES", "27"),
                    Map.entry("EVENTLIVE_INSERT_FOLLOWERS", "28"),
                    Map.entry("EVENTLIVE_TABLES_TOGETHER", "app.seats, notes"),
                    Map.entry("EVENTLIVE_INSERTS_TOGETHER", "29"),
                    Map.entry("EVENTLIVE_INSERT_LOCK_WAIT", "30ms"),
                    Map.entry("EVENTLIVE_SHARED_ANSWERS", "false"),
                    Map.entry("EVENTLIVE_SHARED_ANSWER_BYTES", "6400000"),
                    Map.entry("EVENTLIVE_MAX_STALENESS", "310ms"),
                    Map.entry("EVENTLIVE_SHADOW_CHECKS", "311"),
                    Map.entry("EVENTLIVE_TOKEN_LIFETIME", "10m"),
                    Map.entry("EVENTLIVE_TOKEN_JITTER", "11"),
                    Map.entry("EVENTLIVE_TOKEN_AUDIENCE", "someone"),
                    Map.entry("EVENTLIVE_PRE_CONFIG", "app.configure"),
                    Map.entry("EVENTLIVE_ANONYMOUS_ROLE", "visitor"),
                    Map.entry("EVENTLIVE_ROLE_CLAIM", ".roles[0]"),
                    Map.entry("EVENTLIVE_DESCRIPTION_URL", "https://api.example.com/v1"),
                    Map.entry("EVENTLIVE_TRACE_HEADER", "X-Trace"),
                    Map.entry("EVENTLIVE_RELATION_NAMES", "false"),
                    Map.entry("EVENTLIVE_VERIFIED_TOKEN_BYTES", "1048577"),
                    Map.entry("EVENTLIVE_SIGNATURE_QUEUE", "103"),
                    Map.entry("EVENTLIVE_SIGN_INS", "104"),
                    Map.entry("EVENTLIVE_SIGN_INS_WINDOW", "105s"),
                    Map.entry("EVENTLIVE_WRONG_PASSWORDS", "106"),
                    Map.entry("EVENTLIVE_WRONG_PASSWORDS_WINDOW", "107s"),
                    Map.entry("EVENTLIVE_CONFIRM_WITHOUT_MAIL", "true"),
                    Map.entry("EVENTLIVE_SIGN_UP", "false"),
                    Map.entry("EVENTLIVE_ANONYMOUS_SIGN_IN", "false"),
                    Map.entry("EVENTLIVE_PASSWORD_MIN_LENGTH", "12"),
                    Map.entry("EVENTLIVE_REFRESH_REUSE", "13s"),
                    Map.entry("EVENTLIVE_USER_CACHE", "14s"),
                    Map.entry("EVENTLIVE_PASSWORD_THREADS", "15"),
                    Map.entry("EVENTLIVE_PASSWORD_QUEUE", "16"),
                    Map.entry("EVENTLIVE_PASSWORD_WAIT", "17s"),
                    Map.entry("EVENTLIVE_SIGN_UPS", "18"),
                    Map.entry("EVENTLIVE_SIGN_UPS_WINDOW", "19s"),
                    Map.entry("EVENTLIVE_ANONYMOUS_SIGN_INS", "20"),
                    Map.entry("EVENTLIVE_SESSION_LIFETIME", "101s"),
                    Map.entry("EVENTLIVE_SESSION_IDLE", "102s"),
                    Map.entry("EVENTLIVE_ONE_SESSION", "true"),
                    Map.entry("EVENTLIVE_MANUAL_LINKING", "true"),
                    Map.entry("EVENTLIVE_ANONYMOUS_SIGN_INS_WINDOW", "21s"))));

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                "https://live.example.com",
                Path.of("/srv/eventlive"),
                true,
                Path.of("/run/ready.json"),
                Duration.ofSeconds(3),
                new BroughtKeys("", "anon-key", "", ""),
                LogConfig.standardError(),
                new HttpConfig(
                    "0.0.0.0",
                    0,
                    new HttpConfig.Counts(1, 2),
                    new HttpConfig.Sizes(65_536, 4096, 2048, 4096, 256),
                    new HttpConfig.Waits(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)),
                    List.of()),
                new DatabaseConfig(
                    Path.of("/srv/eventlive/postgres"),
                    new Source.Foreign("postgresql://db.example.com/app", SchemaMode.EXISTING),
                    5,
                    8,
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(9)),
                new FeedSettings(
                    false, true, FeedConfig.of(Duration.ofMillis(301), Duration.ofSeconds(302))),
                new AdmissionConfig(
                    6,
                    201,
                    202,
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(203),
                    Duration.ofMillis(204),
                    Duration.ofMillis(205),
                    Duration.ofSeconds(206),
                    Duration.ofSeconds(207),
                    208,
                    209,
                    new EventTables(
                        Set.of("events"),
                        Set.of("seats", "stands"),
                        Set.of("people"),
                        Set.of("chat"),
                        Set.of("enter"),
                        Set.of("streams"),
                        Set.of("invite"))),
                new SignInSettings(
                    Duration.ofMinutes(10),
                    0.11,
                    1_048_577,
                    true,
                    false,
                    false,
                    12,
                    Duration.ofSeconds(13),
                    Duration.ofSeconds(14),
                    new Lane(15, 16, Duration.ofSeconds(17)),
                    AuthConfig.signatureLane(103),
                    new Limit(104, Duration.ofSeconds(105)),
                    new Limit(106, Duration.ofSeconds(107)),
                    new Limit(18, Duration.ofSeconds(19)),
                    new Limit(20, Duration.ofSeconds(21)),
                    new AuthConfig.Sessions(
                        Optional.of(Duration.ofSeconds(101)),
                        Optional.of(Duration.ofSeconds(102)),
                        true),
                    true),
                configuration.email(),
                List.of("app", "public"),
                "app.configure",
                new RestConfig(
                    new DialectRules(
                        22,
                        true,
                        true,
                        TransactionEnd.ROLLBACK_ALLOW_OVERRIDE,
                        List.of("extensions", "app"),
                        new FunctionName("app", "before"),
                        new FunctionName(null, "root"),
                        Description.IGNORE_PRIVILEGES,
                        true,
                        true,
                        Verbosity.MINIMAL,
                        Set.of("lock_timeout"),
                        new TokenRules(
                            RoleClaim.parse(".roles[0]").orElseThrow(),
                            Optional.of("visitor"),
                            Optional.of("someone")),
                        URI.create("https://api.example.com/v1"),
                        "X-Trace",
                        false),
                    new RequestLimits(
                        23,
                        24,
                        25,
                        26,
                        RequestLimits.DEFAULT.jsonSteps(),
                        RequestLimits.DEFAULT.nameLength()),
                    27,
                    28,
                    new Batching(List.of("app.seats", "notes"), 29, 6, Duration.ofMillis(30))),
                new SharingSettings(
                    new SharedReads.Settings(
                        false, Duration.ofMillis(310), Duration.ofMillis(310), 311),
                    new AnswerStore.Limits(
                        6_400_000,
                        100_000,
                        10_000,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(310))),
                List.of("registrations", "app.seats")));
  }

  @Test
  void readsTheProxiesThatAreTrusted() throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_TRUSTED_PROXIES", "10.0.0.0/8, ::1"));

    assertThat(Configuration.of(settings).http().trustedProxies())
        .extracting(AddressRange::bits)
        .containsExactly(8, 128);
  }

  @Test
  void aPublicationIsOnlyManagedInANamedDatabase() throws CannotStart {
    Settings settings =
        Settings.of(Map.of()).with(Setting.MANAGE_PUBLICATION, "--manage-publication", true);

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage(
            "--manage-publication is about a database of your own: name it with --database.");
  }

  @Test
  void theEmbeddedDatabaseHasNoExistingSchema() throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_SCHEMA", "existing"));

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage("EVENTLIVE_SCHEMA is about a database of your own: name it with --database.");
  }

  @ParameterizedTest
  @CsvSource({
    "EVENTLIVE_SCHEMA, mine, eventlive or existing",
    "EVENTLIVE_DEMO, perhaps, true or false",
    "EVENTLIVE_BODY_BYTES, 1023, a whole number from 1024 to 268435456",
    "EVENTLIVE_BODY_BYTES_TOGETHER, 1, a whole number from 1048576 to 2147483647",
    "EVENTLIVE_PUBLIC_URL, live.example.com, an address such as https://live.example.com",
    "EVENTLIVE_PUBLIC_URL, ftp://live.example.com, an address such as https://live.example.com"
  })
  void anUnusableValueIsRefusedByName(String variable, String value, String expected)
      throws CannotStart {
    Settings settings = Settings.of(Map.of(variable, value));

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage("%s is \"%s\", but must be %s.".formatted(variable, value, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8080",
    "0.0.0.0, http://127.0.0.1:8080",
    "::, http://[::1]:8080",
    "::1, http://[::1]:8080",
    "live.example.com, http://live.example.com:8080"
  })
  void namesTheAddressByWhichAServerIsReached(String host, String url) {
    assertThat(new ListenAddress(host, 8080).url()).isEqualTo(url);
  }

  @Test
  void readsEverySettingOfMail() throws CannotStart {
    EmailSettings email =
        EmailSettings.of(
            Settings.of(
                Map.ofEntries(
                    Map.entry("EVENTLIVE_SITE_URL", "https://www.example.com/"),
                    Map.entry("EVENTLIVE_REDIRECTS", "https://{a,b}.example.com/**, app://x"),
                    Map.entry("EVENTLIVE_CONFIRM_BOTH_ADDRESSES", "false"),
                    Map.entry("EVENTLIVE_REAUTHENTICATION", "true"),
                    Map.entry("EVENTLIVE_TELL_UNKNOWN_ADDRESSES", "true"),
                    Map.entry("EVENTLIVE_LINK_LIFETIME", "2m"),
                    Map.entry("EVENTLIVE_CODE_LENGTH", "8"),
                    Map.entry("EVENTLIVE_FLOW_LIFETIME", "3s"),
                    Map.entry("EVENTLIVE_ANSWER_STEP", "4ms"),
                    Map.entry("EVENTLIVE_MAIL_PAUSE", "5s"),
                    Map.entry("EVENTLIVE_MAILS", "6"),
                    Map.entry("EVENTLIVE_MAILS_WINDOW", "7s"),
                    Map.entry("EVENTLIVE_MAIL_REQUESTS", "8"),
                    Map.entry("EVENTLIVE_MAIL_REQUESTS_WINDOW", "9s"),
                    Map.entry("EVENTLIVE_VERIFICATIONS", "10"),
                    Map.entry("EVENTLIVE_VERIFICATIONS_WINDOW", "11s"),
                    Map.entry("EVENTLIVE_WRONG_CODES", "12"),
                    Map.entry("EVENTLIVE_WRONG_CODES_WINDOW", "13s"),
                    Map.entry("EVENTLIVE_MAIL_FROM", "live@example.com"),
                    Map.entry("EVENTLIVE_MAIL_NAME", "Live"),
                    Map.entry("EVENTLIVE_MAIL_SUBJECT", "{name}: {subject}"),
                    Map.entry("EVENTLIVE_OUTBOX", "14"),
                    Map.entry("EVENTLIVE_OUTBOX_LIFETIME", "15s"),
                    Map.entry("EVENTLIVE_SMTP_HOST", "mail.example.com"),
                    Map.entry("EVENTLIVE_SMTP_PORT", "465"),
                    Map.entry("EVENTLIVE_SMTP_SECURITY", "tls"),
                    Map.entry("EVENTLIVE_SMTP_USER", "user"),
                    Map.entry("EVENTLIVE_SMTP_PASSWORD", "secret"),
                    Map.entry("EVENTLIVE_SMTP_QUEUE", "16"),
                    Map.entry("EVENTLIVE_SMTP_SENDERS", "17"),
                    Map.entry("EVENTLIVE_SMTP_TIMEOUT", "18s"),
                    Map.entry("EVENTLIVE_SMTP_ATTEMPTS", "19"),
                    Map.entry("EVENTLIVE_SMTP_RETRY_AFTER", "20s"))));

    assertThat(email)
        .isEqualTo(
            new EmailSettings(
                "https://www.example.com",
                new EmailConfig(
                    List.of("https://{a,b}.example.com/**", "app://x"),
                    false,
                    true,
                    true,
                    Duration.ofMinutes(2),
                    8,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(4),
                    new EmailConfig.Limits(
                        Duration.ofSeconds(5),
                        new Limit(6, Duration.ofSeconds(7)),
                        new Limit(8, Duration.ofSeconds(9)),
                        new Limit(10, Duration.ofSeconds(11)),
                        new Limit(12, Duration.ofSeconds(13)))),
                new MailConfig(
                    "live@example.com",
                    "Live",
                    "{name}: {subject}",
                    Optional.of(
                        new Smtp(
                            "mail.example.com",
                            465,
                            Smtp.Security.TLS,
                            "user",
                            "secret",
                            16,
                            17,
                            Duration.ofSeconds(18),
                            19,
                            Duration.ofSeconds(20))),
                    14,
                    Duration.ofSeconds(15))));
  }

  @ParameterizedTest
  @CsvSource({
    "EVENTLIVE_SMTP_HOST, mail.example.com, EVENTLIVE_MAIL_FROM",
    "EVENTLIVE_MAIL_FROM, Live <live@example.com>, EVENTLIVE_MAIL_FROM",
    "EVENTLIVE_SMTP_SECURITY, ssl, EVENTLIVE_SMTP_SECURITY",
    "EVENTLIVE_MAIL_SUBJECT, Hello, EVENTLIVE_MAIL_SUBJECT",
    "EVENTLIVE_REDIRECTS, https://[example.com, EVENTLIVE_REDIRECTS",
    "EVENTLIVE_SITE_URL, ftp://example.com, EVENTLIVE_SITE_URL",
  })
  void refusesWhatCannotBeMailed(String variable, String value, String named) {
    Map<String, String> environment = new HashMap<>(Map.of(variable, value));
    if (variable.equals("EVENTLIVE_SMTP_SECURITY")) {
      environment.put("EVENTLIVE_SMTP_HOST", "mail.example.com");
    }

    assertThatThrownBy(() -> EmailSettings.of(Settings.of(environment)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(named);
  }
}
