package io.eventlive.server;

import java.util.Arrays;
import java.util.Optional;

/// Every environment variable that EventLive reads. An option on the command line wins over its
/// variable; an unknown variable that starts with `EVENTLIVE_` stops the start.
///
/// `docs/reference/configuration.md` is this list in prose; a test compares the two.
public enum Setting {
  PORT("8080", "Port to listen on; 0 picks a free one. Option `--port`."),
  HOST("127.0.0.1", "Address to listen on. Option `--host`."),
  DATA(".eventlive", "Data folder: keys, and the embedded database. Option `--data`."),
  DEMO("false", "Whether to seed a demonstration. Option `--demo`."),
  READY_FILE("", "File to write when the server answers. Option `--ready-file`."),
  DATABASE("", "PostgreSQL to use instead of the embedded one, as a URL. Option `--database`."),
  SCHEMA("", "`eventlive` migrates, `existing` (so without it) writes nothing. Option `--schema`."),
  MANAGE_PUBLICATION(
      "false",
      "Whether a publication may be created in a foreign database. Option `--manage-publication`."),
  PUBLIC_URL("", "The address by which clients reach this server, where a proxy changes it."),
  PROGRAMS(
      "", "Folder for PostgreSQL's programs, which servers may share; else in the data folder."),
  LOG(
      "",
      "File for the log, or `stderr`; without it, `log/eventlive.log` in the data folder. A pipe or a"
          + " device is written to as it is."),
  DRAIN("10s", "How long a stop waits for requests that were accepted before it."),

  JWT_SECRET("", "Brings the secret that signs access tokens, at least 32 bytes."),
  ANON_KEY("", "Brings the anon key: a JWT of role anon, signed with the JWT secret."),
  SERVICE_ROLE_KEY(
      "", "Brings the service_role key: a JWT of role service_role, signed with the JWT secret."),
  SIGNING_KEYS(
      "", "Brings the keys of access tokens: JSON Web Keys, or the name of a file of them."),

  CONNECTIONS("12000", "Open client connections; more are answered 503 and closed."),
  REQUEST_LINE_BYTES("131072", "Longest request line; a longer one is answered 414."),
  HEADER_BYTES("65536", "All header lines of a request together; more is answered 431."),
  BODY_BYTES("1048576", "Longest request body; a longer one is answered 413."),
  BODY_BYTES_TOGETHER(
      "134217728",
      "What all bodies in flight may hold, with what heads have beyond 8 KB; more is answered 503."),
  BLOCKING_REQUESTS("512", "Requests that may run on threads of their own; more are answered 503."),
  HEAD_TIMEOUT("10s", "From the first byte of a request to the end of its headers, else 408."),
  BODY_TIMEOUT("30s", "From the headers to the end of the body, else 408."),
  IDLE_TIMEOUT("75s", "How long a kept connection may wait for its next request."),
  SEND_TIMEOUT("30s", "How long a client may take to read an answer before it is cut off."),
  GZIP_FROM_BYTES("4096", "Shorter answers are sent uncompressed."),
  TRUSTED_PROXIES("", "Whose forwarded headers are believed: addresses or CIDR ranges, by comma."),

