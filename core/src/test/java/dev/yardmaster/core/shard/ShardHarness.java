package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.Retention;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A shard in a test: commands in, events and replies out, time moved by hand.
 *
 * <p>After every command: the state verifies, a second state fed only with records equals it (S4);
 * on demand, a state restored from a snapshot does too.
 */
public final class ShardHarness {
  public static final WorkspaceId WORKSPACE = WorkspaceId.of("test");
  public static final Principal LOCAL = Principal.of("local");
  private static final long WALL = 1_700_000_000_000L;

  private final boolean checking;
  private final Retention retention;
  private final int roomPerTurn;
  private ShardState live;
  private ShardState shadow;
  private ShardLeader leader;
  private long seed;
  private long stateMillis;
  private long wallMillis = WALL;
  private List<Event> lastEvents = List.of();
  private final List<Event> allEvents = new ArrayList<>();
  private Consumer<List<Event>> watcher = events -> {};
  private BooleanSupplier goesOn = () -> true;

  public ShardHarness() {
    this(true);
  }

  /** Without checks after each command, for large runs. */
  public ShardHarness(boolean checking) {
    this(checking, Retention.DEFAULT, Turn.MAX_EVENTS - 32);
  }

  public ShardHarness(boolean checking, Retention retention) {
    this(checking, retention, Turn.MAX_EVENTS - 32);
  }

  /** With so little room in a turn that cascades take many. */
  public ShardHarness(boolean checking, int roomPerTurn) {
    this(checking, Retention.DEFAULT, roomPerTurn);
  }

  public ShardHarness(boolean checking, Retention retention, int roomPerTurn) {
    this(checking, retention, roomPerTurn, NamedAnswers.MAX_PER_WORKSPACE);
  }

  private ShardHarness(
      boolean checking, Retention retention, int roomPerTurn, int maxNamedAnswers) {
    this.checking = checking;
    this.retention = retention;
    this.roomPerTurn = roomPerTurn;
    this.live = new ShardState(new NamedAnswers(maxNamedAnswers));
    this.shadow = new ShardState(new NamedAnswers(maxNamedAnswers));
    this.leader = takeOver(1);
    ok(new WorkspaceCommand.CreateWorkspace());
  }

  /** With room for so few answers to named requests. */
  static ShardHarness withNamedAnswers(int max) {
    return new ShardHarness(true, Retention.DEFAULT, Turn.MAX_EVENTS - 32, max);
  }

  private ShardLeader takeOver(int increment) {
    ShardLeader next = new ShardLeader(live, () -> Hashing.mix(seed++), retention, roomPerTurn);
    LogRecord record = next.takeOver(now(), 7, increment);
    assertThat(live.replay(record)).isTrue();
    assertThat(shadow.replay(record)).isTrue();
    next.lead(now());
    return next;
  }

  /** Is told the events of each step, right after it. */
  public void watch(Consumer<List<Event>> value) {
    watcher = value;
  }

  /**
   * Asked before each continuation: no leaves the rest of the cascade for later, so that other
   * commands, time and leaders fall between its steps.
   */
  public void goesOnWhile(BooleanSupplier value) {
    goesOn = value;
  }

  /** Another node takes over: presence is gone, the state is what the log says. */
  public void failOver() {
    live = shadow;
    shadow = restored(live);
    leader = takeOver(1);
  }

  public Now now() {
    return new Now(stateMillis, wallMillis);
  }

  /** Lets time pass, with the ticks that fall due on the way and no sign of life from anyone. */
  public void pass(long millis) {
    long end = stateMillis + millis;
    while (true) {
      Deadline due = leader.nextDeadline(now());
      long next = Math.min(due.stateMillis(), due.wallMillis() - wallMillis + stateMillis);
      if (next > end) {
        break;
      }
      moveTo(Math.max(next, stateMillis));
      send(new ShardCommand.Tick());
      if (lastEvents.isEmpty()) {
        Deadline again = leader.nextDeadline(now());
        assertThat(again.stateMillis() > stateMillis && again.wallMillis() > wallMillis)
            .as("a tick that does nothing moves the deadline %s on from %s", again, now())
            .isTrue();
      }
    }
    moveTo(end);
  }

  /** Lets time pass that no tick has noticed yet. */
  public void passUnnoticed(long millis) {
    moveTo(stateMillis + millis);
  }

  /** The wall clock is set, forward or back; state time knows nothing of it. */
  public void jumpWall(long millis) {
    wallMillis += millis;
  }

  private void moveTo(long millis) {
    wallMillis += millis - stateMillis;
    stateMillis = millis;
  }

  /** Decides a command without request key, then the continuations it leaves. */
  public Reply send(Command command) {
    return send(new Request(WORKSPACE, LOCAL, null, command));
  }

  public Reply send(Request request) {
    List<Event> events = new ArrayList<>();
    Reply reply = step(request, events);
    Request more = new Request(WORKSPACE, LOCAL, null, new ShardCommand.Continue());
    int steps = 0;
    while (leader.hasMore() && goesOn.getAsBoolean()) {
      step(more, events);
      assertThat(steps++).as("continuations end").isLessThan(100_000);
    }
    lastEvents = events;
    return reply;
  }

