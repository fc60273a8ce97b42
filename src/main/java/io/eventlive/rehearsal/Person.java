package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Cast.Member;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Somebody who plays: what the placeholders stand for at this person's calls, and what answers
/// have added to them. Used on the generator's loop only.
final class Person {
  private final Clock clock;
  private final String address;
  private final Map<String, String> values = new HashMap<>();

  /// @param address from where the person's browser calls
  private Person(Cast cast, Member member, Clock clock, String address) {
    this.clock = clock;
    this.address = address;
    values.put("webinar", cast.webinar());
    values.put("slug", cast.slug());
    values.put("campaign", cast.campaign());
    values.put("client", cast.client());
    values.put("agency", cast.agency());
    values.put("user", member.id());
    values.put("email", member.email());
    values.put("name", member.name());
    values.put("browser", "Mozilla/5.0 (X11; Linux x86_64) rehearsal");
    values.put("page", "https://example.com/webinar/" + cast.slug());
    values.put("address", address);
    values.put("from", cast.begins().toString());
    values.put("to", cast.ends().toString());
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    values.put("date", today.toString());
    values.put("yesterday", today.minusDays(1) + "T00:00:00.000Z");
    values.put("tomorrow", today.plusDays(1) + "T00:00:00.000Z");
  }

  /// An attendee before the visit.
  ///
  /// @param number from 0, for the address
  static Person attendee(Cast cast, int number, Clock clock, RandomGenerator random) {
    // 198.18.0.0/15 is set aside for measurements (RFC 2544), so it is nobody's.
    String address =
        "198.%d.%d.%d".formatted(18 + number / 62_500, number / 250 % 250, number % 250 + 1);
    Person person = new Person(cast, cast.attendees().get(number), clock, address);
    person.values.put("password", uuid(random));
    person.values.put("session", "session_" + clock.millis() + "_" + uuid(random).substring(0, 6));
    person.values.put("visit", uuid(random));
    return person;
  }

  static Person host(Cast cast, Cast.Host host, Clock clock) {
    Person person = new Person(cast, host.member(), clock, "198.19.255.1");
    person.values.put("access_token", host.accessToken());
    return person;
  }

  /// The platform's own timers.
  static Person project(Cast cast, Clock clock) {
    return new Person(cast, new Member("", "", ""), clock, "192.0.2.1");
  }

  void keep(String name, String value) {
    values.put(name, value);
  }

  String get(String name) {
    String value = values.get(name);
    if (value == null) throw new IllegalStateException("Nobody has said what {" + name + "} is");
    return value;
  }

  String address() {
    return address;
  }

  String id() {
    return get("user");
  }

  /// What a placeholder stands for now.
  String value(Template.Placeholder placeholder) {
    if (!placeholder.name().equals("now")) return get(placeholder.name());
    return clock
        .instant()
        .minus(Duration.ofMinutes(placeholder.minutes()))
        .truncatedTo(ChronoUnit.MILLIS)
        .toString();
  }

  static String uuid(RandomGenerator random) {
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & ~(3L << 62)) | (1L << 63))
        .toString();
  }
}
