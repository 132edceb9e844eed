package dev.yardmaster.bench;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardLeader;
import dev.yardmaster.core.shard.ShardState;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.WorkspaceCommand;

/**
 * A shard with READY tasks and idle agents, decided on one thread without a log. As a program it
 * prints the heap that 1,000,000 queued tasks take.
 */
public final class QueuedTasks {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("bench");
  private static final Principal LOCAL = Principal.of("local");
  private static final Now NOW = new Now(1, 1_700_000_000_000L);

  private final ShardState state = new ShardState();
  private final ShardLeader leader;
  private final AgentId[] agents;
  private final FencingToken[] sessions;
  private long entropy;
  private long submitted;
  private int turn;

  public QueuedTasks(int tasks, int agentCount) {
    leader = new ShardLeader(state, () -> Hashing.mix(entropy++));
    LogRecord record = leader.takeOver(NOW, 7, 1);
    state.replay(record);
    leader.lead(NOW);
    decide(new WorkspaceCommand.CreateWorkspace());
    agents = new AgentId[agentCount];
    sessions = new FencingToken[agentCount];
    for (int i = 0; i < agentCount; i++) {
      AgentProfile profile = AgentProfile.named("agent-" + i);
      Reply reply = decide(new AgentCommand.JoinAgent(profile, Attachment.STREAM)).reply();
      agents[i] = profile.id();
      sessions[i] = ((Reply.Joined) reply).session();
    }
    for (int i = 0; i < tasks; i++) {
      submit();
    }
  }

  private void submit() {
    decide(new TaskCommand.SubmitTask(TaskSpec.named("task-" + submitted++)));
  }

  private Decision decide(Command command) {
    return leader.decide(new Request(WORKSPACE, LOCAL, null, command), NOW);
  }

  /** One more task comes; the next agent asks, gets the first of the queue and completes it. */
  public Reply oneTask() {
    submit();
    int agent = turn++ % agents.length;
    Decision claimed = decide(new AgentCommand.Claim(agents[agent], sessions[agent], 1));
    TaskEvent.TaskAssigned assigned =
        (TaskEvent.TaskAssigned) claimed.entries().getFirst().events().getFirst();
    decide(new TaskCommand.StartTask(assigned.task(), assigned.epoch()));
    return decide(new TaskCommand.CompleteTask(assigned.task(), assigned.epoch(), Payload.EMPTY))
        .reply();
  }

  /** Prints the heap that is used beyond that of an empty shard, after collections. */
  public static void main(String[] args) {
    int tasks = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    long before = used();
    QueuedTasks queued = new QueuedTasks(tasks, 100);
    long after = used();
    System.out.printf(
        "%,d queued tasks take %,d MB of heap, %d bytes each%n",
        queued.submitted, (after - before) >> 20, (after - before) / tasks);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