  /** Decides a command alone; what it leaves to continuations waits for the next command. */
  public Reply begin(Command command) {
    return step(new Request(WORKSPACE, LOCAL, null, command), new ArrayList<>());
  }

  private Reply step(Request request, List<Event> events) {
    long incarnation = live.incarnation();
    var base = live.position();
    Decision decision = leader.decide(request, now());
    List<Event> now = new ArrayList<>();
    decision.entries().forEach(entry -> now.addAll(entry.events()));
    events.addAll(now);
    allEvents.addAll(now);
    if (!decision.isEmpty()) {
      LogRecord record =
          new LogRecord(incarnation, base, this.now(), decision.entries(), live.hash());
      assertThat(shadow.replay(record)).isTrue();
    }
    assertThat(shadow.hash()).as("S4: replay equals live").isEqualTo(live.hash());
    if (checking) {
      assertThat(live.verify()).isEmpty();
    }
    watcher.accept(now);
    return reply(decision);
  }

  private static Reply reply(Decision decision) {
    if (decision.reply() instanceof Reply.Refused) {
      assertThat(decision.entries()).as("a refusal has no effect").isEmpty();
    }
    return decision.reply();
  }

  public void ok(Command command) {
    ok(command, Reply.Done.class);
  }

  void ok(Command command, Class<? extends Reply> kind) {
    assertThat(send(command)).as("reply to %s", command).isInstanceOf(kind);
  }

  public Refusal refused(Command command) {
    Reply reply = send(command);
    return switch (reply) {
      case Reply.Refused refused -> refused.refusal();
      case Reply.AnsweredNo no -> no.refusal();
      default -> throw new AssertionError("Expected a refusal of " + command + ", got " + reply);
    };
  }

  public FencingToken join(AgentProfile profile) {
    Reply reply = send(new AgentCommand.JoinAgent(profile, Attachment.STREAM));
    assertThat(reply).isInstanceOf(Reply.Joined.class);
    return ((Reply.Joined) reply).session();
  }

  /** Joins an agent that would take as many tasks as it can hold. */
  public FencingToken joinAndClaim(AgentProfile profile) {
    FencingToken session = join(profile);
    claim(profile.id(), session, profile.slots().total());
    return session;
  }

  public void claim(AgentId agent, FencingToken session, int demand) {
    ok(new AgentCommand.Claim(agent, session, demand));
  }

  public void submit(TaskSpec spec) {
    ok(new TaskCommand.SubmitTask(spec));
  }

  public void submit(String id) {
    submit(TaskSpec.named(id));
  }

  public void start(String task) {
    ok(new TaskCommand.StartTask(TaskId.of(task), epoch(task)));
  }

  public void complete(String task) {
    ok(new TaskCommand.CompleteTask(TaskId.of(task), epoch(task), Payload.EMPTY));
  }

  public void run(String task) {
    start(task);
    complete(task);
  }

  public void fail(String task) {
    ok(
        new TaskCommand.FailTask(
            TaskId.of(task), epoch(task), new Failure("boom", "it broke"), true));
  }

  public void upload(String plan, boolean redoChanged, TaskSpec... tasks) {
    var id = dev.yardmaster.core.identity.PlanId.of(plan);
    ok(new TaskCommand.OpenPlan(id, redoChanged));
    ok(new TaskCommand.AddPlanTasks(id, List.of(tasks)));
    ok(new TaskCommand.SealPlan(id));
  }

  public FencingToken epoch(String task) {
    return task(task).lastEpoch();
  }

  public Task task(String id) {
    Task task = workspace().tasks().find(TaskId.of(id));
    if (task == null) {
      throw new AssertionError("Expected task " + id);
    }
    return task;
  }

  public TaskState.Name state(String task) {
    return task(task).state().name();
  }

  public String holder(String task) {
    return task(task).state() instanceof TaskState.Held held ? held.agent().value() : "-";
  }

  public Workspace workspace() {
    Workspace workspace = live.workspace(WORKSPACE);
    if (workspace == null) {
      throw new AssertionError("Expected the workspace");
    }
    return workspace;
  }

  public ShardState live() {
    return live;
  }

  public ShardLeader leader() {
    return leader;
  }

  /** Events of the last command and its continuations. */
  public List<Event> events() {
    return lastEvents;
  }

  public List<Event> allEvents() {
    return allEvents;
  }

  public <E extends Event> List<E> events(Class<E> kind) {
    return lastEvents.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public long adoptions(PlanEvent.Adoption how) {
    return events(PlanEvent.PlanTaskAdopted.class).stream().filter(e -> e.how() == how).count();
  }

  /** A state rebuilt from a snapshot equals the live one, and so does its own snapshot. */
  public void checkSnapshot() {
    ShardState copy = restored(live);
    assertThat(copy.hash()).as("S4: a restored snapshot equals the state").isEqualTo(live.hash());
    assertThat(copy.verify()).isEmpty();
    assertThat(entries(copy)).isEqualTo(entries(live));
  }

  private static List<LogRecord.Entry> entries(ShardState state) {
    List<LogRecord.Entry> entries = new ArrayList<>();
    state.snapshot(entries::add);
    return entries;
  }

  private static ShardState restored(ShardState state) {
    ShardState copy = new ShardState();
    state.snapshot(entry -> copy.restore(List.of(entry)));
    copy.finishRestore();
    return copy;
  }
}
