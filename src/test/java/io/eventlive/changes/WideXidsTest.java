package io.eventlive.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WideXidsTest {
  private static final long EPOCH = 1L << 32;

  @Test
  void keepsTheEpoch() {
    WideXids xids = new WideXids(5 * EPOCH + 1_000);

    assertThat(xids.widened(1_001)).isEqualTo(5 * EPOCH + 1_001);
    assertThat(xids.widened(999)).isEqualTo(5 * EPOCH + 999);
  }

  @Test
  void entersTheNextEpochWhenTheLowerHalfWrapsAround() {
    WideXids xids = new WideXids(5 * EPOCH + 0xFFFF_FFFEL);

    assertThat(xids.widened(3)).isEqualTo(6 * EPOCH + 3);
  }

  @Test
  void goesBackAnEpochForALateTransactionOfTheOldOne() {
    WideXids xids = new WideXids(6 * EPOCH + 5);

    assertThat(xids.widened(0xFFFF_FFF0)).isEqualTo(5 * EPOCH + 0xFFFF_FFF0L);
    assertThat(xids.widened(7)).isEqualTo(6 * EPOCH + 7);
  }

  /// A walk of a hundred epochs in steps that PostgreSQL allows.
  @Test
  void followsThroughManyEpochs() {
    long seed = System.nanoTime();
    System.out.println("WideXidsTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long xid = 10_000_000_000L;
    WideXids xids = new WideXids(xid);
    while (xid < 100 * EPOCH) {
      xid += random.nextLong(-1_000_000, 1L << 30);
      assertThat(xids.widened((int) xid)).isEqualTo(xid);
    }
  }
}
