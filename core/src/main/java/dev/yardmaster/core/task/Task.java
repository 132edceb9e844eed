package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Hashing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the log knows it. Changed only by this package's appliers, through {@link TaskTable}.
 */
public final class Task {
  private TaskSpec spec;
  private long specHash;
  private TaskState state = new TaskState.Waiting();
  private TaskRestored.@Nullable PlanSlot slot;
  private final Dependents dependents = new Dependents();
  private List<Edge> incoming = List.of();
  private int unfinished;
  private long arrival;
  private int attempts;
  private int losses;
  private long lastEpoch;
  private int priority;
  private long rankMillis;
  private boolean approved;
  private boolean released;
  private @Nullable AgentId pin;
  private long hash;
  private @Nullable Object placement;
  private long staleCallMillis = Long.MIN_VALUE;

  /** Follow from grants and waits, and are told again when those are restored. */
  private long engagedEpoch;

  private int awaits;

  /** Under what it is counted now, or null; see {@link OpenTasks}. */
  private OpenTasks.@Nullable Counted counted;

  private boolean usesSlot;
  private long awaitedEpoch;

  Task(TaskSpec spec, long arrival) {
    this.spec = spec;
    this.specHash = SpecHash.of(spec);
    this.arrival = arrival;
    this.priority = spec.priority();
    this.pin = spec.requirements().agent();
  }

  public TaskId id() {
    return spec.id();
  }

  public TaskSpec spec() {
    return spec;
  }

  public TaskState state() {
    return state;
  }

  /** Its place in its plan, or null when it was submitted alone. */
  public TaskRestored.@Nullable PlanSlot slot() {
    return slot;
  }

  /** Log position at which it came (R30). */
  public long arrival() {
    return arrival;
  }

  /** Present priority; the specified one unless it was changed. */
  public int priority() {
    return priority;
  }

  /** The one agent it is for; the specified one unless a conflict was resolved; null for any. */
  public @Nullable AgentId pin() {
    return pin;
  }

  /** Critical-path rank: expected milliseconds until the end of its plan; 0 outside plans. */
  public long rankMillis() {
    return rankMillis;
  }

  /** Whether the attempt holds or waits for something, or has done so. */
  boolean isEngaged(FencingToken epoch) {
    return engagedEpoch == epoch.value();
  }

  void engage(FencingToken epoch) {
    engagedEpoch = epoch.value();
  }

  /** Whether the attempt waits for the end of a task, so that its slot is free (R54). */
  public boolean isAwaiting() {
    return awaits > 0;
  }

  void awaits(int by, FencingToken epoch) {
    awaits += by;
    awaitedEpoch = epoch.value();
  }

  /** Whether the attempt has waited for the end of a task; it may have resumed beyond capacity. */
  public boolean hasAwaited(FencingToken epoch) {
    return awaitedEpoch == epoch.value();
  }

  /** Started attempts since it was created or retried, lost ones excluded. */
  public int attempts() {
    return attempts;
  }

  /** Attempts lost and counted. */
  public int losses() {
    return losses;
  }

  /** Its newest epoch, or {@link FencingToken#NONE}. */
  public FencingToken lastEpoch() {
    return new FencingToken(lastEpoch);
  }

  /** Dependencies whose end it still waits for. */
  public int unfinished() {
    return unfinished;
  }

  /** The unfinished dependencies themselves. */
  public List<TaskId> waitsFor() {
    List<TaskId> ids = new ArrayList<>();
    for (Edge edge : incoming) {
      if (!edge.isSettled()) {
        ids.add(edge.dependency().id());
      }
    }
    return ids;
  }

  /** What placement keeps with this task; derived, never hashed or logged. */
  public @Nullable Object placement() {
    return placement;
  }

  public void placement(@Nullable Object value) {
    placement = value;
  }

  /** Whether it counts as using a slot of its session; see {@link HeldTasks}. */
  boolean usesSlot() {
    return usesSlot;
  }

  void usesSlot(boolean value) {
    usesSlot = value;
  }

  OpenTasks.@Nullable Counted counted() {
    return counted;
  }

  void counted(OpenTasks.@Nullable Counted value) {
    counted = value;
  }

  /** Whether its plan, if any, let it go. */
  public boolean isReleased() {
    return released;
  }

  public boolean lacksApproval() {
    return spec.limits().approval() && !approved;
  }

  /** Whether nothing but {@code notBefore} can hold it back. */
  public boolean isUnheld() {
    return unfinished == 0 && released && !lacksApproval();
  }

  boolean hasDependentsToSettle() {
    return state instanceof TaskState.Ended && dependents.settled() < dependents.size();
  }

  boolean hasDependentsToRevive() {
    return dependents.revived() >= 0;
  }

  List<Edge> incoming() {
    return incoming;
  }

  Dependents dependents() {
    return dependents;
  }

  int payloadBytes() {
    int result = state instanceof TaskState.Succeeded end ? end.result().size() : 0;
    return spec.work().input().size() + result;
  }

  long contentHash() {
    return specHash;
  }

  long hash() {
    return hash;
  }

  /** When a stale call was last recorded; kept by the leader only. */
  long staleCallMillis() {
    return staleCallMillis;
  }

