package io.eventlive.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.DialectRules.Description;
import io.eventlive.rest.response.InterfaceDescription;
import io.eventlive.schema.Catalogue;

/// Descriptions of the interface, as far as they were asked for: one for each schema and each role
/// whose privileges make a difference, made once for each catalogue.
///
/// May be used from any thread.
final class Descriptions {
  private static final int KEPT = 100;

  private final RulesInForce rules;
  private final Cache<Key, Made> made = Caffeine.newBuilder().maximumSize(KEPT).build();

  private record Key(String schema, String role) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(Catalogue catalogue, byte[] document) {}

  Descriptions(RulesInForce rules) {
    this.rules = rules;
  }

  @SuppressWarnings("ReferenceEquality") // a catalogue is one immutable snapshot; a new one is new
  byte[] of(Catalogue catalogue, String schema, String role) {
    DialectRules inForce = rules.of(catalogue);
    boolean everything = inForce.description() == Description.IGNORE_PRIVILEGES;
    Key key = new Key(schema, everything ? "" : role);
    Made known = made.getIfPresent(key);
    if (known == null || known.catalogue() != catalogue) {
      InterfaceDescription description =
          new InterfaceDescription(
              catalogue,
              schema,
              everything ? null : role,
              inForce.describesSignIn(),
              inForce.address());
      known = new Made(catalogue, description.asJson());
      made.put(key, known);
    }
    return known.document();
  }
}
