package dev.yardmaster.core.identity;

/** The name of a conflict, unique in its workspace. See {@link Names} for its alphabet. */
public record ConflictId(String value) implements Comparable<ConflictId> {
  public ConflictId {
    Names.check("conflict", value);
  }

  public static ConflictId of(String value) {
    return new ConflictId(value);
  }

  @Override
  public int compareTo(ConflictId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
