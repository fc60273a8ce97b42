package io.eventlive.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is not understood is refused with a code, wherever it stands in a request. [RequestFuzz]
/// looks for more of the same, with coverage to guide it; this is the part that every build can
/// afford.
class OddInputsTest {
  private static final int MUTANTS = 3_000;

  @ParameterizedTest
  @EnumSource
  void understandsOrRefusesEveryOddInput(RequestPart part) {
    assertThat(OddInputs.of(part)).isNotEmpty();
    assertThatCode(() -> OddInputs.of(part).forEach(part::isUnderstood)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource
  void understandsOrRefusesWhatIsMadeOfThemAtRandom(RequestPart part) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] inputs = OddInputs.of(part).toArray(byte[][]::new);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutant(inputs, random);
      assertThatCode(() -> part.isUnderstood(mutant))
          .as("seed %d: %s", seed, new String(mutant, StandardCharsets.UTF_8))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void understandsTheRightOnesAmongThem() {
    assertThat(RequestPart.SELECT.isUnderstood(bytes("id,title"))).isTrue();
    assertThat(RequestPart.FILTER.isUnderstood(bytes("eq.1"))).isTrue();
    assertThat(RequestPart.LOGIC.isUnderstood(bytes("(a.eq.1,b.gt.2)"))).isTrue();
    assertThat(RequestPart.JSON_BODY.isUnderstood(bytes("[{\"a\":1}]"))).isTrue();
    assertThat(RequestPart.LOGIC.isUnderstood(bytes("("))).isFalse();
  }

  /// The beginning of one input and the end of another, with a few bytes changed.
  private static byte[] mutant(byte[][] inputs, Random random) {
    byte[] first = inputs[random.nextInt(inputs.length)];
    byte[] second = inputs[random.nextInt(inputs.length)];
    int head = random.nextInt(first.length + 1);
    int tail = random.nextInt(second.length + 1);
    byte[] mutant = new byte[head + second.length - tail];
    System.arraycopy(first, 0, mutant, 0, head);
    System.arraycopy(second, tail, mutant, head, second.length - tail);
    for (int i = random.nextInt(3); i > 0 && mutant.length > 0; i--) {
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
    }
    return mutant;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
