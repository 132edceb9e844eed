package dev.yardmaster.cli.rehearse;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.ShardLeader;
import dev.yardmaster.core.shard.ShardState;
import dev.yardmaster.core.task.PlanChunks;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * One play of a workload by a crew: a shard of the real core, and a loop of discrete events around
 * it. Agents join, claim what they have room for, start what they are given, take runtime / speed
 * for it, complete it, and show signs of life in between; time jumps from one event to the next.
 *
 * <p>What the core learns of speeds and runtimes is what a real one would: when tasks were started
 * and when they ended.
 */
final class Rehearsal {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("rehearsal");
  private static final Principal PRINCIPAL = Principal.of("local");
  private static final PlanId PLAN = PlanId.of("plan");

  /** Well within the 30 s after which a silent session ends (R11). */
  private static final long HEARTBEAT_MILLIS = 20_000;

  private record Ending(
      long atMillis, long number, RehearsedAgent agent, TaskId task, FencingToken epoch) {}

  private final Workload workload;
  private final Play play;
  private final ShardState state = new ShardState();
  private final ShardLeader leader;
  private final Map<TaskId, Double> millis = new HashMap<>();
  private final Map<AgentId, RehearsedAgent> agents = new LinkedHashMap<>();
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(
          Comparator.comparingLong(Ending::atMillis).thenComparingLong(Ending::number));
  private long now;
  private long entropy;
  private long numbers;
  private long busyMillis;
  private int steals;
  private int unfinished;

  private Rehearsal(Workload workload, Play play, long seed) {
    this.workload = workload;
    this.play = play;
    this.entropy = seed;
    this.leader = new ShardLeader(state, () -> Hashing.mix(entropy++));
    this.unfinished = workload.items().size();
    workload.items().forEach(item -> millis.put(item.spec().id(), item.millis()));
  }

  /** Plays the workload once, from an empty state. */
  static Outcome run(Workload workload, List<CrewMember> crew, Play play, long seed) {
    return new Rehearsal(workload, play, seed).run(crew);
  }

  private Outcome run(List<CrewMember> crew) {
    state.replay(leader.takeOver(clock(), 1, 1));
    leader.lead(clock());
    decide(new WorkspaceCommand.CreateWorkspace());
    decide(new WorkspaceCommand.SetPlacementPolicy(play.policy()));
    crew.forEach(this::join);
    upload();
    agents.values().forEach(this::claim);
    while (unfinished > 0) {
      step();
    }
    int slots = crew.stream().mapToInt(CrewMember::slots).sum();
    return new Outcome(play, now, (double) busyMillis / ((double) now * slots), steals);
  }

  private Now clock() {
    return new Now(now, now);
  }

  private void join(CrewMember member) {
    Reply reply = decide(new AgentCommand.JoinAgent(member.profile(), Attachment.STREAM));
    if (!(reply instanceof Reply.Joined joined)) {
      throw new IllegalStateException("Expected the agent to join, got " + reply);
    }
    agents.put(member.profile().id(), new RehearsedAgent(member, joined.session(), now));
  }

  private void upload() {
    workload
        .resources()
        .forEach(resource ->
            decide(
                new ResourceCommand.DeclareResource(
                    ResourceName.of(resource.id()), resource.capacity())));
    decide(new TaskCommand.OpenPlan(PLAN, false));
    List<TaskSpec> tasks = workload.items().stream().map(Workload.Item::spec).toList();
    for (List<TaskSpec> chunk : PlanChunks.of(tasks, PlanChunks.MAX_BYTES)) {
      decide(new TaskCommand.AddPlanTasks(PLAN, chunk));
    }
    decide(new TaskCommand.SealPlan(PLAN));
  }

