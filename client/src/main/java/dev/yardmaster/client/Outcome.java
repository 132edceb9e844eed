package dev.yardmaster.client;

import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Failure;

/**
 * How an attempt ended, by the word of its handler.
 *
 * {@snippet file="AgentExamplesTest.java" region="handler"}
 */
public sealed interface Outcome {
  record Succeeded(Payload result) implements Outcome {}

  record Failed(Failure failure, boolean retryable) implements Outcome {}

  static Outcome success() {
    return new Succeeded(Payload.EMPTY);
  }

  static Outcome success(Payload result) {
    return new Succeeded(result);
  }

  /** Another attempt may follow. */
  static Outcome failure(String type, String message) {
    return new Failed(new Failure(type, message), true);
  }

  /** No other attempt would help. */
  static Outcome fatal(String type, String message) {
    return new Failed(new Failure(type, message), false);
  }
}
