package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest attempts that were taken from agents which may not know it: whoever completes one
 * after another agent has completed the task is in conflict with that one (R71).
 */
public final class LostAttempts {
  /** Whose attempt of which task it was. */
  record Lost(TaskId task, AgentId agent) {}

  private final Map<FencingToken, Lost> attempts = new LinkedHashMap<>();
  private long hash;

  @Nullable Lost find(FencingToken epoch) {
    return attempts.get(epoch);
  }

  /** Whose attempt it was, or null when it was not lost, or long ago. */
  public @Nullable AgentId agentOf(FencingToken epoch) {
    Lost lost = attempts.get(epoch);
    return lost == null ? null : lost.agent();
  }

  /** An attempt ended though its agent may go on. */
  public void add(FencingToken epoch, TaskId task, AgentId agent) {
    Lost lost = new Lost(task, agent);
    if (attempts.put(epoch, lost) == null) {
      hash += hashOf(epoch, lost);
    }
    if (attempts.size() > ConflictLimits.MAX_LOST_ATTEMPTS) {
      var oldest = attempts.entrySet().iterator();
      Map.Entry<FencingToken, Lost> entry = oldest.next();
      hash -= hashOf(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  void snapshot(Consumer<Event> sink) {
    attempts.forEach((epoch, lost) ->
        sink.accept(new ConflictEvent.LostAttemptRestored(epoch, lost.task(), lost.agent())));
  }

  long hash() {
    return hash;
  }

  long computeHash() {
    long sum = 0;
    for (Map.Entry<FencingToken, Lost> entry : attempts.entrySet()) {
      sum += hashOf(entry.getKey(), entry.getValue());
    }
    return sum;
  }

  private static long hashOf(FencingToken epoch, Lost lost) {
    long h = Hashing.fold(86, epoch.value());
    return Hashing.fold(Hashing.fold(h, lost.task().value()), lost.agent().value());
  }
}
