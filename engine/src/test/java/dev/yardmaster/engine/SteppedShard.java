package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.RepeatKey;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.core.workspace.WorkspaceCommand.CreateWorkspace;
import dev.yardmaster.engine.log.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The real core behind a driver that moves turn by turn, over a log and clocks that the test moves;
 * it can be stopped at any point and started again from what was committed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class SteppedShard {
  static final WorkspaceId WORKSPACE = WorkspaceId.of("w");
  static final Principal PRINCIPAL = Principal.of("p");

  final FakeTime time;
  final ScriptedLog log;
  final List<Commit> published = new ArrayList<>();
  private final AtomicLong entropy = new AtomicLong();
  private final List<CoreMachine> machines = new ArrayList<>();
  private final Driver driver;

  private SteppedShard(FakeTime time, ScriptedLog log, ShardParts.TakeOver takeOver) {
    this.time = time;
    this.log = log;
    this.driver =
        new Driver(
            new ShardParts(
                1,
                log,
                () -> {
                  CoreMachine machine = new CoreMachine(entropy::incrementAndGet);
                  machines.add(machine);
                  return machine;
                },
                time,
                entropy::incrementAndGet,
                Runnable::run,
                takeOver),
            DriverOptions.DEFAULTS,
            new CommitSink() {
              @Override
              public void restored(long index, LogPosition position, long incarnation) {}

              @Override
              public void committed(Commit commit, Machine machine) {
                published.add(commit);
              }

              @Override
              public void leading(Machine machine) {}

              @Override
              public List<Request> signsOfLife() {
                return List.of();
              }
            });
    assertThat(driver.open()).isTrue();
    settle();
  }

  /** A shard that leads an empty log, with the workspace made. */
  static SteppedShard empty() {
    SteppedShard shard =
        new SteppedShard(
            new FakeTime(), new ScriptedLog(), new ShardParts.TakeOver(1, false, () -> {}));
    assertThat(shard.ask(new CreateWorkspace())).isInstanceOf(Reply.Done.class);
    return shard;
  }

  /** The next process over the same folder, with the same clocks; this one is not used any more. */
  SteppedShard restarted() {
    return new SteppedShard(time, log.reopened(), new ShardParts.TakeOver(1, true, () -> {}));
  }

  /** The process over a backup of the first so many records. */
  SteppedShard restored(int records) {
    ScriptedLog backup = new ScriptedLog();
    backup.committed.addAll(log.committed.subList(0, records));
    return new SteppedShard(time, backup, new ShardParts.TakeOver(4_096, true, () -> {}));
  }

  void snapshot() throws LogException {
    new Snapshotter(
            log,
            () -> new CoreMachine(() -> 0),
            new EventStream(log, EventOptions.DEFAULTS),
            EngineOptions.DEFAULTS)
        .make();
  }

  CoreMachine machine() {
    return machines.get(machines.size() - 1);
  }

  void turns() {
    int left = 10_000;
    while (driver.turn() == 0) {
      assertThat(left--).as("turns until quiet").isPositive();
    }
  }

  /** One turn, after which everything proposed is committed. */
  void step() {
    driver.turn();
    log.commitAll();
  }

  /** Turns and commits until nothing moves. */
  void settle() {
    turns();
    while (!log.proposed.isEmpty()) {
      log.commitAll();
      turns();
    }
  }

  /** Lets time pass on both clocks, and what falls due happen. */
  void pass(Duration by) {
    time.advance(by);
    settle();
  }

  Pending.OfCommand send(Request request) {
    Pending.OfCommand pending = new Pending.OfCommand(request);
    driver.submit(pending);
    return pending;
  }

  Pending.OfCommand send(Command command) {
    return send(request(null, command));
  }

  static Request request(@Nullable RepeatKey key, Command command) {
    return new Request(WORKSPACE, PRINCIPAL, key, command);
  }

  Reply ask(Request request) {
    Pending.OfCommand pending = send(request);
    settle();
    assertThat(pending).isDone();
    return pending.join();
  }

  Reply ask(Command command) {
    return ask(request(null, command));
  }

  /** Sends a command that must be accepted. */
  void accept(Command command) {
    Reply reply = ask(command);
    assertThat(reply).as(command.toString()).isInstanceOf(Reply.Done.class);
  }

  static Refusal refusal(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).refusal();
  }

  <T> T query(Query<T> query) {
    Pending.OfQuery<T> pending = new Pending.OfQuery<>(WORKSPACE, PRINCIPAL, query);
    driver.submit(pending);
    settle();
    return pending.join();
  }

  TaskView task(String id) {
    return query(new Query.OfTask(TaskId.of(id))).orElseThrow();
  }

  /** The epoch under which a task is held. */
  FencingToken epoch(String id) {
    TaskState state = task(id).state();
    assertThat(state).as("task " + id).isInstanceOf(TaskState.Held.class);
    return ((TaskState.Held) state).epoch();
  }

  /** Joins an agent that can do everything; its session. */
  FencingToken join(String agent, Attachment attachment) {
    Reply reply = ask(new JoinAgent(AgentProfile.named(agent).capabilities("*"), attachment));
    assertThat(reply).isInstanceOf(Reply.Joined.class);
    return ((Reply.Joined) reply).session();
  }

  boolean isAttached(String agent) {
    return query(new Query.OfAgent(AgentId.of(agent))).orElseThrow().status().isAttached();
  }

  /** Every published event, in order. */
  List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (Commit commit : published) {
      for (LogRecord.Entry entry : commit.record().entries()) {
        events.addAll(entry.events());
      }
    }
    return events;
  }
}
