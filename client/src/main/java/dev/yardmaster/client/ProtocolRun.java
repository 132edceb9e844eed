package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.record.StoredRecord;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One agent's part in one instance of a {@link CoordinationProtocol}: who plays it, for how long,
 * and the state that all parts share.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="own"}
 *
 * <p>The state is a JSON object in a record, empty before the first part was played.
 */
public final class ProtocolRun {
  private final CoordinationManager manager;
  private final Actor actor;
  private final RecordKey key;
  private final String instance;
  private final Duration timeout;
  private final long begin = System.nanoTime();

  ProtocolRun(
      CoordinationManager manager, Actor actor, RecordKey key, String instance, Duration timeout) {
    this.manager = manager;
    this.actor = actor;
    this.key = key;
    this.instance = instance;
    this.timeout = timeout;
  }

  public CoordinationManager manager() {
    return manager;
  }

  public Actor actor() {
    return actor;
  }

  public AgentId agent() {
    return AgentLink.of(actor).agent();
  }

  public String instance() {
    return instance;
  }

  /** What is left of its time; zero when that is over. */
  public Duration left() {
    Duration left = timeout.minusNanos(System.nanoTime() - begin);
    return left.isNegative() ? Duration.ZERO : left;
  }

  public Map<String, Object> state() {
    return manager.records().get(key).map(each -> read(each.value())).orElse(Map.of());
  }

  /**
   * Changes the state by compare-and-set: the change is made to a copy, and made again when
   * somebody was faster. What it throws ends the call and changes nothing.
   */
  public Map<String, Object> update(UnaryOperator<Map<String, Object>> change) {
    return read(
        manager
            .records()
            .update(actor, key, before -> Json.of(change.apply(new TreeMap<>(read(before)))))
            .value());
  }

  /**
   * Waits until the state is as wanted; it must have been updated once.
   *
   * @throws CoordinationException TIMEOUT when the time of this run is over first
   */
  public Map<String, Object> await(Predicate<Map<String, Object>> wanted) {
    StoredRecord seen =
        manager
            .records()
            .get(key)
            .orElseThrow(() ->
                new CoordinationException(
                    Refusal.notFound(
                        "Expected the state of %s to exist; it was forgotten while somebody played; choose another instance"
                            .formatted(key))));
    Map<String, Object> state = read(seen.value());
    return wanted.test(state) ? state : awaitChange(seen.version(), wanted);
  }

  private Map<String, Object> awaitChange(long seen, Predicate<Map<String, Object>> wanted) {
    RecordEvent.RecordPut found =
        manager
            .events()
            .of(RecordEvent.RecordPut.class)
            .after(new LogPosition(seen))
            .where(put -> put.key().equals(key) && wanted.test(read(put.value())))
            .await(left());
    return read(found.value());
  }

  private static Map<String, Object> read(Payload payload) {
    return payload.size() == 0 ? Map.of() : Json.read(payload);
  }

  /** The refusal of a part whose others did not come in time. */
  CoordinationException late(String expected) {
    return new CoordinationException(
        new Refusal(
            RefusalCode.TIMEOUT,
            "Expected %s in %s within %s; play again, or look for who is missing"
                .formatted(expected, key, timeout)));
  }

  static CoordinationException refused(String text) {
    return new CoordinationException(Refusal.failedPrecondition(text));
  }
}
