package io.eventlive.auth;

import java.util.Locale;
import java.util.regex.Pattern;

/// Addresses as Supabase Auth takes them: what HTML calls an e-mail address, kept in lower case.
final class Emails {
  static final int LONGEST = 255;

  // The possessive quantifiers keep a long wrong address from being tried in many ways.
  private static final Pattern FORM =
      Pattern.compile(
          "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]++@"
              + "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*+");

  private Emails() {}

  /// @throws AuthRefusal where it is none; spaces around it are not taken away
  static String require(String email) {
    if (email.isEmpty()) throw AuthRefusal.invalid("An email address is required");
    if (email.length() > LONGEST) throw AuthRefusal.invalid("An email address is too long");
    if (!FORM.matcher(email).matches()) {
      throw AuthRefusal.invalid("Unable to validate email address: invalid format");
    }
    return plain(email);
  }

  /// The spelling under which an address is looked up.
  static String plain(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