  /** Jumps to whatever comes next: the end of a task, a sign of life, or a tick of the core. */
  private void step() {
    long silent = agents.values().stream().mapToLong(a -> a.heardMillis).min().orElseThrow();
    long nextBeat = silent + HEARTBEAT_MILLIS;
    long nextTick = Math.max(now, leader.nextDeadline(clock()).stateMillis());
    Ending ending = endings.peek();
    if (ending == null && nextTick == Long.MAX_VALUE) {
      throw new IllegalStateException(
          "Expected %d more tasks to end, but nothing will happen any more".formatted(unfinished));
    }
    if (ending != null && ending.atMillis() <= Math.min(nextBeat, nextTick)) {
      now = ending.atMillis();
      endings.remove(ending);
      end(ending);
    } else if (nextBeat <= nextTick) {
      now = nextBeat;
      agents.values().stream()
          .filter(a -> a.heardMillis + HEARTBEAT_MILLIS <= now)
          .forEach(a -> {
            decide(new AgentCommand.Heartbeat(a.id(), a.session));
            a.heardMillis = now;
          });
    } else {
      now = nextTick;
      decide(new ShardCommand.Tick());
      // What was due and cannot be done yet is looked at again a little later.
      if (leader.nextDeadline(clock()).stateMillis() <= now) {
        now++;
      }
    }
  }

  private void end(Ending ending) {
    RehearsedAgent agent = ending.agent();
    agent.ended();
    unfinished--;
    decide(new TaskCommand.CompleteTask(ending.task(), ending.epoch(), Payload.EMPTY));
    claim(agent);
  }

  private void claim(RehearsedAgent agent) {
    agent.heardMillis = now;
    decide(new AgentCommand.Claim(agent.id(), agent.session, agent.room()));
  }

  /** Decides a command and what it leaves to do; then the agents act on what they were given. */
  private Reply decide(Command command) {
    Reply reply = decideOne(command);
    while (leader.hasMore()) {
      decideOne(new ShardCommand.Continue());
    }
    agents.values().forEach(this::startNext);
    return reply;
  }

  private Reply decideOne(Command command) {
    Decision decision = leader.decide(new Request(WORKSPACE, PRINCIPAL, null, command), clock());
    if (decision.reply() instanceof Reply.Refused || decision.reply() instanceof Reply.AnsweredNo) {
      throw new IllegalStateException(
          "Expected %s to be accepted, got %s".formatted(command, decision.reply()));
    }
    for (LogRecord.Entry entry : decision.entries()) {
      entry.events().forEach(this::hear);
    }
    return decision.reply();
  }

  private void hear(Event event) {
    switch (event) {
      case TaskEvent.TaskAssigned given ->
          agent(given.agent()).assigned(given.task(), given.epoch());
      case TaskEvent.WorkStolen stolen -> {
        agent(stolen.from()).withdrawn(stolen.task());
        agent(stolen.to()).assigned(stolen.task(), stolen.epoch());
        steals++;
      }
      case TaskEvent.TaskUnassigned back ->
          agents.values().forEach(agent -> agent.withdrawn(back.task()));
      default -> {}
    }
  }

  private RehearsedAgent agent(AgentId id) {
    RehearsedAgent agent = agents.get(id);
    if (agent == null) {
      throw new IllegalStateException("Expected agent %s to be in the crew".formatted(id));
    }
    return agent;
  }

  private void startNext(RehearsedAgent agent) {
    Map.Entry<TaskId, FencingToken> next = agent.next();
    while (next != null) {
      TaskId task = next.getKey();
      FencingToken epoch = next.getValue();
      agent.started(task);
      long takes = takesMillis(task, agent);
      busyMillis += takes;
      endings.add(new Ending(now + takes, numbers++, agent, task, epoch));
      decideOne(new TaskCommand.StartTask(task, epoch));
      next = agent.next();
    }
  }

  private long takesMillis(TaskId task, RehearsedAgent agent) {
    return Math.max(1, Math.round(millis.getOrDefault(task, 1.0) / agent.member.speed()));
  }
}
