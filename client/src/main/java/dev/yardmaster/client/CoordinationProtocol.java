package dev.yardmaster.client;

/**
 * A way for several agents to come to one result, each playing its part in an instance of it; pass
 * it to {@link Protocols#run}. Shipped are {@link Barrier}, {@link LeaderElection}, {@link Vote}
 * and {@link ContractNet}; anybody's own is made in the same way.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="own"}
 *
 * <p>A protocol keeps what its instance has come to in one record, through {@link ProtocolRun}, so
 * it outlives every process, and does anything else with tasks, messages and locks. A part may end
 * anywhere and be played again by the same agent: {@link #play} must then go on from the state.
 *
 * @param <I> what a participant brings
 * @param <R> what it is told in the end
 */
public interface CoordinationProtocol<I, R> {
  /** Its name, part of the key of its records: 1-64 characters of those of ids. */
  String name();

  /**
   * Plays one part, in the calling thread, until it has a result.
   *
   * @throws CoordinationException TIMEOUT when the others did not play theirs in time
   */
  R play(ProtocolRun run, I input);
}
