package io.eventlive.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values of all settings: an option of the command line, else the environment, else the
/// default. Each reading method refuses what it cannot use in one sentence that names the place.
final class Settings {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private final Map<Setting, String> environment;
  private final Map<Setting, Option> options = new EnumMap<>(Setting.class);

  private record Option(String name, String value) {}

  private Settings(Map<Setting, String> environment) {
    this.environment = environment;
  }

  /// Reads an environment. An empty value counts as absent, as in most shells' habits.
  ///
  /// @throws CannotStart where it holds an `EVENTLIVE_` variable that nothing reads
  static Settings of(Map<String, String> environment) throws CannotStart {
    Map<Setting, String> known = new EnumMap<>(Setting.class);
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (!variable.startsWith(Setting.PREFIX)) continue;
      Setting setting = Setting.byVariable(variable).orElse(null);
      if (setting == null) {
        throw CannotStart.badInput(
            "There is no setting %s; did you mean %s?".formatted(variable, nearest(variable)));
      }
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) known.put(setting, value.strip());
    }
    return new Settings(known);
  }

  /// Puts an option of the command line before the environment, where it was given.
  Settings with(Setting setting, String option, @Nullable Object value) {
    if (value != null) options.put(setting, new Option(option, value.toString()));
    return this;
  }

  /// Whether an option or the environment gives it.
  boolean given(Setting setting) {
    return options.containsKey(setting) || environment.containsKey(setting);
  }

  /// The value as it stands; empty where there is none.
  String text(Setting setting) {
    Option option = options.get(setting);
    if (option != null) return option.value();
    return environment.getOrDefault(setting, setting.defaultValue());
  }

  int number(Setting setting, int least, int most) throws CannotStart {
    String text = text(setting);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) return number;
    } catch (NumberFormatException _) {
      // said below, together with numbers out of range
    }
    throw unusable(setting, "a whole number from %d to %d".formatted(least, most));
  }

  boolean flag(Setting setting) throws CannotStart {
    return switch (text(setting).toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw unusable(setting, "true or false");
    };
  }

  Duration duration(Setting setting, Duration least, Duration most) throws CannotStart {
    Optional<Duration> duration = readDuration(text(setting));
    if (duration.isPresent()
        && duration.get().compareTo(least) >= 0
        && duration.get().compareTo(most) <= 0) {
      return duration.get();
    }
    throw unusable(
        setting,
        "a duration such as 500ms or 10s, from %s to %s".formatted(said(least), said(most)));
  }

  /// A number with a unit, such as `500ms` or `10s`; empty where it is none.
  static Optional<Duration> readDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  /// The refusal of a value, naming the option or variable that it came from but never the value of
  /// a secret: secrets are checked where they are used.
  CannotStart unusable(Setting setting, String expected) {
    return CannotStart.badInput(
        "%s is \"%s\", but must be %s.".formatted(place(setting), text(setting), expected));
  }

  /// What the person wrote it as: the option where there is one, else the variable.
  String place(Setting setting) {
    Option option = options.get(setting);
    return option != null ? option.name() : setting.variable();
  }

  private static String said(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static String nearest(String variable) {
    return Arrays.stream(Setting.values())
        .map(Setting::variable)
        .min(Comparator.comparingInt(known -> Nearness.distance(variable, known)))
        .orElseThrow();
  }
}
