package io.eventlive.auth;

/// The keys with which a client reaches the gateway at all, in both of Supabase's forms.
///
/// @param anon legacy form: an HS256 token whose role is `anon`
/// @param serviceRole legacy form: an HS256 token whose role is `service_role`
/// @param publishable `sb_publishable_…`, speaks for `anon`
/// @param secret `sb_secret_…`, speaks for `service_role`
public record ApiKeys(String anon, String serviceRole, String publishable, String secret) {
  static final String PUBLISHABLE_PREFIX = "sb_publishable_";
  static final String SECRET_PREFIX = "sb_secret_";

  public ApiKeys {
    requireToken("anon", anon);
    requireToken("service_role", serviceRole);
    requirePrefix(publishable, PUBLISHABLE_PREFIX);
    requirePrefix(secret, SECRET_PREFIX);
  }

  /// Names no key: a record's own text would put them into a log.
  @Override
  public String toString() {
    return "ApiKeys[…]";
  }

  private static void requireToken(String role, String key) {
    if (key.split("\\.", -1).length != 3) {
      throw new IllegalArgumentException("The " + role + " key is not a JWT.");
    }
  }

  private static void requirePrefix(String key, String prefix) {
    if (!key.startsWith(prefix) || key.length() < prefix.length() + 20) {
      throw new IllegalArgumentException(
          "The key must start with " + prefix + " and go on for 20 characters or more.");
    }
  }
}
