package io.eventlive.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the stylesheet owes to people who see little or use no mouse, computed from its colours.
class StylesheetTest {
  private static final double FOR_TEXT = 4.5;
  private static final double FOR_OUTLINES = 3;

  private static final Path FILE =
      Path.of("src", "main", "resources", "io", "eventlive", "console", "home.css");

  /// Which text stands on which grounds; `ground` also stands for its tinted corners.
  private static final Map<String, Set<String>> TEXT_ON =
      Map.of(
          "ink", Set.of("ground", "surface"),
          "soft", Set.of("ground", "surface", "over-ground"),
          "accent-ink", Set.of("ground", "surface", "over-ground"),
          "live", Set.of("live-ground"),
          "soon", Set.of("soon-ground"),
          "well", Set.of("well-ground"),
          "code-ink", Set.of("code-ground"));

  enum Scheme {
    LIGHT,
    DARK
  }

  private record Colour(double red, double green, double blue) {
    static Colour of(String hex) {
      byte[] bytes = HexFormat.of().parseHex(hex.substring(1));
      return new Colour(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
    }

    /// Laid over another colour.
    Colour over(Colour below, double opacity) {
      return new Colour(
          red * opacity + below.red * (1 - opacity),
          green * opacity + below.green * (1 - opacity),
          blue * opacity + below.blue * (1 - opacity));
    }

    /// As WCAG 2 computes it.
    double contrastTo(Colour other) {
      double lighter = Math.max(luminance(), other.luminance());
      double darker = Math.min(luminance(), other.luminance());
      return (lighter + 0.05) / (darker + 0.05);
    }

    private double luminance() {
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(double channel) {
      double part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
  }

  @Test
  void computesContrastAsTheStandardDoes() {
    Colour white = Colour.of("#ffffff");

    assertThat(white.contrastTo(Colour.of("#000000"))).isEqualTo(21);
    assertThat(white.contrastTo(Colour.of("#777777"))).isBetween(4.47, 4.48);
  }

  @ParameterizedTest
  @EnumSource
  void everyTextCanBeReadOnEveryGround(Scheme scheme) {
    Map<String, Colour> colours = colours(scheme);
    TEXT_ON.forEach((text, grounds) ->
        grounds.stream()
            .flatMap(ground -> shades(ground, colours).stream())
            .forEach(ground ->
                assertThat(colour(text, colours).contrastTo(ground))
                    .as("%s on %s, %s", text, ground, scheme)
                    .isGreaterThanOrEqualTo(FOR_TEXT)));
  }

  @Test
  void noColourOfTextOrGroundIsLeftOut() {
    Set<String> grounds =
        TEXT_ON.values().stream().flatMap(Set::stream).collect(Collectors.toSet());

    assertThat(used("color: var\\(--([a-z-]+)\\)")).isSubsetOf(TEXT_ON.keySet());
    assertThat(used("background: var\\(--([a-z-]+)\\)")).isSubsetOf(grounds);
    assertThat(used("[; {]color: (#[0-9a-f]+|rgb[^;]*)")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theFocusIsSeenOnEveryGround(Scheme scheme) {
    Map<String, Colour> colours = colours(scheme);

    assertThat(sheet()).contains(":focus-visible { outline: 3px solid var(--accent);");
    assertThat(sheet()).doesNotContainPattern("outline: *(none|0)");
    for (String ground : List.of("ground", "surface")) {
      for (Colour shade : shades(ground, colours)) {
        assertThat(colour("accent", colours).contrastTo(shade))
            .as("the outline on %s, %s", shade, scheme)
            .isGreaterThanOrEqualTo(FOR_OUTLINES);
      }
    }
  }

  @Test
  void whatCannotBeBrokenScrollsInItselfAndNothingIsWiderThanAPhone() {
    double phoneRem = 320 / 16.0;

    assertThat(rule("pre")).contains("overflow-x: auto;");
    assertThat(
            Pattern.compile("(?<!max-|\\()(?:min-)?width: ([0-9.]+)rem")
                .matcher(sheet())
                .results()
                .map(match -> Double.parseDouble(match.group(1))))
        .isNotEmpty()
        .allMatch(width -> width <= phoneRem);
  }

  @Test
  void nothingMovesForThoseWhoAskedForStillness() {
    String still = sheet().substring(0, sheet().indexOf("@media (prefers-reduced-motion"));

    assertThat(still).doesNotContain("animation", "transition");
  }

  /// A ground as it is, and where the page tints it most.
  private static List<Colour> shades(String ground, Map<String, Colour> colours) {
    Colour plain = colour(ground, colours);
    List<Colour> shades = new ArrayList<>(List.of(plain));
    if (!ground.equals("ground")) return shades;
    Matcher tint =
        Pattern.compile("rgb\\((\\d+) (\\d+) (\\d+) / (\\d+)%\\), transparent")
            .matcher(rule("body"));
    while (tint.find()) {
      Colour colour =
          new Colour(
              Double.parseDouble(tint.group(1)),
              Double.parseDouble(tint.group(2)),
              Double.parseDouble(tint.group(3)));
      shades.add(colour.over(plain, Double.parseDouble(tint.group(4)) / 100));
    }
    assertThat(shades).hasSize(3);
    return shades;
  }

  private static Colour colour(String name, Map<String, Colour> colours) {
    Colour colour = colours.get(name);
    assertThat(colour).as("--%s", name).isNotNull();
    return colour;
  }

  private static Map<String, Colour> colours(Scheme scheme) {
    String sheet = sheet();
    int dark = sheet.indexOf("@media (prefers-color-scheme: dark)");
    Map<String, Colour> colours = declared(sheet.substring(0, dark));
    if (scheme == Scheme.DARK) {
      colours.putAll(declared(sheet.substring(dark, sheet.indexOf("* { box-sizing", dark))));
    }
    return colours;
  }

  private static Map<String, Colour> declared(String part) {
    Map<String, Colour> colours = new HashMap<>();
    Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});")
        .matcher(part)
        .results()
        .forEach(match -> colours.put(match.group(1), Colour.of(match.group(2))));
    return colours;
  }

  private static Set<String> used(String pattern) {
    return Pattern.compile(pattern)
        .matcher(sheet())
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String rule(String selector) {
    int begin = sheet().indexOf("\n" + selector + " {");
    return sheet().substring(begin, sheet().indexOf("}", begin));
  }

  private static String sheet() {
    try {
      return Files.readString(FILE, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
