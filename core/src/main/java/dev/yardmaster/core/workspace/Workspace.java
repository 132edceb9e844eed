package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.AgentApplier;
import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.breaker.BreakerApplier;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.conflict.ConflictApplier;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.ConflictTable;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Stamp;
import dev.yardmaster.core.message.MailTable;
import dev.yardmaster.core.message.MessageApplier;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.placement.DurationModel;
import dev.yardmaster.core.placement.PlacementApplier;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.record.RecordApplier;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.record.RecordTable;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceApplier;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.PlanApplier;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.ShardPayloads;
import dev.yardmaster.core.task.SnapshotEvent;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskApplier;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitApplier;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.wait.WaitTable;
import java.util.List;
import java.util.function.Consumer;

/**
 * The logged state of one workspace: its tables, and the one place that hands each event to the
 * feature that applies it. Reading is free for anyone on the driver; {@link #apply} is for the log.
 */
public final class Workspace {
  private final WorkspaceId id;
  private final AgentTable agents = new AgentTable();
  private final TaskTable tasks;
  private final ResourceTable resources = new ResourceTable();
  private final WaitTable waits = new WaitTable();
  private final MailTable mail = new MailTable();
  private final RecordTable records = new RecordTable();
  private final ConflictTable conflicts = new ConflictTable();
  private final BreakerTable breakers = new BreakerTable();
  private final DurationModel durations = new DurationModel();
  private final AgentApplier agentApplier = new AgentApplier(agents);
  private final TaskApplier taskApplier;
  private final PlanApplier planApplier;
  private final ResourceApplier resourceApplier = new ResourceApplier(resources);
  private final WaitApplier waitApplier = new WaitApplier(waits);
  private final MessageApplier messageApplier = new MessageApplier(mail);
  private final RecordApplier recordApplier = new RecordApplier(records);
  private final ConflictApplier conflictApplier = new ConflictApplier(conflicts);
  private final BreakerApplier breakerApplier = new BreakerApplier(breakers);
  private final PlacementApplier placementApplier = new PlacementApplier(durations);
  private final Principal owner;
  private final ShardPayloads payloads;
  private boolean paused;

  public Workspace(WorkspaceId id, Principal owner, ShardPayloads payloads) {
    this.id = id;
    this.owner = owner;
    this.payloads = payloads;
    this.tasks = new TaskTable(payloads);
    this.taskApplier = new TaskApplier(tasks);
    this.planApplier = new PlanApplier(tasks, taskApplier);
    tasks.shareQuota(this::bytesBesideTasks);
  }

  public WorkspaceId id() {
    return id;
  }

  /** Who created it and administers it. */
  public Principal owner() {
    return owner;
  }

  public AgentTable agents() {
    return agents;
  }

  public TaskTable tasks() {
    return tasks;
  }

  public ResourceTable resources() {
    return resources;
  }

  public WaitTable waits() {
    return waits;
  }

  public MailTable mail() {
    return mail;
  }

  public RecordTable records() {
    return records;
  }

  public ConflictTable conflicts() {
    return conflicts;
  }

  /** Bytes of messages, records and evidence, which share the quota with tasks (R4). */
  public long bytesBesideTasks() {
    return mail.bytes() + records.bytes() + conflicts.bytes();
  }

  public BreakerTable breakers() {
    return breakers;
  }

  public DurationModel durations() {
    return durations;
  }

  public PlacementPolicy policy() {
    return placementApplier.policy();
  }

  public boolean isPaused() {
    return paused;
  }

  /** Applies one event of this workspace. */
  public void apply(Event event, Stamp stamp) {
    switch (event) {
      case TaskEvent e -> {
        if (e instanceof TaskEvent.TaskSucceeded succeeded) {
          learn(succeeded, stamp);
        }
        rememberLost(e);
        taskApplier.apply(e, stamp);
      }
      case ResourceEvent e -> apply(e, stamp);
      case WaitEvent e -> apply(e);
      case MessageEvent e -> apply(e, stamp);
      case RecordEvent e -> weighed(() -> recordApplier.apply(e, stamp));
      case ConflictEvent e -> weighed(() -> conflictApplier.apply(e, stamp));
      case BreakerEvent e -> breakerApplier.apply(e);
      case PlanEvent e -> planApplier.apply(e, stamp);
      case AgentEvent e -> agentApplier.apply(e, stamp);
      case PlacementEvent e -> placementApplier.apply(e);
      case WorkspaceEvent e -> apply(e);
      case SnapshotEvent e -> taskApplier.apply(e);
      default -> throw new IllegalStateException("No feature applies " + event);
    }
  }

  private void apply(WorkspaceEvent event) {
    switch (event) {
      case WorkspaceEvent.WorkspaceCreated e -> {}
      case WorkspaceEvent.WorkspacePaused e -> paused = true;
      case WorkspaceEvent.WorkspaceResumed e -> paused = false;
    }
  }

  private void apply(MessageEvent event, Stamp stamp) {
    weighed(() -> messageApplier.apply(event, stamp));
    if (event instanceof MessageEvent.MessagesDelivered e) {
      Holder.Attempt by = e.receiver() instanceof Holder.Attempt attempt ? attempt : null;
      e.messages().forEach(id -> waitApplier.received(id, by));
    } else if (event instanceof MessageEvent.MessagesReturned e) {
      e.messages().forEach(id -> waitApplier.received(id, null));
    } else if (event instanceof MessageEvent.MessageDelayed e) {
      waitApplier.received(e.message(), null);
    }
  }

