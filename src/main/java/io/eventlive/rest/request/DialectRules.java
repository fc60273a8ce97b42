package io.eventlive.rest.request;

import io.eventlive.auth.RoleClaim;
import io.eventlive.auth.TokenRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
/// @param tokens what is read in tokens, and for whom those speak who bring none
/// @param address where the description says that the interface is; null for here
/// @param traceHeader a header that is sent back as it came; empty for none
/// @param relationNames whether filters may call an embed by its relation's name although it has a
///   name of its own
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
    Set<String> hoisted,
    TokenRules tokens,
    @Nullable URI address,
    String traceHeader,
    boolean relationNames) {
  private static final String HEADER_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]*";

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
              "default_transaction_isolation"),
          TokenRules.DEFAULT,
          null,
          "",
          true);

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

  /// These rules with one of them as written; empty where that cannot be read.
  public Optional<DialectRules> with(Rule rule, String written) {
    Draft draft = new Draft(this);
    return draft.take(rule, written.strip()) ? Optional.of(draft.rules()) : Optional.empty();
  }

  /// The same rules, open to change.
  private static final class Draft {
    private long maxRows;
    private boolean aggregates;
    private boolean plans;
    private TransactionEnd end;
    private List<String> extraSearchPath;
    private @Nullable FunctionName preRequest;
    private @Nullable FunctionName rootFunction;
    private Description description;
    private boolean describesSignIn;
    private boolean serverTiming;
    private Verbosity verbosity;
    private Set<String> hoisted;
    private TokenRules tokens;
    private @Nullable URI address;
    private String traceHeader;
    private boolean relationNames;

    Draft(DialectRules rules) {
      maxRows = rules.maxRows;
      aggregates = rules.aggregates;
      plans = rules.plans;
      end = rules.end;
      extraSearchPath = rules.extraSearchPath;
      preRequest = rules.preRequest;
      rootFunction = rules.rootFunction;
      description = rules.description;
      describesSignIn = rules.describesSignIn;
      serverTiming = rules.serverTiming;
      verbosity = rules.verbosity;
      hoisted = rules.hoisted;
      tokens = rules.tokens;
      address = rules.address;
      traceHeader = rules.traceHeader;
      relationNames = rules.relationNames;
    }

    /// @return whether the text can be read
    boolean take(Rule rule, String text) {
      return switch (rule) {
        case DB_MAX_ROWS -> take(count(text), value -> maxRows = value);
        case DB_AGGREGATES_ENABLED -> take(flag(text), value -> aggregates = value);
        case DB_PLAN_ENABLED -> take(flag(text), value -> plans = value);
        case DB_TX_END -> take(choice(TransactionEnd.class, text), value -> end = value);
        case DB_EXTRA_SEARCH_PATH -> take(names(text), value -> extraSearchPath = value);
        case DB_PRE_REQUEST -> {
          preRequest = function(text);
          yield true;
        }
        case DB_ROOT_SPEC -> {
          rootFunction = function(text);
          yield true;
        }
        case OPENAPI_MODE -> take(choice(Description.class, text), value -> description = value);
        case OPENAPI_SECURITY_ACTIVE -> take(flag(text), value -> describesSignIn = value);
        case SERVER_TIMING_ENABLED -> take(flag(text), value -> serverTiming = value);
        case CLIENT_ERROR_VERBOSITY ->
            take(choice(Verbosity.class, text), value -> verbosity = value);
        case DB_HOISTED_TX_SETTINGS ->
            take(names(text.toLowerCase(Locale.ROOT)), value -> hoisted = Set.copyOf(value));
        case DB_ANON_ROLE -> {
          tokens = tokens.withAnonymousRole(text(text));
          yield true;
        }
        case JWT_ROLE_CLAIM_KEY ->
            take(RoleClaim.parse(text), value -> tokens = tokens.withRole(value));
        case JWT_AUD -> {
          tokens = tokens.withAudience(text(text));
          yield true;
        }
        case OPENAPI_SERVER_PROXY_URI -> {
          address = address(text).orElse(null);
          yield text.isEmpty() || address != null;
        }
        case SERVER_TRACE_HEADER -> {
          traceHeader = text;
          yield text.matches(HEADER_NAME);
        }
        case URL_USE_LEGACY_TARGET_NAMES -> take(flag(text), value -> relationNames = value);
      };
    }

    private static <T> boolean take(Optional<T> read, Consumer<T> taken) {
      read.ifPresent(taken);
      return read.isPresent();
    }

    DialectRules rules() {
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
          hoisted,
          tokens,
          address,
          traceHeader,
          relationNames);
    }
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(written -> !written.isEmpty());
  }

  private static Optional<URI> address(String text) {
    try {
      URI address = new URI(text);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      return web && address.getHost() != null ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static Optional<Long> count(String text) {
    return text.matches("0*[1-9][0-9]{0,17}")
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
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

  private static Optional<List<String>> names(String text) {
    return Optional.of(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList());
  }

  private static @Nullable FunctionName function(String text) {
    if (text.isEmpty()) return null;
    int dot = text.indexOf('.');
    return dot < 0
        ? new FunctionName(null, text)
        : new FunctionName(text.substring(0, dot), text.substring(dot + 1));
  }
}
