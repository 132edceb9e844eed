package dev.yardmaster.bench;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.engine.history.History;
import dev.yardmaster.engine.history.HistoryOptions;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/**
 * CPU time that the history takes for a task's life: submitted, assigned, started, completed and
 * later retired, each command answered under a key. Arguments: a folder to write to, events per
 * transaction, rounds.
 *
 * <p>Prints each round of 20,000 lives, of which 200 are under way at a time.
 */
public final class HistoryCpu {
  private static final int LIVES = 20_000;
  private static final int UNDER_WAY = 200;
  private static final int RETAINED = 10_000;
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("bench");
  private static final Principal LOCAL = Principal.of("local");

  private final History history;
  private final int perTransaction;
  private long position;

  private HistoryCpu(History history, int perTransaction) {
    this.history = history;
    this.perTransaction = perTransaction;
  }

  public static void main(String[] args) throws IOException {
    int perTransaction = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    try (History history = History.openAnew(Path.of(args[0]), HistoryOptions.DEFAULTS)) {
      HistoryCpu cpu = new HistoryCpu(history, perTransaction);
      for (int round = 0; round < rounds; round++) {
        long before = THREAD.getCurrentThreadCpuTime();
        for (int life = 0; life < LIVES; life++) {
          cpu.step((long) round * LIVES + life);
        }
        System.out.printf(
            "round %d: %,d ns CPU a task%n",
            round, (THREAD.getCurrentThreadCpuTime() - before) / LIVES);
      }
    }
  }

  private static TaskId task(long number) {
    return TaskId.of("bench-" + number);
  }

  private static FencingToken epoch(long number) {
    return new FencingToken(1_099_511_627_776L + number);
  }

  /** One task begins, and others that began before it go on. */
  private void step(long number) {
    happen(new TaskEvent.TaskSubmitted(TaskSpec.named(task(number).value())));
    happen(new TaskEvent.TaskReady(task(number)));
    answered(number);
    happen(
        new TaskEvent.TaskAssigned(
            task(number),
            AgentId.of("agent-" + number % 100),
            epoch(0),
            epoch(number),
            new TaskEvent.Choice("capability", 0.5, "capable and least loaded for its size")));
    if (number >= UNDER_WAY) {
      long started = number - UNDER_WAY;
      happen(new TaskEvent.TaskStarted(task(started), epoch(started)));
      answered(started);
      happen(new TaskEvent.TaskSucceeded(task(started), epoch(started), Payload.text("")));
      answered(started);
    }
    if (number >= RETAINED) {
      happen(new TaskEvent.TaskRetired(task(number - RETAINED)));
    }
  }

  private void answered(long number) {
    happen(
        new ShardEvent.RequestAnswered(
            new RequestKey(1, number + 1, 1), new Reply.Done(new LogPosition(position))));
  }

  private void happen(Event event) {
    position++;
    history.add(
        new CommittedEvent(
            new LogPosition(position),
            new Now(position, 1_795_752_908_132L + position / 10),
            WORKSPACE,
            LOCAL,
            event));
    if (position % perTransaction == 0) {
      history.flush();
    }
  }
}
