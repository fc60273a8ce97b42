package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AccessTokensTest {
  private static final long HOUR = 3_600;

  private final FakeClock clock = new FakeClock(AuthKit.START);

  @Test
  void whatComesInTogetherDoesNotEndTogether() {
    long seed = System.nanoTime();
    AccessTokens tokens = tokens(Configs.autoConfirmed(AuthConfig.defaults(Forge.SECRET)), seed);

    long[] lives = LongStream.range(0, 2_000).map(_ -> issue(tokens).expiresIn()).toArray();

    LongSummaryStatistics spread = LongStream.of(lives).summaryStatistics();
    assertThat(spread.getMax()).as("seed %d", seed).isLessThanOrEqualTo(HOUR).isGreaterThan(3_560);
    assertThat(spread.getMin()).as("seed %d", seed).isGreaterThanOrEqualTo(2_880).isLessThan(2_920);
    assertThat(busiestMinute(lives)).as("seed %d", seed).isLessThan(2_000 / 12 * 2);
  }

  @Test
  void withoutJitterALifeIsAsLongAsItIsSet() {
    AccessTokens tokens = tokens(Configs.withoutJitter(AuthConfig.defaults(Forge.SECRET)), 7);

    AccessTokens.Issued issued = issue(tokens);

    assertThat(issued.expiresIn()).isEqualTo(HOUR);
    assertThat(issued.expiresAt()).isEqualTo(AuthKit.START.getEpochSecond() + HOUR);
  }

  private static long busiestMinute(long[] lives) {
    return LongStream.rangeClosed(2_880 / 60, HOUR / 60)
        .map(minute -> LongStream.of(lives).filter(life -> life / 60 == minute).count())
        .max()
        .orElseThrow();
  }

  private AccessTokens tokens(AuthConfig config, long seed) {
    TokenVerifier verifier =
        new TokenVerifier(
            TokenKeys.of(config.jwtSecret()),
            () -> TokenRules.DEFAULT,
            Set::of,
            clock,
            Configs.FREE_LANE,
            1 << 20);
    return new AccessTokens(
        config, verifier, () -> "http://127.0.0.1:8080", clock, new Random(seed));
  }

  private static AccessTokens.Issued issue(AccessTokens tokens) {
    User user =
        new User(
            UUID.fromString("6f1c1a3e-0000-4000-8000-000000000001"),
            "authenticated",
            "authenticated",
            "",
            null,
            null,
            null,
            "",
            null,
            null,
            null,
            "",
            null,
            null,
            Json.object(),
            Json.object(),
            AuthKit.START,
            AuthKit.START,
            null,
            null,
            true,
            List.of());
    return tokens.issue(user, UUID.randomUUID(), List.of());
  }
}
