package io.eventlive.server;

import io.eventlive.admission.AdmissionConfig;
import io.eventlive.admission.EventTables;
import java.time.Duration;
import java.util.Set;

/// The settings of admission: how many may wait and how long, and what the tables are called.
final class AdmissionSettings {
  private static final int MILLION = 1_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private AdmissionSettings() {}

  static AdmissionConfig of(Settings settings) throws CannotStart {
    return new AdmissionConfig(
        settings.number(Setting.REQUEST_QUEUE, 1, MILLION),
        settings.number(Setting.REQUESTS_OF_PERSON, 1, MILLION),
        settings.number(Setting.REQUESTS_OF_NETWORK, 1, MILLION),
        settings.duration(Setting.REQUEST_WAIT, SHORTEST, LONGEST),
        settings.duration(Setting.WRITE_WAIT, SHORTEST, LONGEST),
        settings.duration(Setting.READ_WAIT, SHORTEST, LONGEST),
        settings.duration(Setting.OVERLOAD_WAIT, SHORTEST, LONGEST),
        settings.duration(Setting.JOURNEY, Duration.ZERO, Duration.ofHours(1)),
        settings.duration(Setting.LONGEST_APPOINTMENT, Duration.ofSeconds(1), LONGEST),
        settings.number(Setting.BULK_ROWS, 1, MILLION),
        settings.number(Setting.BULK_LIST, 1, MILLION),
        new EventTables(
            names(settings, Setting.WEBINAR_TABLES),
            names(settings, Setting.REGISTRATION_TABLES),
            names(settings, Setting.PROFILE_TABLES),
            names(settings, Setting.CONTRIBUTION_TABLES),
            names(settings, Setting.JOIN_FUNCTIONS),
            names(settings, Setting.HOST_TABLES),
            names(settings, Setting.HOST_FUNCTIONS)));
  }

  private static Set<String> names(Settings settings, Setting setting) {
    return Set.copyOf(RestSettings.names(settings.text(setting)));
  }
}
