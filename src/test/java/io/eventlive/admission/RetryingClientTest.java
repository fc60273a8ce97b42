package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryingClientTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "supabase-js/2.119.1; runtime=web",
        "supabase-js-web/2.102.0",
        "supabase-js-node/3.0.0",
        "postgrest-js/2.104.2"
      })
  void repeatsReads(String info) {
    assertThat(RetryingClient.comesAgain("GET", info, 0)).isTrue();
    assertThat(RetryingClient.comesAgain("HEAD", info, 2)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "supabase-js-web/2.81.1",
        "supabase-js/2.101.9; runtime=web",
        "supabase-js/1.200.0",
        "supabase-py/2.120.0",
        "supabase-js/99999999999999.102.0",
        "supabase-js/2.x",
        "supabase-js",
        ""
      })
  void doesNotRelyOnOthers(String info) {
    assertThat(RetryingClient.comesAgain("GET", info, 0)).isFalse();
  }

  @Test
  void repeatsNoWriteAndNothingAFourthTime() {
    String info = "supabase-js/2.119.1; runtime=web";

    assertThat(RetryingClient.comesAgain("POST", info, 0)).isFalse();
    assertThat(RetryingClient.comesAgain("PATCH", info, 0)).isFalse();
    assertThat(RetryingClient.comesAgain("GET", info, 3)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,3", "99,99", "0,0", "-1,0", "100,0", "x,0", "'',0"})
  void readsHowOftenARequestCame(String header, int count) {
    assertThat(RetryingClient.count(header)).isEqualTo(count);
  }
}
