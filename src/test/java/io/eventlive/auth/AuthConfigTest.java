package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AuthConfigTest {
  @Test
  void theDefaultsAreSupabasesAndConfirmNobodyWithoutMail() {
    AuthConfig config = AuthConfig.defaults(Forge.SECRET);

    assertThat(config.tokenLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(config.refreshReuseInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.passwordMinLength()).isEqualTo(6);
    assertThat(config.autoConfirm()).isFalse();
    assertThat(config.signUpEnabled()).isTrue();
    assertThat(config.anonymousEnabled()).isTrue();
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.defaults("too short"))
        .withMessage("The JWT secret must have at least 32 bytes.");
  }

  @Test
  void secretsAndKeysStayOutOfLogs() {
    assertThat(AuthConfig.defaults(Forge.SECRET).toString()).doesNotContain(Forge.SECRET);
    assertThat(Forge.KEYS.toString()).doesNotContain("eyJ").doesNotContain("sb_");
  }

  @Test
  void lanesAndLimitsHaveSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuthConfig.Lane(0, 1, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuthConfig.Lane(1, 0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuthConfig.Limit(0, Duration.ofMinutes(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new AuthConfig.Limit(1, Duration.ZERO));
  }

  @Test
  void keysOfAnotherFormAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ApiKeys(Forge.ANON, Forge.SERVICE, Forge.KEYS.secret(), Forge.KEYS.publishable()));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ApiKeys("anon", Forge.SERVICE, Forge.KEYS.publishable(), Forge.KEYS.secret()));
  }
}
