package dev.yardmaster.cli.rehearse;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent as it plays its part: what it was given, what it runs, and when it was last heard. */
final class RehearsedAgent {
  final CrewMember member;
  final FencingToken session;
  private final Map<TaskId, FencingToken> assigned = new LinkedHashMap<>();
  private int running;
  long heardMillis;

  RehearsedAgent(CrewMember member, FencingToken session, long heardMillis) {
    this.member = member;
    this.session = session;
    this.heardMillis = heardMillis;
  }

  AgentId id() {
    return member.profile().id();
  }

  void assigned(TaskId task, FencingToken epoch) {
    assigned.put(task, epoch);
  }

  void withdrawn(TaskId task) {
    assigned.remove(task);
  }

  /** The assigned task to start next, first given first; null without one or without a slot. */
  Map.@Nullable Entry<TaskId, FencingToken> next() {
    return running < member.slots() && !assigned.isEmpty()
        ? assigned.entrySet().iterator().next()
        : null;
  }

  void started(TaskId task) {
    assigned.remove(task);
    running++;
  }

  void ended() {
    running--;
  }

  /** How many tasks it would take now. */
  int room() {
    return member.profile().slots().total() - running - assigned.size();
  }
}