  /** Messages, records and evidence weigh against the bound of the shard too (R4). */
  private void weighed(Runnable application) {
    long before = bytesBesideTasks();
    application.run();
    payloads.add(bytesBesideTasks() - before);
  }

  private void apply(ResourceEvent event, Stamp stamp) {
    if (event instanceof ResourceEvent.LocksReleased released) {
      for (Wait wait : List.copyOf(waits.of(released.holder()))) {
        countAwait(wait, -1);
      }
      waitApplier.vanish(released.holder());
    }
    resourceApplier.apply(event, stamp);
    switch (event) {
      case ResourceEvent.LocksAcquired e -> engage(e.holder());
      case ResourceEvent.GrantRestored e -> engage(e.grant().holder());
      case ResourceEvent.ResourceDeclared e -> {}
      case ResourceEvent.LocksExtended e -> {}
      case ResourceEvent.LockReleased e -> {}
      case ResourceEvent.LocksReleased e -> {}
      case ResourceEvent.ResourceCharged e -> {}
      case ResourceEvent.LevelRestored e -> {}
    }
  }

  private void apply(WaitEvent event) {
    switch (event) {
      case WaitEvent.WaitBegan e -> {
        engage(e.begun().holder());
        countAwait(e.begun(), 1);
      }
      case WaitEvent.WaitEnded e -> {
        Wait wait = waits.find(e.waitId());
        if (wait != null) {
          countAwait(wait, -1);
        }
      }
      case WaitEvent.AwaitedRestored e -> tasks.hasAwaited(e.task(), e.epoch());
      case WaitEvent.WaitAdvanced e -> {}
      case WaitEvent.DeadlockDetected e -> {}
      case WaitEvent.DeadlockPolicyChanged e -> {}
      case WaitEvent.EndedWaitRestored e -> {}
    }
    waitApplier.apply(event);
  }

  /** An attempt that holds or waits for something lets go of it when it ends. */
  private void engage(Holder holder) {
    if (holder instanceof Holder.Attempt attempt) {
      tasks.engage(attempt.task(), attempt.token());
    }
  }

  private void countAwait(Wait wait, int by) {
    if (wait.what() instanceof Wait.TaskEnd && wait.holder() instanceof Holder.Attempt attempt) {
      tasks.awaits(attempt.task(), attempt.token(), by);
    }
  }

  /** An attempt is over, though its agent may go on and complete it one day (R71). */
  private void rememberLost(TaskEvent event) {
    boolean lost =
        event instanceof TaskEvent.AttemptLost || event instanceof TaskEvent.AttemptFailed;
    Task task = lost ? tasks.find(event.task()) : null;
    if (task != null && task.state() instanceof TaskState.Held held) {
      boolean saidSo =
          event instanceof TaskEvent.AttemptFailed && held instanceof TaskState.Running;
      if (!saidSo) {
        conflicts.lostAttempts().add(held.epoch(), task.id(), held.agent());
      }
    }
  }

  private void learn(TaskEvent.TaskSucceeded event, Stamp stamp) {
    Task task = tasks.find(event.task());
    if (task != null && task.state() instanceof TaskState.Running running) {
      placementApplier.learn(
          task.spec().work().type(), running.agent(), stamp.stateMillis() - running.sinceMillis());
    }
  }

  /** All of a snapshot has been applied. */
  public void finishRestore() {
    taskApplier.finishRestore();
  }

  /** Makes derived indexes hear of every change; the leader's alone. */
  void observe(WorkspaceLeader leader, WaitLeader waiting, BreakerLeader breaking) {
    agentApplier.observe(leader::changed);
    resourceApplier.observe(waiting);
    waitApplier.observe(waiting);
    breakerApplier.observe(breaking::changed);
    tasks.observe(leader::changed);
    conflictApplier.observe(leader::changed);
  }

  public long hash() {
    long h = Hashing.fold(31, id.value());
    h = Hashing.fold(h, owner.value());
    h = Hashing.fold(h, paused);
    PlacementPolicy policy = policy();
    h = Hashing.fold(h, policy.strategy());
    h = Hashing.fold(h, policy.stealing().enabled());
    h = Hashing.fold(h, policy.stealing().threshold());
    h = Hashing.fold(h, policy.stealing().maxBatch());
    h = Hashing.fold(h, policy.stealing().intervalMillis());
    h = Hashing.fold(h, agents.hash());
    h = Hashing.fold(h, tasks.hash());
    h = Hashing.fold(h, resources.hash());
    h = Hashing.fold(h, waits.hash());
    h = Hashing.fold(h, mail.hash());
    h = Hashing.fold(h, records.hash());
    h = Hashing.fold(h, conflicts.hash());
    h = Hashing.fold(h, breakers.hash());
    return Hashing.fold(h, durations.hash());
  }

  /** Events that rebuild this workspace as it stands, its creation first. */
  public void snapshot(Consumer<Event> sink) {
    sink.accept(new WorkspaceEvent.WorkspaceCreated(owner));
    if (paused) {
      sink.accept(new WorkspaceEvent.WorkspacePaused("snapshot"));
    }
    sink.accept(new PlacementEvent.PlacementPolicyChanged(policy()));
    durations.snapshot(sink);
    agents.snapshot(sink);
    tasks.snapshot(sink);
    resources.snapshot(sink);
    waits.snapshot(sink);
    for (Task task : tasks.all()) {
      if (task.state() instanceof TaskState.Held held && task.hasAwaited(held.epoch())) {
        sink.accept(new WaitEvent.AwaitedRestored(task.id(), held.epoch()));
      }
    }
    mail.snapshot(sink);
    records.snapshot(sink);
    conflicts.snapshot(sink);
    breakers.snapshot(sink);
  }
}
