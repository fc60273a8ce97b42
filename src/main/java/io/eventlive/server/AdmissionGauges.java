package io.eventlive.server;

import io.eventlive.admission.Admission;
import io.eventlive.admission.CallClass;
import io.eventlive.observation.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// Shows the line before the database in the metrics.
final class AdmissionGauges {
  private AdmissionGauges() {}

  static void register(Metrics metrics, Admission admission) {
    Map<String, DoubleSupplier> parked = new LinkedHashMap<>();
    for (CallClass each : CallClass.values()) {
      parked.put(each.label(), () -> admission.waiting(each));
    }
    metrics
        .gauge(
            "eventlive_admission_parked_requests",
            "Requests that wait for a database connection, by class.",
            "class",
            parked)
        .gauge(
            "eventlive_admission_drain_rate",
            "Requests that can be served in a second, by what the last ones cost.",
            admission::perSecond)
        .gauge(
            "eventlive_admission_overloaded",
            "1 while those who are served wait for longer than `EVENTLIVE_OVERLOAD_WAIT`, else 0.",
            () -> admission.overloaded() ? 1 : 0);
  }
}