  MAX_ROWS(
      "1000",
      "Rows that any level of a read may give; a larger limit is cut down to it. `db_max_rows`."),
  EXPOSED_SCHEMAS(
      "public",
      "Schemas under `/rest/v1`, by comma; the first is the default. In the database: `db_schemas`."),
  EXTRA_SEARCH_PATH(
      "public,extensions",
      "Schemas that functions and casts see besides the request's own. `db_extra_search_path`."),
  TRANSACTION_END(
      "commit",
      "`commit` or `rollback`; with `-allow-override`, `Prefer: tx=…` decides. `db_tx_end`."),
  AGGREGATES("false", "Whether clients may ask for sums and the like. `db_aggregates_enabled`."),
  PLANS("false", "Whether clients may ask for PostgreSQL's plans. `db_plan_enabled`."),
  PRE_REQUEST(
      "", "Function to call under the caller's role before every statement. `db_pre_request`."),
  ROOT_FUNCTION(
      "", "Function to call at `/rest/v1/` instead of describing the interface. `db_root_spec`."),
  DESCRIPTION(
      "follow-privileges",
      "What `/rest/v1/` describes: `follow-privileges`, `ignore-privileges` or `disabled`. `openapi_mode`."),
  DESCRIPTION_OF_SIGN_IN(
      "false", "Whether the description says how to sign in. `openapi_security_active`."),
  SERVER_TIMING("false", "Whether answers say how long their steps took. `server_timing_enabled`."),
  ERROR_VERBOSITY(
      "verbose",
      "`minimal` keeps details and hints of errors under `/rest/v1` from clients. `client_error_verbosity`."),
  HOISTED_SETTINGS(
      "statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation",
      "Settings of a function that hold before its call begins. `db_hoisted_tx_settings`."),
  PRE_CONFIG(
      "",
      "Function that sets settings of PostgREST whenever the catalogue is read. `db_pre_config`."),
  ANONYMOUS_ROLE(
      "anon",
      "Role of callers who have not signed in, and of tokens that name none; empty refuses both. `db_anon_role`."),
  ROLE_CLAIM("$.role", "Where the claims of a token say its role. `jwt_role_claim_key`."),
  DESCRIPTION_URL(
      "", "Where the description says that `/rest/v1/` is. `openapi_server_proxy_uri`."),
  TRACE_HEADER("", "Header of a request that is sent back in its answer. `server_trace_header`."),
  RELATION_NAMES(
      "true",
      "Whether filters may call an embed by its table where it has an alias. `url_use_legacy_target_names`."),
  LIST_LENGTH("1000", "Values in one `in` list of a request; more are answered 400."),
  CONDITIONS("100", "Filters in one request; more are answered 400."),
  SELECT_ITEMS("500", "Columns and embeds in one `select`; more are answered 400."),
  NESTING("8", "Levels of embeds, and of `and` and `or`; more are answered 400."),
  CACHED_SHAPES("1000", "Requests whose plan is remembered."),
  SHARED_ANSWERS(
      "true",
      "Whether one answer to a read may serve several callers who would be given the same."),
  SHARED_ANSWER_BYTES("67108864", "Memory for answers that serve several callers."),
  MAX_STALENESS(
      "1s",
      "How old a shared answer may be; when the change feed is silent for longer, nothing is shared."),
  SHADOW_CHECKS(
      "1000", "Of how many answers from memory one is compared with PostgreSQL; 0 for none."),
  IDEMPOTENT_TABLES(
      "registrations", "Tables on which a repeated insert is no error; names, by comma."),
  INSERT_FOLLOWERS(
      "1000",
      "Inserts of one such row that may wait for the first of them; more go to the database alone."),
  TABLES_TOGETHER(
      "registrations,questions,messages",
      "Tables of which inserts that wait go into one transaction; names, by comma."),
  INSERTS_TOGETHER("64", "Inserts in one such transaction; with 1 each has its own."),
  INSERT_LOCK_WAIT("100ms", "How long one of them may wait for a lock before it goes on alone."),

