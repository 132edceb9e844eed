package dev.yardmaster.server.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes of seeds by a seeded generator: bytes flipped, taken out, doubled, swapped between seeds.
 */
final class Changes {
  private static final byte[] TELLING =
      "\u0000\n\r{}[]\"\\:,-0e9/%".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final List<byte[]> seeds;
  private final SplittableRandom random;

  Changes(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    byte[] input = any().clone();
    for (int steps = random.nextInt(1, 6); steps > 0; steps--) {
      input = step(input);
    }
    return input;
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] step(byte[] input) {
    if (input.length < 2) {
      return any().clone();
    }
    int at = random.nextInt(input.length);
    int to = Math.min(input.length, at + random.nextInt(1, 12));
    return switch (random.nextInt(5)) {
      case 0 -> {
        input[at] = (byte) random.nextInt(256);
        yield input;
      }
      case 1 -> {
        input[at] = TELLING[random.nextInt(TELLING.length)];
        yield input;
      }
      case 2 -> joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, to, input.length));
      case 3 -> joined(Arrays.copyOf(input, to), Arrays.copyOfRange(input, at, input.length));
      default -> {
        byte[] other = any();
        int from = random.nextInt(other.length);
        yield joined(Arrays.copyOf(input, at), Arrays.copyOfRange(other, from, other.length));
      }
    };
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
