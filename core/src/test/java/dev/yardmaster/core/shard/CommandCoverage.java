package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which kinds of commands were accepted, and which refused, so that a run can tell its gaps. */
final class CommandCoverage {
  /** Nothing but a full table of client sessions could refuse these. */
  private static final Set<Class<?>> NEVER_REFUSED =
      Set.of(
          ShardCommand.Tick.class,
          ShardCommand.Continue.class,
          ShardCommand.EndInProcessSessions.class,
          ShardCommand.OpenClientSession.class,
          WaitCommand.SetDeadlockPolicy.class);

  private static final List<String> MUST_BE_SEEN =
      List.of(
          "a late completion",
          "a wait moved up",
          "a task pinned",
          "an output replaced",
          "ranks refreshed",
          "breaker CLOSED -> OPEN",
          "breaker OPEN -> HALF_OPEN",
          "breaker HALF_OPEN -> CLOSED",
          "agent's breaker opened",
          "closed: finished",
          "closed: over for long",
          "closed: closed by ada",
          "adopted: CREATED",
          "adopted: KEPT",
          "adopted: REVIVED",
          "adopted: REPLACED",
          "adopted: RECALLED");

  private final Map<String, Integer> accepted = new TreeMap<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<String, Integer> seen = new TreeMap<>();

  void count(Command command, Reply reply) {
    boolean no = reply instanceof Reply.Refused || reply instanceof Reply.AnsweredNo;
    (no ? refused : accepted).merge(command.getClass().getSimpleName(), 1, Integer::sum);
  }

  /** What must have happened in some run, besides the commands themselves. */
  void see(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (String what : MUST_BE_SEEN) {
      if (!seen.containsKey(what)) {
        gaps.add(what + " was never seen");
      }
    }
    gaps.addAll(gapsOfCommands());
    return gaps;
  }

  /** Only the commands themselves: turns with little room seldom bring a plan to its end. */
  List<String> gapsOfCommands() {
    List<String> gaps = new ArrayList<>();
    for (Class<?> kind : kinds()) {
      String name = kind.getSimpleName();
      if (!accepted.containsKey(name)) {
        gaps.add(name + " was never accepted");
      }
      if (!refused.containsKey(name) && !NEVER_REFUSED.contains(kind)) {
        gaps.add(name + " was never refused");
      }
    }
    return gaps;
  }

  /** Every kind of command there is. */
  static List<Class<?>> kinds() {
    List<Class<?>> kinds = new ArrayList<>();
    for (Class<?> family :
        List.of(
            TaskCommand.class,
            AgentCommand.class,
            ResourceCommand.class,
            WaitCommand.class,
            MessageCommand.class,
            RecordCommand.class,
            ConflictCommand.class,
            BreakerCommand.class,
            WorkspaceCommand.class,
            AccessCommand.class,
            ShardCommand.class)) {
      collect(family, kinds);
    }
    return kinds;
  }

  private static void collect(Class<?> family, List<Class<?>> kinds) {
    Class<?>[] permitted = family.getPermittedSubclasses();
    if (permitted == null) {
      kinds.add(family);
      return;
    }
    for (Class<?> kind : permitted) {
      collect(kind, kinds);
    }
  }

  @Override
  public String toString() {
    return "accepted " + accepted + ", refused " + refused + ", seen " + seen;
  }
}