  REQUEST_CONNECTIONS("16", "Database connections for requests."),
  REQUEST_QUEUE("10000", "Requests that may wait for a connection; more are answered 503."),
  REQUESTS_OF_PERSON("64", "Of them, those of one person; more are answered 503."),
  REQUESTS_OF_NETWORK("2000", "Of them, those of one network's visitors who are not signed in."),
  REQUEST_WAIT(
      "8s",
      "How long joins may wait, reads of clients that do not repeat them, and sign-ins; then 503."),
  WRITE_WAIT("3s", "How long questions, messages and other writes may wait; then 503."),
  READ_WAIT("250ms", "How long a read may wait whose client repeats it after 503."),
  OVERLOAD_WAIT("20ms", "From which mean wait on the server is overloaded and refuses P4 at once."),
  JOURNEY("60s", "How long the requests of whoever came in go before those of others."),
  LONGEST_APPOINTMENT("30s", "The longest `Retry-After` of those who are refused."),
  BULK_ROWS("500", "From which `limit` on a read counts as bulk (P4)."),
  BULK_LIST("201", "From which length of an `in` list on a read counts as bulk (P4)."),
  WEBINAR_TABLES("webinars", "Tables of the events; by comma, like all that follow."),
  REGISTRATION_TABLES("registrations", "Tables of who is coming."),
  PROFILE_TABLES("profiles", "Tables of who people are."),
  CONTRIBUTION_TABLES("questions,messages", "Tables of what attendees write."),
  HOST_TABLES("webinar_streams", "Tables that hosts alone write, besides those of the events."),
  JOIN_FUNCTIONS("join_webinar", "Functions that let somebody in or show the room."),
  HOST_FUNCTIONS("create_invitation", "Functions that hosts alone call."),
  SIGN_IN_CONNECTIONS("4", "Database connections for sign-in."),
  DATABASE_SILENCE(
      "60s", "After how long without a word from PostgreSQL a connection is given up."),
  CHANGE_FEED("true", "Whether the WAL is followed, so that answers can be shared."),
  HEARTBEAT("200ms", "Between two heartbeats of the change feed while somebody relies on it."),
  HEARTBEAT_LIMIT(
      "5s", "How long one may stay away, with nothing else coming, before it begins anew."),

  TOKEN_LIFETIME("1h", "The longest that an access token lives."),
  TOKEN_JITTER(
      "20",
      "Percent of its life by which a token's may be cut at random, so that renewals spread."),
  TOKEN_AUDIENCE("", "What the `aud` claim of a token must contain, where it has one. `jwt_aud`."),
  VERIFIED_TOKEN_BYTES("67108864", "Memory for tokens that were verified before."),
  SIGNATURE_QUEUE(
      "5000", "New tokens that may wait until their signature is checked; more are answered 503."),
  CONFIRM_WITHOUT_MAIL(
      "false", "Whether a sign-up is a session at once, its address unverified. On with `--demo`."),
  SIGN_UP("true", "Whether people may sign up themselves."),
  ANONYMOUS_SIGN_IN("true", "Whether people may sign in without naming themselves."),
  PASSWORD_MIN_LENGTH("6", "Shortest password, in bytes."),
  REFRESH_REUSE("10s", "How long a refresh token that was used may be shown again."),
  SESSION_LIFETIME(
      "", "After how long a session is over, however much it is used; without it, never."),
  SESSION_IDLE("", "After how long without a refresh a session is over; without it, never."),
  ONE_SESSION("false", "Whether of a person's sessions only the one that was used last goes on."),
  MANUAL_LINKING("false", "Whether people may take ways of signing in from their account."),
  USER_CACHE("1s", "How long a user that was read answers `GET /auth/v1/user` from memory."),
  PASSWORD_THREADS("", "Threads that hash passwords; without it, half of the processors."),
  PASSWORD_QUEUE("500", "Sign-ins that may wait for such a thread; more are answered 503."),
  PASSWORD_WAIT("8s", "How long each of them may wait before it is answered 503."),
  SIGN_INS("3000", "Sign-ins by password from one network; more are answered 429."),
  SIGN_INS_WINDOW("5m", "The window of `EVENTLIVE_SIGN_INS`."),
  WRONG_PASSWORDS(
      "20", "Wrong passwords for one address from one network; 20 times as many for either alone."),
  WRONG_PASSWORDS_WINDOW("10m", "The window of `EVENTLIVE_WRONG_PASSWORDS`."),
  SIGN_UPS("3000", "Sign-ups from one network within their window; more are answered 429."),
  SIGN_UPS_WINDOW("5m", "The window of `EVENTLIVE_SIGN_UPS`."),
  ANONYMOUS_SIGN_INS("30000", "The same for anonymous sign-ins."),
  ANONYMOUS_SIGN_INS_WINDOW("1h", "The window of `EVENTLIVE_ANONYMOUS_SIGN_INS`."),

