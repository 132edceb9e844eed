package dev.yardmaster.core.identity;

/** The name of a record, unique in its workspace. See {@link Names} for its alphabet. */
public record RecordKey(String value) implements Comparable<RecordKey> {
  public RecordKey {
    Names.check("record", value);
  }

  public static RecordKey of(String value) {
    return new RecordKey(value);
  }

  @Override
  public int compareTo(RecordKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