  void staleCallMillis(long value) {
    staleCallMillis = value;
  }

  TaskRestored restored() {
    return new TaskRestored(
        spec,
        state,
        new TaskRestored.Progress(
            arrival,
            attempts,
            losses,
            dependents.settled(),
            dependents.revived(),
            lastEpoch,
            new TaskRestored.Standing(priority, rankMillis, approved, released, pin)),
        slot);
  }

  // What follows is for TaskTable and the appliers alone, which keep sums and indexes in step.

  void restore(TaskRestored from) {
    state = from.state();
    slot = from.slot();
    attempts = from.progress().attempts();
    losses = from.progress().losses();
    lastEpoch = from.progress().lastEpoch();
    priority = from.progress().standing().priority();
    rankMillis = from.progress().standing().rankMillis();
    approved = from.progress().standing().approved();
    released = from.progress().standing().released();
    pin = from.progress().standing().pin();
  }

  /** Takes other content, as if it had just come. */
  void replace(TaskSpec value, long arrivedAt) {
    spec = value;
    specHash = SpecHash.of(value);
    arrival = arrivedAt;
    begin();
  }

  /** Begins anew: a new count of attempts, and approval asked for again. */
  void begin() {
    attempts = 0;
    losses = 0;
    priority = spec.priority();
    approved = false;
    pin = spec.requirements().agent();
  }

  void state(TaskState value) {
    state = value;
  }

  void slot(TaskRestored.@Nullable PlanSlot value) {
    slot = value;
  }

  void incoming(List<Edge> edges) {
    incoming = edges;
    int count = 0;
    for (Edge edge : edges) {
      if (!edge.isSettled()) {
        count++;
      }
    }
    unfinished = count;
  }

  void settleOne() {
    unfinished--;
  }

  void unsettleOne() {
    unfinished++;
  }

  void epoch(FencingToken epoch) {
    lastEpoch = epoch.value();
  }

  void countAttempt() {
    attempts++;
  }

  /** A started attempt that was lost is no attempt; it may be a loss. */
  void countLoss(boolean counted) {
    attempts--;
    if (counted) {
      losses++;
    }
  }

  void priority(int value) {
    priority = value;
  }

  void pin(AgentId agent) {
    pin = agent;
  }

  void rank(long millis) {
    rankMillis = millis;
  }

  void approve() {
    approved = true;
  }

  void release(boolean value) {
    released = value;
  }

  void rehash() {
    hash = computeHash();
  }

  long computeHash() {
    long h = Hashing.fold(specHash, stateHash());
    h = Hashing.fold(h, arrival);
    h = Hashing.fold(h, ((long) attempts << 32) | losses);
    h = Hashing.fold(h, ((long) dependents.settled() << 32) | (dependents.revived() & 0xffffffffL));
    h = Hashing.fold(h, lastEpoch);
    h = Hashing.fold(h, rankMillis);
    h = Hashing.fold(h, ((long) priority << 2) | (approved ? 1 : 0) | (released ? 2 : 0));
    if (pin != null) {
      h = Hashing.fold(h, pin.value());
    }
    if (slot != null) {
      h = Hashing.fold(h, slot.plan().value());
      h = Hashing.fold(h, ((long) slot.revision() << 32) | slot.index());
    }
    return h;
  }

  private long stateHash() {
    return switch (state) {
      case TaskState.Waiting waiting -> 1;
      case TaskState.Ready ready -> Hashing.fold(2, ready.sinceMillis());
      case TaskState.Assigned held -> Hashing.fold(heldHash(3, held), held.sinceMillis());
      case TaskState.Running held -> Hashing.fold(heldHash(4, held), held.sinceMillis());
      case TaskState.Cancelling held ->
          Hashing.fold(Hashing.fold(heldHash(5, held), held.untilMillis()), held.cause());
      case TaskState.Backoff backoff -> Hashing.fold(6, backoff.untilMillis());
      case TaskState.Succeeded end -> {
        long h = Hashing.fold(Hashing.fold(7, end.sinceMillis()), end.agent().value());
        long result = end.result().hash();
        yield Hashing.fold(h, result);
      }
      case TaskState.Failed end ->
          Hashing.fold(
              Hashing.fold(Hashing.fold(8, end.sinceMillis()), end.failure().type()),
              end.failure().message());
      case TaskState.Cancelled end ->
          Hashing.fold(Hashing.fold(9, end.sinceMillis()), end.reason());
      case TaskState.Skipped end ->
          Hashing.fold(Hashing.fold(10, end.sinceMillis()), end.rootCause().value());
    };
  }

  private static long heldHash(long seed, TaskState.Held held) {
    long h = Hashing.fold(seed, held.agent().value());
    return Hashing.fold(Hashing.fold(h, held.session().value()), held.epoch().value());
  }

  /**
   * By id, which is at hand; the identity hash of each new object costs a call into the VM. Equal
   * is the same object alone: two tasks of one id, one after the other, are two.
   */
  @Override
  public int hashCode() {
    return spec.id().hashCode();
  }

  @Override
  public String toString() {
    return spec.id() + " " + state.name();
  }
}
