package dev.yardmaster.core.identity;

/** The name of a message, unique in its workspace. See {@link Names} for its alphabet. */
public record MessageId(String value) implements Comparable<MessageId> {
  public MessageId {
    Names.check("message", value);
  }

  public static MessageId of(String value) {
    return new MessageId(value);
  }

  @Override
  public int compareTo(MessageId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
