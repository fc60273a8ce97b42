package io.eventlive.rest.request;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the `Prefer` headers ask for; null where they say nothing. Of several tokens of one kind
/// the first counts.
///
/// @param timezone for the transaction, as written
/// @param maxAffected rows that a mutation may touch
public record Preferences(
    @Nullable Resolution resolution,
    @Nullable Missing missing,
    @Nullable Return returning,
    @Nullable Count count,
    @Nullable End end,
    @Nullable Handling handling,
    @Nullable String timezone,
    @Nullable Long maxAffected) {
  public static final Preferences NONE =
      new Preferences(null, null, null, null, null, null, null, null);

  /// One token of the header.
  public sealed interface Token {
    /// As it is written on the wire.
    String wire();
  }

  /// What to do with a row whose key is taken.
  public enum Resolution implements Token {
    MERGE("resolution=merge-duplicates"),
    IGNORE("resolution=ignore-duplicates");

    private final String wire;

    Resolution(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  /// What a column becomes that `columns` names and an object leaves out.
  public enum Missing implements Token {
    DEFAULT("missing=default"),
    NULL("missing=null");

    private final String wire;

    Missing(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  /// What a mutation answers with.
  public enum Return implements Token {
    REPRESENTATION("return=representation"),
    HEADERS_ONLY("return=headers-only"),
    MINIMAL("return=minimal");

    private final String wire;

    Return(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  /// How the rows are counted that the window leaves out.
  public enum Count implements Token {
    EXACT("count=exact"),
    PLANNED("count=planned"),
    ESTIMATED("count=estimated");

    private final String wire;

    Count(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  /// What to do about tokens that nobody knows.
  public enum Handling implements Token {
    STRICT("handling=strict"),
    LENIENT("handling=lenient");

    private final String wire;

    Handling(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  /// How the transaction ends. Without effect where that is not the client's to choose.
  public enum End implements Token {
    COMMIT("tx=commit"),
    ROLLBACK("tx=rollback");

    private final String wire;

    End(String wire) {
      this.wire = wire;
    }

    @Override
    public String wire() {
      return wire;
    }
  }

  private static final String TIMEZONE = "timezone=";
  private static final String MAX_AFFECTED = "max-affected=";
  private static final Map<String, Token> TOKENS =
      Arrays.stream(
              new Token[][] {
                Resolution.values(),
                Missing.values(),
                Return.values(),
                Count.values(),
                Handling.values(),
                End.values()
              })
          .flatMap(Arrays::stream)
          .collect(toMap(Token::wire, identity()));

  /// @throws Refusal PGRST122 where a token is unknown and handling is strict
  static Preferences parse(HttpHeaders headers) {
    Preferences preferences = NONE;
    List<String> unknown = new ArrayList<>();
    for (String line : headers.all("prefer")) {
      for (String token : line.split(",", -1)) {
        preferences = preferences.and(token.strip(), unknown);
      }
    }
    if (!unknown.isEmpty() && preferences.handling == Handling.STRICT) {
      throw new Refusal(
          ErrorCode.PREFERENCES_INVALID,
          "Invalid preferences given with handling=strict",
          "Invalid preferences: " + String.join(", ", unknown),
          null);
    }
    return preferences;
  }

  private Preferences and(String text, List<String> unknown) {
    if (text.startsWith(TIMEZONE)) {
      return timezone != null ? this : withTimezone(text.substring(TIMEZONE.length()));
    }
    if (text.startsWith(MAX_AFFECTED)) {
      String number = text.substring(MAX_AFFECTED.length());
      boolean usable = maxAffected == null && number.matches("[0-9]{1,18}");
      return usable ? withMaxAffected(Long.parseLong(number)) : this;
    }
    Token token = TOKENS.get(text);
    if (token == null) {
      unknown.add(text);
      return this;
    }
    return with(token);
  }

  private Preferences with(Token token) {
    return switch (token) {
      case Resolution found when resolution == null ->
          new Preferences(found, missing, returning, count, end, handling, timezone, maxAffected);
      case Missing found when missing == null ->
          new Preferences(
              resolution, found, returning, count, end, handling, timezone, maxAffected);
      case Return found when returning == null ->
          new Preferences(resolution, missing, found, count, end, handling, timezone, maxAffected);
      case Count found when count == null ->
          new Preferences(
              resolution, missing, returning, found, end, handling, timezone, maxAffected);
      case End found when end == null ->
          new Preferences(
              resolution, missing, returning, count, found, handling, timezone, maxAffected);
      case Handling found when handling == null ->
          new Preferences(resolution, missing, returning, count, end, found, timezone, maxAffected);
      case Resolution _, Missing _, Return _, Count _, Handling _, End _ -> this;
    };
  }

  private Preferences withTimezone(String zone) {
    return new Preferences(resolution, missing, returning, count, end, handling, zone, maxAffected);
  }

  private Preferences withMaxAffected(long rows) {
    return new Preferences(resolution, missing, returning, count, end, handling, timezone, rows);
  }

  /// Whether rows are to be counted; a guess alone needs none counted.
  public boolean countsRows() {
    return count == Count.EXACT || count == Count.ESTIMATED;
  }

  /// The limit on touched rows, which counts only with strict handling.
  public @Nullable Long enforcedMaxAffected() {
    return handling == Handling.STRICT ? maxAffected : null;
  }
}
