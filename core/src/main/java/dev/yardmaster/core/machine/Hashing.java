package dev.yardmaster.core.machine;

/**
 * 64-bit mixing that is the same on every JVM, for the incremental state hash (S4).
 *
 * <p>The state hash is the sum, modulo 2^64, of one well-mixed hash per object: an object that
 * changes subtracts its old hash and adds its new one, whatever the order of the others. The mixer
 * is the finalizer of MurmurHash3 (variant 13 of D. Stafford's table, as in SplitMix64).
 */
public final class Hashing {
  private Hashing() {}

  public static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Folds the next field into a running hash; order matters. */
  public static long fold(long hash, long field) {
    return mix(hash ^ (field * 0xff51afd7ed558ccdL));
  }

  public static long fold(long hash, String field) {
    long h = field.length();
    for (int i = 0; i < field.length(); i++) {
      h = h * 0x100000001b3L + field.charAt(i);
    }
    return fold(hash, h);
  }

  /** By name, which a later release keeps; the order of constants it may change. */
  public static long fold(long hash, Enum<?> field) {
    return fold(hash, field.name());
  }

  public static long fold(long hash, boolean field) {
    return fold(hash, field ? 1L : 2L);
  }
}
