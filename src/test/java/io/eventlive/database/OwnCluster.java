package io.eventlive.database;

import io.eventlive.observation.Observer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/// An embedded cluster for one test alone, which may do to it what others would not survive.
public final class OwnCluster {
  private OwnCluster() {}

  public static Database start(Path folder, Observer observer) throws NoDatabase {
    return Database.start(
        DatabaseConfig.of(folder, new DatabaseConfig.Source.Embedded(TestCluster.binaries())),
        new ArrivalQueue(1_000, Duration.ofSeconds(20)),
        observer,
        new SecureRandom());
  }
}