  SITE_URL("", "Where links in mails lead by default; without it, this server's own page."),
  REDIRECTS(
      "",
      "Where links may lead besides, as patterns such as `https://*.example.com/**`, by comma."),
  CONFIRM_BOTH_ADDRESSES(
      "true", "Whether a change of address has to be confirmed at the old address too."),
  REAUTHENTICATION(
      "false", "Whether a new password needs a code where the sign-in is older than a day."),
  TELL_UNKNOWN_ADDRESSES(
      "false",
      "Whether `/otp` without a new account says that an address has none, as Supabase does; anybody can ask."),
  LINK_LIFETIME("1h", "How long links and codes in mails work."),
  CODE_LENGTH("6", "Digits of a code in a mail."),
  FLOW_LIFETIME("5m", "How long a browser may take to exchange the code that a link gave it."),
  ANSWER_STEP(
      "250ms",
      "Answers about addresses leave at multiples of it, so that the time does not tell who is known."),
  MAIL_PAUSE("1m", "The pause between two mails to one address; sooner is answered 429."),
  MAILS("10000", "Mails of this installation within their window; more are answered 429."),
  MAILS_WINDOW("1h", "The window of `EVENTLIVE_MAILS`."),
  MAIL_REQUESTS("3000", "Requests for a mail from one network; more are answered 429."),
  MAIL_REQUESTS_WINDOW("5m", "The window of `EVENTLIVE_MAIL_REQUESTS`."),
  VERIFICATIONS("3000", "Links and codes shown from one network; more are answered 429."),
  VERIFICATIONS_WINDOW("5m", "The window of `EVENTLIVE_VERIFICATIONS`."),
  WRONG_CODES("10", "Wrong codes for one address; then further ones are answered 429."),
  WRONG_CODES_WINDOW("1h", "The window of `EVENTLIVE_WRONG_CODES`."),

  MAIL_FROM("", "The address that mails come from; needed with `EVENTLIVE_SMTP_HOST`."),
  MAIL_NAME("EventLive", "The name that mails come from."),
  MAIL_SUBJECT("{subject}", "How subjects are made of `{subject}` and `{name}`."),
  OUTBOX("100", "Mails that the outbox keeps where no mail server is set."),
  OUTBOX_LIFETIME("1h", "How long it keeps each of them."),
  SMTP_HOST("", "The mail server; without it, mails stay in the outbox at `/outbox`."),
  SMTP_PORT("587", "Its port."),
  SMTP_SECURITY("starttls", "`starttls`, `tls` from the first byte, or `none`."),
  SMTP_USER("", "The name by which the mail server knows us, where it asks for one."),
  SMTP_PASSWORD("", "The password that goes with it."),
  SMTP_QUEUE("10000", "Mails that may wait to be sent; then requests for more are answered 503."),
  SMTP_SENDERS("4", "Mails that are sent at the same time."),
  SMTP_TIMEOUT("20s", "How long one attempt to send a mail may take."),
  SMTP_ATTEMPTS("5", "How often a mail is tried that the server refuses for now."),
  SMTP_RETRY_AFTER(
      "10s", "The pause before the second attempt; each further one is three times it."),

  JAVA_OPTIONS("", "Further options for the Java virtual machine, read by `./eventlive`."),
  JDK_FOLDERS(
      "", "Folders in which `./eventlive` looks for a JDK 25 instead of the usual ones, by colon.");

  /// What every variable's name starts with.
  static final String PREFIX = "EVENTLIVE_";

  private final String defaultValue;
  private final String meaning;

  Setting(String defaultValue, String meaning) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /// The name of the environment variable.
  public String variable() {
    return PREFIX + name();
  }

  /// The value when the variable is absent; empty where there is none.
  public String defaultValue() {
    return defaultValue;
  }

  /// What it does, in one sentence.
  public String meaning() {
    return meaning;
  }

  static Optional<Setting> byVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
