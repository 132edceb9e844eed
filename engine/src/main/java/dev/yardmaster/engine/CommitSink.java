package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.shard.Request;
import java.util.List;

/** What hears of everything committed; called on the driver's thread, and must not wait. */
interface CommitSink {
  /** The state now stands here, by a snapshot; what lies before is only in the log, if anywhere. */
  void restored(long index, LogPosition position, long incarnation);

  /** Each applied record once, in order; the machine may be ahead of it. */
  void committed(Commit commit, Machine machine);

  /**
   * This node decides from now on, and knows nobody's demand. The machine stands where everything
   * told so far leads.
   */
  void leading(Machine machine);

  /** Signs of life of the agents that live in this process. */
  List<Request> signsOfLife();
}
