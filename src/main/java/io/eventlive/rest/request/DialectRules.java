package io.eventlive.rest.request;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an installation lets its clients do: the settings of PostgREST that have a meaning here.
/// They come from the environment and, before it, from the database: `alter role authenticator set
/// pgrst.db_tx_end = '…'`.
///
/// @param maxRows rows that any level of a read may give; a larger `limit` is cut down to it
/// @param aggregates whether sums and the like may be asked for
/// @param plans whether PostgreSQL's plan of a request may be asked for
/// @param end how a request's transaction ends
/// @param extraSearchPath schemas that functions and casts see besides the request's own
/// @param preRequest called under the caller's role before every statement; null for none
/// @param rootFunction called instead of describing the interface at the root; null for none
/// @param description what the description at the root shows
/// @param describesSignIn whether it says how to sign in
/// @param serverTiming whether answers say how long their steps took
/// @param verbosity how much of an error clients are told
/// @param hoisted settings of a called function that are in force before the call begins
public record DialectRules(
    long maxRows,
    boolean aggregates,
    boolean plans,
    TransactionEnd end,
    List<String> extraSearchPath,
    @Nullable FunctionName preRequest,
    @Nullable FunctionName rootFunction,
    Description description,
    boolean describesSignIn,
    boolean serverTiming,
    Verbosity verbosity,
    Set<String> hoisted) {
  public static final DialectRules DEFAULT =
      new DialectRules(
          1_000,
          false,
          false,
          TransactionEnd.COMMIT,
          List.of("public", "extensions"),
          null,
          null,
          Description.FOLLOW_PRIVILEGES,
          false,
          false,
          Verbosity.VERBOSE,
          Set.of(
              "statement_timeout",
              "plan_filter.statement_cost_limit",
              "default_transaction_isolation"));

  public DialectRules {
    extraSearchPath = List.copyOf(extraSearchPath);
    hoisted = Set.copyOf(hoisted);
    if (maxRows < 1) throw new IllegalArgumentException("maxRows must be at least 1");
  }

  /// A function as a setting names it.
  ///
  /// @param schema null where the search path decides
  public record FunctionName(@Nullable String schema, String name) {}

  /// How a request's transaction ends, unless it fails.
  public enum TransactionEnd {
    COMMIT,
    COMMIT_ALLOW_OVERRIDE,
    ROLLBACK,
    ROLLBACK_ALLOW_OVERRIDE;

    /// Whether `Prefer: tx=…` is the client's to choose.
    public boolean mayBeChosen() {
      return this == COMMIT_ALLOW_OVERRIDE || this == ROLLBACK_ALLOW_OVERRIDE;
    }

    /// Whether what a request writes is taken back, given what it prefers.
    public boolean rollsBack(Preferences.@Nullable End wanted) {
      if (wanted != null && mayBeChosen()) return wanted == Preferences.End.ROLLBACK;
      return this == ROLLBACK || this == ROLLBACK_ALLOW_OVERRIDE;
    }
  }

  /// What the description at the root shows.
  public enum Description {
    /// What the caller's role may use.
    FOLLOW_PRIVILEGES,
    /// Everything.
    IGNORE_PRIVILEGES,
    /// Nothing: the root is not there.
    DISABLED
  }

  /// How much of an error clients are told.
  public enum Verbosity {
    /// Code, message, details and hint.
    VERBOSE,
    /// Code and message.
    MINIMAL
  }

  /// The settings by PostgREST's names, without `pgrst.`.
  public enum Rule {
    DB_MAX_ROWS("a whole number of at least 1"),
    DB_AGGREGATES_ENABLED("true or false"),
    DB_PLAN_ENABLED("true or false"),
    DB_TX_END("commit, commit-allow-override, rollback or rollback-allow-override"),
    DB_EXTRA_SEARCH_PATH("names of schemas, by comma"),
    DB_PRE_REQUEST("the name of a function"),
    DB_ROOT_SPEC("the name of a function"),
    OPENAPI_MODE("follow-privileges, ignore-privileges or disabled"),
    OPENAPI_SECURITY_ACTIVE("true or false"),
    SERVER_TIMING_ENABLED("true or false"),
    CLIENT_ERROR_VERBOSITY("verbose or minimal"),
    DB_HOISTED_TX_SETTINGS("names of settings, by comma");

    private final String expected;

    Rule(String expected) {
      this.expected = expected;
    }

    /// What its value has to look like.
    public String expected() {
      return expected;
    }

    /// By PostgREST's name, without `pgrst.`.
    public static Optional<Rule> named(String name) {
      return Arrays.stream(values())
          .filter(rule -> rule.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst();
    }
  }

  /// These rules with one of them as written; empty where that cannot be read.
  public Optional<DialectRules> with(Rule rule, String written) {
    String text = written.strip();
    return switch (rule) {
      case DB_MAX_ROWS ->
          text.matches("0*[1-9][0-9]{0,17}")
              ? Optional.of(withMaxRows(Long.parseLong(text)))
              : Optional.empty();
      case DB_AGGREGATES_ENABLED -> flag(text).map(this::withAggregates);
      case DB_PLAN_ENABLED -> flag(text).map(this::withPlans);
      case DB_TX_END -> choice(TransactionEnd.class, text).map(this::withEnd);
      case DB_EXTRA_SEARCH_PATH -> Optional.of(withExtraSearchPath(names(text)));
      case DB_PRE_REQUEST -> Optional.of(withPreRequest(function(text)));
      case DB_ROOT_SPEC -> Optional.of(withRootFunction(function(text)));
      case OPENAPI_MODE -> choice(Description.class, text).map(this::withDescription);
      case OPENAPI_SECURITY_ACTIVE -> flag(text).map(this::withDescribesSignIn);
      case SERVER_TIMING_ENABLED -> flag(text).map(this::withServerTiming);
      case CLIENT_ERROR_VERBOSITY -> choice(Verbosity.class, text).map(this::withVerbosity);
      case DB_HOISTED_TX_SETTINGS ->
          Optional.of(withHoisted(new LinkedHashSet<>(names(text.toLowerCase(Locale.ROOT)))));
    };
  }

  private DialectRules withMaxRows(long value) {
    return new DialectRules(
        value,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withAggregates(boolean value) {
    return new DialectRules(
        maxRows,
        value,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withPlans(boolean value) {
    return new DialectRules(
        maxRows,
        aggregates,
        value,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withEnd(TransactionEnd value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        value,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withExtraSearchPath(List<String> value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        value,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withPreRequest(@Nullable FunctionName value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        value,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withRootFunction(@Nullable FunctionName value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        value,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withDescription(Description value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        value,
        describesSignIn,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withDescribesSignIn(boolean value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        value,
        serverTiming,
        verbosity,
        hoisted);
  }

  private DialectRules withServerTiming(boolean value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        value,
        verbosity,
        hoisted);
  }

  private DialectRules withVerbosity(Verbosity value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        value,
        hoisted);
  }

  private DialectRules withHoisted(Set<String> value) {
    return new DialectRules(
        maxRows,
        aggregates,
        plans,
        end,
        extraSearchPath,
        preRequest,
        rootFunction,
        description,
        describesSignIn,
        serverTiming,
        verbosity,
        value);
  }

  private static Optional<Boolean> flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> Optional.of(true);
      case "false", "off", "no", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static <E extends Enum<E>> Optional<E> choice(Class<E> choices, String text) {
    return Arrays.stream(choices.getEnumConstants())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
        .findFirst();
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static @Nullable FunctionName function(String text) {
    if (text.isEmpty()) return null;
    int dot = text.indexOf('.');
    return dot < 0
        ? new FunctionName(null, text)
        : new FunctionName(text.substring(0, dot), text.substring(dot + 1));
  }
}
