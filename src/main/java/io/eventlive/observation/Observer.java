package io.eventlive.observation;

/// Takes observations, from any thread, without blocking and without throwing.
@FunctionalInterface
public interface Observer {
  void observe(Observation observation);

  /// This observer and then another.
  default Observer and(Observer next) {
    return observation -> {
      observe(observation);
      next.observe(observation);
    };
  }
}
