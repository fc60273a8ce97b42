package io.eventlive.server;

/// The keys that the operator brings in place of those that EventLive made; empty where none is
/// brought. Not checked yet: whether a key fits depends on the secret in force.
///
/// @param signingKeys JSON Web Keys, or the name of a file that holds them
record BroughtKeys(String jwtSecret, String anonKey, String serviceRoleKey, String signingKeys) {
  static final BroughtKeys NONE = new BroughtKeys("", "", "", "");

  static BroughtKeys of(Settings settings) {
    return new BroughtKeys(
        settings.text(Setting.JWT_SECRET),
        settings.text(Setting.ANON_KEY),
        settings.text(Setting.SERVICE_ROLE_KEY),
        settings.text(Setting.SIGNING_KEYS));
  }

  /// Whether the signing keys stand in the setting itself and not in a file.
  boolean signingKeysInText() {
    return signingKeys.startsWith("{") || signingKeys.startsWith("[");
  }

  /// Names no key, so that none gets into a log.
  @Override
  public String toString() {
    return "BroughtKeys[…]";
  }
}
