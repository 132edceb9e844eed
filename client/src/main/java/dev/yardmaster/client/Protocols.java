package dev.yardmaster.client;

import dev.yardmaster.core.identity.RecordKey;
import java.time.Duration;

/**
 * Plays coordination protocols in a workspace (R81).
 *
 * {@snippet file="ProtocolExamplesTest.java" region="barrier"}
 */
public final class Protocols {
  private final CoordinationManager manager;

  Protocols(CoordinationManager manager) {
    this.manager = manager;
  }

  /**
   * Plays the actor's part in an instance of a protocol, until it has a result or the time is over.
   * All who name the same protocol and instance play together.
   *
   * @throws CoordinationException TIMEOUT when the others did not play theirs in time, and what the
   *     protocol says
   */
  public <I, R> R run(
      CoordinationProtocol<I, R> protocol,
      Actor actor,
      String instance,
      I input,
      Duration timeout) {
    return protocol.play(
        new ProtocolRun(manager, actor, key(protocol, instance), instance, timeout), input);
  }

  /** Forgets an instance that is over, so that its name can be used for another. */
  public void forget(CoordinationProtocol<?, ?> protocol, Actor actor, String instance) {
    manager.records().deleteAny(actor, key(protocol, instance));
  }

  private static RecordKey key(CoordinationProtocol<?, ?> protocol, String instance) {
    return RecordKey.of("protocol/" + protocol.name() + "/" + instance);
  }
}
