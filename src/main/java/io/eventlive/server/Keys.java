package io.eventlive.server;

import io.eventlive.auth.ApiKeys;
import java.util.LinkedHashMap;
import java.util.Map;

/// The keys of one installation.
///
/// @param jwtSecret signs access tokens and the two legacy keys (HS256)
/// @param anonKey legacy key: a JWT of role `anon`, public
/// @param serviceRoleKey legacy key: a JWT of role `service_role`, past row level security
/// @param publishableKey `sb_publishable_…`, stands for `anon`
/// @param secretKey `sb_secret_…`, stands for `service_role`
/// @param operatorKey opens what only operators may see
public record Keys(
    String jwtSecret,
    String anonKey,
    String serviceRoleKey,
    String publishableKey,
    String secretKey,
    String operatorKey) {

  /// The keys by the names under which `eventlive keys` prints them, in its order.
  Map<String, String> byName() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ANON_KEY", anonKey);
    values.put("SERVICE_ROLE_KEY", serviceRoleKey);
    values.put("JWT_SECRET", jwtSecret);
    values.put("OPERATOR_KEY", operatorKey);
    values.put("PUBLISHABLE_KEY", publishableKey);
    values.put("SECRET_KEY", secretKey);
    return values;
  }

  /// The keys with which clients reach the server at all.
  ApiKeys forClients() {
    return new ApiKeys(anonKey, serviceRoleKey, publishableKey, secretKey);
  }

  /// Names no key, so that none gets into a log.
  @Override
  public String toString() {
    return "Keys[…]";
  }
}
