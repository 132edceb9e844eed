package dev.yardmaster.client.kill;

import dev.yardmaster.core.resource.LockMode;
import java.util.List;

/**
 * One line of a journal: what a process was about to ask, or was told. Words are separated by one
 * space and hold none themselves.
 */
sealed interface Fact {
  /** The folder is open. */
  record Began(String life) implements Fact {}

  /** The resource has this capacity. */
  record Declared(String resource, int capacity) implements Fact {}

  /** Before the call. */
  record Submitting(String task, List<String> dependencies) implements Fact {
    public Submitting {
      dependencies = List.copyOf(dependencies);
    }
  }

  /** After the call was answered OK. */
  record Submitted(String task) implements Fact {}

  /** The agent's code runs under this epoch. */
  record Started(String task, long epoch, String agent) implements Fact {}

  /** After the lock was given. */
  record Locked(String resource, long token, LockMode mode, int permits) implements Fact {}

  /** Before the lock is given back. */
  record Unlocking(String resource, long token) implements Fact {}

  /** The agent's code is about to return with success. */
  record Finishing(String task, long epoch) implements Fact {}

  /** The agent's code is about to return without. */
  record Failing(String task, long epoch) implements Fact {}

  /** The success is committed, as this process was told. */
  record Completed(String task, long epoch) implements Fact {}

  /** Before the call, also when the same is sent again. */
  record Sending(String message, String from, String to) implements Fact {}

  /** After the send was answered OK. */
  record Sent(String message, String to) implements Fact {}

  /** The agent received it, for the so manyth time. */
  record Delivered(String message, int deliveries, String agent) implements Fact {}

  /** Before the ack. */
  record Acking(String message) implements Fact {}

  /** After the ack was answered OK. */
  record Acked(String message) implements Fact {}

  default String line() {
    return switch (this) {
      case Began f -> "BEGAN " + f.life;
      case Declared f -> "DECLARED %s %d".formatted(f.resource, f.capacity);
      case Submitting f ->
          f.dependencies.isEmpty()
              ? "SUBMITTING " + f.task
              : "SUBMITTING %s %s".formatted(f.task, String.join(" ", f.dependencies));
      case Submitted f -> "SUBMITTED " + f.task;
      case Started f -> "STARTED %s %d %s".formatted(f.task, f.epoch, f.agent);
      case Locked f -> "LOCKED %s %d %s %d".formatted(f.resource, f.token, f.mode, f.permits);
      case Unlocking f -> "UNLOCKING %s %d".formatted(f.resource, f.token);
      case Finishing f -> "FINISHING %s %d".formatted(f.task, f.epoch);
      case Failing f -> "FAILING %s %d".formatted(f.task, f.epoch);
      case Completed f -> "COMPLETED %s %d".formatted(f.task, f.epoch);
      case Sending f -> "SENDING %s %s %s".formatted(f.message, f.from, f.to);
      case Sent f -> "SENT %s %s".formatted(f.message, f.to);
      case Delivered f -> "DELIVERED %s %d %s".formatted(f.message, f.deliveries, f.agent);
      case Acking f -> "ACKING " + f.message;
      case Acked f -> "ACKED " + f.message;
    };
  }

  static Fact parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return switch (words.getFirst()) {
      case "BEGAN" -> new Began(words.get(1));
      case "DECLARED" -> new Declared(words.get(1), Integer.parseInt(words.get(2)));
      case "SUBMITTING" -> new Submitting(words.get(1), words.subList(2, words.size()));
      case "SUBMITTED" -> new Submitted(words.get(1));
      case "STARTED" -> new Started(words.get(1), number(words), words.get(3));
      case "LOCKED" ->
          new Locked(
              words.get(1),
              number(words),
              LockMode.valueOf(words.get(3)),
              Integer.parseInt(words.get(4)));
      case "UNLOCKING" -> new Unlocking(words.get(1), number(words));
      case "FINISHING" -> new Finishing(words.get(1), number(words));
      case "FAILING" -> new Failing(words.get(1), number(words));
      case "COMPLETED" -> new Completed(words.get(1), number(words));
      case "SENDING" -> new Sending(words.get(1), words.get(2), words.get(3));
      case "SENT" -> new Sent(words.get(1), words.get(2));
      case "DELIVERED" -> new Delivered(words.get(1), Integer.parseInt(words.get(2)), words.get(3));
      case "ACKING" -> new Acking(words.get(1));
      case "ACKED" -> new Acked(words.get(1));
      default -> throw new IllegalArgumentException("Expected a fact, got: " + line);
    };
  }

  private static long number(List<String> words) {
    return Long.parseLong(words.get(2));
  }
}
