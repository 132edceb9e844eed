package dev.yardmaster.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Hashes are written into the log, so what they are today they must be for ever and on every JVM
 * (S4): the numbers here never change without a new format of the log.
 */
class HashingTest {
  @Test
  void mixingIsWhatItWasWhenLogsWereWritten() {
    assertThat(Hashing.mix(0)).isEqualTo(0xe220a8397b1dcdafL); // as SplitMix64 from 0
    assertThat(Hashing.mix(1)).isEqualTo(0x910a2dec89025cc1L);
    assertThat(Hashing.mix(-1)).isEqualTo(0xe4d971771b652c20L);
    assertThat(Hashing.mix(1L << 40)).isEqualTo(0x1fdd7128f310c389L);
  }

  @Test
  void foldingIsWhatItWasWhenLogsWereWritten() {
    assertThat(Hashing.fold(7, 9)).isEqualTo(0xae3763e938aa8c20L);
    assertThat(Hashing.fold(7, "yard")).isEqualTo(0x1fd782c8778e80bdL);
    assertThat(Hashing.fold(7, "")).isEqualTo(0x63cbe1e459320dd7L);
    assertThat(Hashing.fold(7, true)).isEqualTo(0x8d21177e83b3ae5bL);
    assertThat(Hashing.fold(7, false)).isEqualTo(0x32a8b81ed73f579aL);
    assertThat(Hashing.fold(7, RefusalCode.LIMIT))
        .isEqualTo(Hashing.fold(7, "LIMIT"))
        .isEqualTo(0x25eb7c6ce8458060L);
  }

  @Test
  void theHashOfAPayloadIsWhatItWasWhenLogsWereWritten() {
    assertThat(Payload.of(nineteen(), "x/y").hash()).isEqualTo(0x0320b61dc3b10628L);
    assertThat(Payload.text("12345678").hash()).isEqualTo(0x73aedbc7b4c86c37L);
    assertThat(Payload.EMPTY.hash()).isEqualTo(0xe220a8397b1dcdafL);
  }

  private static byte[] nineteen() {
    byte[] bytes = new byte[19];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37 - 100);
    }
    return bytes;
  }

  @Test
  void everyBitOfAPayloadChangesItsHash() {
    Set<Long> hashes = new HashSet<>();
    for (int bit = 0; bit < 19 * Byte.SIZE; bit++) {
      byte[] bytes = nineteen();
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      hashes.add(Payload.of(bytes, "x/y").hash());
    }
    for (int length = 0; length < 19; length++) {
      hashes.add(Payload.of(Arrays.copyOf(nineteen(), length), "x/y").hash());
    }
    hashes.add(Payload.of(nineteen(), "x/z").hash());
    assertThat(hashes).hasSize(19 * Byte.SIZE + 19 + 1);
  }

  @Test
  void payloadsAreComparedByWhatIsInThem() {
    Payload payload = Payload.text("hello");
    assertThat(payload)
        .isEqualTo(Payload.text("hello"))
        .hasSameHashCodeAs(Payload.text("hello"))
        .isNotEqualTo(Payload.json("hello"))
        .isNotEqualTo(Payload.text("hellp"))
        .hasToString("5 bytes of text/plain");
    assertThat(payload.hashCode()).isNotEqualTo(Payload.text("hellp").hashCode());
    assertThat(payload.contentType()).isEqualTo("text/plain");
    assertThat(payload.asText()).isEqualTo("hello");
    assertThat(Payload.EMPTY).hasToString("0 bytes of no type");
    assertThat(Payload.of(new byte[0], "")).isSameAs(Payload.EMPTY);
    assertThat(Payload.of(new byte[0], "x/y")).isNotEqualTo(Payload.EMPTY);
    assertThat(Payload.of(new byte[1], "")).isNotEqualTo(Payload.EMPTY);
  }

  @Test
  void nobodyChangesAPayloadFromOutside() {
    byte[] bytes = {1, 2, 3};
    Payload payload = Payload.of(bytes, "");
    bytes[0] = 9;
    payload.bytes()[1] = 9;
    assertThat(payload.bytes()).containsExactly(1, 2, 3);
  }

  @Test
  void aRefusalIsWrittenWithItsCode() {
    assertThat(Refusal.invalid("no such thing")).hasToString("INVALID: no such thing");
  }
}
