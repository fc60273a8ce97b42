package io.eventlive.rest.request;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Looks for requests that are neither understood nor refused. The first byte says which part of
/// the request the rest stands in. Run by `bin/verify-all`, for as long as `jazzer.max_duration`
/// says; not by the ordinary build, because it instruments all classes.
class RequestFuzz {
  @MethodSource("seeds")
  @FuzzTest
  void isUnderstoodOrRefused(byte[] input) {
    if (input.length == 0) return;
    RequestPart[] parts = RequestPart.values();
    RequestPart part = parts[Byte.toUnsignedInt(input[0]) % parts.length];
    part.isUnderstood(Arrays.copyOfRange(input, 1, input.length));
  }

  static Stream<byte[]> seeds() {
    return Arrays.stream(RequestPart.values())
        .flatMap(part -> OddInputs.of(part).map(input -> seed(part, input)));
  }

  private static byte[] seed(RequestPart part, byte[] input) {
    byte[] seed = new byte[input.length + 1];
    seed[0] = (byte) List.of(RequestPart.values()).indexOf(part);
    System.arraycopy(input, 0, seed, 1, input.length);
    return seed;
  }
}
