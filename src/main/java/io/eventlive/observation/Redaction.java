package io.eventlive.observation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes out of log lines what identifies people or opens doors: tokens, keys, e-mail addresses,
/// row values, all but the network part of client addresses. What was asked for stays readable:
/// tables, columns, operators and how many values a list had.
public final class Redaction {
  private static final int LONGEST = 600;

  /// Nothing beyond this is looked at: matching may cost the square of a word's length.
  private static final int LOOKED_AT = 2 * LONGEST;

  private static final int UUID_LENGTH = 36;
  private static final String GONE = "*";
  private static final String CUT = "…";

  private static final Pattern SECRET =
      Pattern.compile(
          "eyJ[\\w-]{4,}(\\.[\\w-]*)*" // JSON web tokens
              + "|sb_(publishable|secret)_[\\w-]+"
              + "|[\\w.+%-]+(@|%40)[\\w.-]+\\.[A-Za-z]{2,}" // e-mail addresses
              + "|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

  /// Parameters whose values name parts of the schema or of a page, never a row's contents.
  private static final Set<String> STRUCTURAL =
      Set.of("select", "columns", "on_conflict", "order", "limit", "offset", "grant_type");

  private static final Pattern FILTER =
      Pattern.compile(
          "((?:not\\.)?(?:eq|neq|gte?|lte?|i?like|i?match|is|in|isdistinct|[a-z]{0,2}fts|cs|cd|ov|sl"
              + "|sr|nxr|nxl|adj)(?:\\([a-z_]*\\))?)\\.(.*)",
          Pattern.DOTALL);

  private static final Set<String> PLAIN_CONSTANTS =
      Set.of("null", "not_null", "true", "false", "unknown");

  private Redaction() {}

  /// As much of a text as a line can come to show. What waits to be written holds no more, however
  /// long a request was.
  public static String kept(String text) {
    return text.length() <= LOOKED_AT ? text : beginning(text);
  }

  /// A path without ids, addresses and keys.
  static String path(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      segments.add(
          segment.chars().anyMatch(c -> c >= '0' && c <= '9') && isNumber(segment)
              ? GONE
              : segment);
    }
    return shortened(withoutSecrets(String.join("/", segments)));
  }

  /// A raw query with names and operators as they were and values gone:
  /// `webinar_id=eq.*&id=in.(*3)&select=id,title`.
  public static String query(String query) {
    if (query.isEmpty()) return "";
    List<String> shown = new ArrayList<>();
    for (String pair : kept(query).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        shown.add(words(decoded(pair)));
        continue;
      }
      String name = decoded(pair.substring(0, equals));
      shown.add(words(name) + "=" + value(name, decoded(pair.substring(equals + 1))));
    }
    return shortened(String.join("&", shown));
  }

  /// Free text, such as a user agent or a failure's message: secrets out, one line, bounded.
  static String words(String text) {
    return shortened(withoutSecrets(onOneLine(text)));
  }

  /// The network of an address: `203.0.113.0/24`, `2001:db8:1::/48`.
  static String network(String address) {
    int dot = address.lastIndexOf('.');
    if (dot > 0) return address.substring(0, dot) + ".0/24";
    List<String> groups = List.of(address.split(":", -1));
    if (groups.size() < 4) return "";
    return String.join(":", groups.subList(0, 3)) + "::/48";
  }

  private static String onOneLine(String text) {
    return text.chars().anyMatch(Character::isISOControl)
        ? CONTROLS.matcher(text).replaceAll(" ")
        : text;
  }

  private static String withoutSecrets(String text) {
    String looked = kept(text);
    return mayHoldSecret(looked) ? SECRET.matcher(looked).replaceAll(GONE) : looked;
  }

  /// Ends before the word that the cut would go through: half a secret is still one.
  private static String beginning(String text) {
    int end = LOOKED_AT - CUT.length();
    while (end > 0 && isPartOfSecrets(text.charAt(end - 1))) end--;
    return text.substring(0, end) + CUT;
  }

  private static boolean isPartOfSecrets(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "_.+%@-".indexOf(c) >= 0);
  }

  /// Whether the pattern could match at all; most texts are done with after this.
  static boolean mayHoldSecret(String text) {
    return text.contains("@")
        || text.contains("%40")
        || text.contains("eyJ")
        || text.contains("sb_")
        || (text.length() >= UUID_LENGTH && text.indexOf('-') >= 0);
  }

  private static String value(String name, String value) {
    String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (STRUCTURAL.contains(last)) return words(value);
    Matcher filter = FILTER.matcher(value);
    if (!filter.matches()) return value.isEmpty() ? "" : GONE;
    return filter.group(1) + "." + operand(filter.group(1), filter.group(2));
  }

  private static String operand(String operator, String operand) {
    if (operator.endsWith("is") && PLAIN_CONSTANTS.contains(operand)) return operand;
    if (!operator.endsWith("in") || !operand.startsWith("(")) return GONE;
    if (operand.endsWith(CUT)) return "(*" + CUT + ")";
    boolean none = operand.equals("()");
    return "(*" + (none ? 0 : operand.chars().filter(c -> c == ',').count() + 1) + ")";
  }

  private static boolean isNumber(String segment) {
    return segment.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text.replace("%", "%25"); // broken escapes were refused; what they hid stays hidden
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + CUT;
  }
}
