package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.core.workspace.WorkspaceEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose state is the list of names that paused it; names say how deciding goes wrong.
 *
 * <p>{@code PauseWorkspace(name)} adds the name; {@code ResumeWorkspace} is refused without events.
 */
final class FakeMachine implements Machine {
  static final WorkspaceId WORKSPACE = WorkspaceId.of("w");
  static final Principal PRINCIPAL = Principal.of("p");
  static final String THROW_BEFORE = "throw-before";
  static final String THROW_AFTER = "throw-after";
  static final String CASCADE = "cascade";

  final Script script;
  private final List<String> names = new ArrayList<>();
  private long position;
  private long incarnation;
  private Now now = Now.ZERO;
  private int emitted;
  private int steps;
  private boolean leading;

  /** What outlives a machine: the test's wishes and what it may look at. */
  static final class Script {
    long deadline = Long.MAX_VALUE;
    int ticks;
    final List<FakeMachine> made = new CopyOnWriteArrayList<>();

    FakeMachine make() {
      FakeMachine machine = new FakeMachine(this);
      made.add(machine);
      return machine;
    }

    FakeMachine current() {
      return made.get(made.size() - 1);
    }
  }

  private FakeMachine(Script script) {
    this.script = script;
  }

  static Request pause(String name) {
    return new Request(WORKSPACE, PRINCIPAL, null, new WorkspaceCommand.PauseWorkspace(name));
  }

  static Request refused() {
    return new Request(WORKSPACE, PRINCIPAL, null, new WorkspaceCommand.ResumeWorkspace("x"));
  }

  List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public void restore(List<LogRecord.Entry> chunk) {
    for (LogRecord.Entry entry : chunk) {
      for (Event event : entry.events()) {
        if (event instanceof ShardEvent.ShardRestored restored) {
          position = restored.position();
          incarnation = restored.incarnation();
          now = restored.now();
        } else if (event instanceof WorkspaceEvent.WorkspacePaused paused) {
          names.add(paused.by());
        }
      }
    }
  }

  @Override
  public void finishRestore() {}

  @Override
  public void snapshot(Consumer<LogRecord.Entry> sink) {
    sink.accept(entry(new ShardEvent.ShardRestored(incarnation, position, now, 0, 0)));
    names.forEach(name -> sink.accept(entry(new WorkspaceEvent.WorkspacePaused(name))));
  }

  private static LogRecord.Entry entry(Event event) {
    return new LogRecord.Entry(WORKSPACE, PRINCIPAL, List.of(event));
  }

  @Override
  public boolean replay(LogRecord record) {
    Event first = record.entries().get(0).events().get(0);
    if (first instanceof ShardEvent.LeaderChanged change) {
      incarnation += change.increment();
    } else if (record.incarnation() != incarnation || record.base().value() != position) {
      return false;
    }
    now = record.now();
    record.entries().forEach(entry -> entry.events().forEach(this::apply));
    if (!(first instanceof ShardEvent.LeaderChanged) && record.hashAfter() != hash()) {
      throw new IllegalStateException("Diverged at " + position);
    }
    return true;
  }

  private void apply(Event event) {
    position++;
    if (event instanceof WorkspaceEvent.WorkspacePaused paused) {
      names.add(paused.by());
    }
  }

  @Override
  public LogPosition position() {
    return new LogPosition(position);
  }

  @Override
  public long incarnation() {
    return incarnation;
  }

  @Override
  public Now now() {
    return now;
  }

  @Override
  public long hash() {
    return names.stream().mapToLong(name -> Hashing.fold(1, name)).sum();
  }

  @Override
  public LogRecord takeOver(Now at, long nonce, int increment) {
    return new LogRecord(
        incarnation,
        position(),
        at,
        List.of(entry(new ShardEvent.LeaderChanged(nonce, increment))),
        hash());
  }

  @Override
  public void lead(Now at) {
    leading = true;
  }

  @Override
  public Decision decide(Request request, Now at) {
    if (!leading) {
      throw new AssertionError("Decides without leading");
    }
    if (at.stateMillis() < now.stateMillis()) {
      throw new AssertionError("State time went back");
    }
    now = at;
    emitted = 0;
    return switch (request.command()) {
      case WorkspaceCommand.PauseWorkspace pause -> paused(pause.by());
      case ShardCommand.Tick tick -> {
        script.ticks++;
        script.deadline = Long.MAX_VALUE;
        yield paused("tick");
      }
      case ShardCommand.Continue more -> {
        steps--;
        yield paused("step");
      }
      case ShardCommand.EndInProcessSessions end -> paused("end-sessions");
      default -> new Decision(Reply.refused(Refusal.failedPrecondition("not paused")), List.of());
    };
  }

  private Decision paused(String name) {
    if (name.equals(THROW_BEFORE)) {
      throw new IllegalStateException("Thrown on purpose, before the first event");
    }
    if (name.equals(CASCADE)) {
      steps = 2;
    }
    Event event = new WorkspaceEvent.WorkspacePaused(name);
    apply(event);
    emitted++;
    if (name.equals(THROW_AFTER)) {
      throw new IllegalStateException("Thrown on purpose, after the first event");
    }
    return new Decision(new Reply.Done(position()), List.of(entry(event)));
  }

  @Override
  public int eventsEmitted() {
    return emitted;
  }

  @Override
  public boolean hasMore() {
    return steps > 0;
  }

  @Override
  public Deadline nextDeadline(Now at) {
    return new Deadline(script.deadline, Long.MAX_VALUE);
  }

  @Override
  public @Nullable Refusal check(
      WorkspaceId workspace, Principal principal, Authority authority, Query<?> query, Now at) {
    return null;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> T answer(WorkspaceId workspace, Query<T> query, Now at) {
    return (T) names();
  }

  @Override
  public Collection<Workspace> workspaces() {
    return List.of();
  }

  @Override
  public @Nullable TaskView task(WorkspaceId workspace, TaskId task) {
    return null;
  }
}
