package io.eventlive.admission;

import java.time.Duration;

/// Every limit of admission.
///
/// @param waiting requests that may wait, all together
/// @param waitingPerPerson of one person
/// @param waitingPerNetwork of visitors of one network who have not signed in
/// @param joinWait how long a request of P0 or P1 may wait, and a read of a client that does not
///   come again by itself
/// @param actWait how long one of P2 may wait
/// @param readWait how long a read of a client that does come again may wait
/// @param overloadWait from which mean wait on the server is overloaded
/// @param journey how long whoever came in goes with P1
/// @param longestAppointment after which time at most those who are refused are told to return
/// @param bulkRows from which `limit` on a read is P4
/// @param bulkList from which length of an `in` list on a read is P4
/// @param tables what tables are called here
public record AdmissionConfig(
    int waiting,
    int waitingPerPerson,
    int waitingPerNetwork,
    Duration joinWait,
    Duration actWait,
    Duration readWait,
    Duration overloadWait,
    Duration journey,
    Duration longestAppointment,
    int bulkRows,
    int bulkList,
    EventTables tables) {
  public static final AdmissionConfig DEFAULT =
      new AdmissionConfig(
          10_000,
          64,
          2_000,
          Duration.ofSeconds(8),
          Duration.ofSeconds(3),
          Duration.ofMillis(250),
          Duration.ofMillis(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          500,
          201,
          EventTables.DEFAULT);

  public AdmissionConfig {
    require(waiting >= 1 && waitingPerPerson >= 1 && waitingPerNetwork >= 1, "one may wait");
    require(joinWait.isPositive() && actWait.isPositive() && readWait.isPositive(), "waits last");
    require(overloadWait.isPositive(), "overload begins with a wait");
    require(!journey.isNegative(), "a journey takes no negative time");
    require(longestAppointment.toSeconds() >= 1, "an appointment is at least a second ahead");
    require(longestAppointment.toSeconds() <= 600, "an appointment is at most ten minutes ahead");
    require(bulkRows >= 1 && bulkList >= 1, "one row is no bulk");
  }

  /// How many of a class may wait: what matters less leaves room for what matters more.
  int most(CallClass callClass) {
    return switch (callClass) {
      case KEEP, JOIN -> waiting;
      case ACT, READ -> Math.max(1, waiting / 2);
      case BULK -> Math.max(1, waiting / 10);
    };
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) throw new IllegalArgumentException(sentence);
  }
}
