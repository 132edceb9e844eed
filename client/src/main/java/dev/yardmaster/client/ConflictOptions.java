package dev.yardmaster.client;

import dev.yardmaster.core.conflict.ConflictLimits;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Payload;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a conflict is to be resolved, and what is said for its parties.
 *
 * {@snippet file="ConflictExamplesTest.java" region="conflicts"}
 *
 * @param strategy {@code priority} and {@code timestamp} decide at once, {@code vote} within a
 *     minute, {@code manual} waits for somebody to resolve it; or one of the user's own
 * @param deadline when a vote is over, or a manual conflict counts as overdue; zero for a minute,
 *     and for never
 * @param evidence by party, at most 64 KiB each; of an output conflict its output, at most 1 MiB
 */
public record ConflictOptions(String strategy, Duration deadline, Map<AgentId, Payload> evidence) {
  /** Waits for somebody to resolve it. */
  public static final ConflictOptions MANUAL =
      new ConflictOptions("manual", Duration.ZERO, Collections.emptyMap());

  public ConflictOptions {
    if (deadline.isNegative() || deadline.toMillis() > ConflictLimits.MAX_WAIT_MILLIS) {
      throw new IllegalArgumentException(
          "Expected a deadline of 0 to %s, got %s"
              .formatted(Duration.ofMillis(ConflictLimits.MAX_WAIT_MILLIS), deadline));
    }
    evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
  }

  /** Resolved by a strategy, built in or the user's own. */
  public static ConflictOptions by(String strategy) {
    return MANUAL.strategy(strategy);
  }

  public ConflictOptions strategy(String value) {
    return new ConflictOptions(value, deadline, evidence);
  }

  public ConflictOptions deadline(Duration value) {
    return new ConflictOptions(strategy, value, evidence);
  }

  /** What is said for a party. */
  public ConflictOptions evidence(AgentId party, Payload value) {
    Map<AgentId, Payload> more = new TreeMap<>(evidence);
    more.put(party, value);
    return new ConflictOptions(strategy, deadline, more);
  }
}
