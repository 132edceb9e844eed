package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All tasks and plans of a workspace, in order of arrival, with counts and indexes kept in step.
 *
 * <p>Read by anyone on the driver; changed by {@link TaskApplier} and {@link PlanApplier} alone.
 */
public final class TaskTable {
  /** Most tasks in memory at once. */
  public static final int MAX_TASKS = 2_000_000;

  /** Most bytes of inputs, results, messages and records in memory (R4). */
  public static final long MAX_PAYLOAD_BYTES = 256L << 20;

  private final Map<TaskId, Task> tasks = new LinkedHashMap<>();
  private final Map<PlanId, Plan> plans = new LinkedHashMap<>();
  private final Tombstones tombstones = new Tombstones();
  private final int[] counts = new int[TaskState.Name.values().length];
  private final HeldTasks held = new HeldTasks();
  private final OpenTasks open = new OpenTasks();
  private final Deque<Task> unsettled = new ArrayDeque<>();
  private final Deque<Task> unrevived = new ArrayDeque<>();
  private final Deque<Plan> unfinishedPlans = new ArrayDeque<>();
  private final FinishedPlans finishedPlans = new FinishedPlans();
  private final Orphans orphans = new Orphans();
  private final Set<Plan> uploading = new LinkedHashSet<>();

  /** Tasks outside plans that ended, in the order of their ends. */
  private final Set<Task> finishedAlone = new LinkedHashSet<>();

  private final Set<Task> deadLetters = new LinkedHashSet<>();
  private final ClassCounts classes = new ClassCounts();
  private long hash;
  private final ShardPayloads shardPayloads;
  private long payloadBytes;
  private LongSupplier otherBytes = () -> 0;
  private TaskObserver observer = TaskObserver.NONE;

  /** An empty table; what its tasks weigh is counted into the shard too. */
  public TaskTable(ShardPayloads shardPayloads) {
    this.shardPayloads = shardPayloads;
  }

  public @Nullable Task find(TaskId id) {
    return tasks.get(id);
  }

  public @Nullable Plan find(PlanId id) {
    return plans.get(id);
  }

  public Collection<Task> all() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  public Collection<Plan> plans() {
    return Collections.unmodifiableCollection(plans.values());
  }

  public Tombstones tombstones() {
    return tombstones;
  }

  /** What remains of a dependency that left memory without the success asked for, or null. */
  @Nullable TombstoneRestored brokenTombstone(TaskSpec spec) {
    for (Dependency dependency : spec.dependencies()) {
      TombstoneRestored stone =
          tasks.containsKey(dependency.task()) ? null : tombstones.find(dependency.task());
      if (stone != null
          && dependency.on() == Dependency.On.SUCCESS
          && stone.outcome() != TaskState.Name.SUCCEEDED) {
        return stone;
      }
    }
    return null;
  }

  public int size() {
    return tasks.size();
  }

  /** Bytes of all inputs and results. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Bytes of all inputs and results of the shard, this workspace's included. */
  long shardPayloadBytes() {
    return shardPayloads.bytes();
  }

  /** Bytes that open uploads will add, as far as this leader took them in. */
  long pendingBytes() {
    long sum = 0;
    for (Plan plan : uploading) {
      sum += plan.pendingBytes();
    }
    return sum;
  }

  private void weigh(long more) {
    payloadBytes += more;
    shardPayloads.add(more);
  }

  /** Makes bytes kept by other features count against the same bound (R4). */
  public void shareQuota(LongSupplier others) {
    otherBytes = others;
  }

  /** Bytes that other features keep in memory. */
  long otherBytes() {
    return otherBytes.getAsLong();
  }

  /** Whether so many bytes more fit into the bounds of the workspace and of the shard. */
  public boolean hasRoomFor(long bytes) {
    return TaskDecisions.checkPayload(this, bytes) == null;
  }

  public int count(TaskState.Name state) {
    return counts[index(state)];
  }

  /** Tasks that a session holds: assigned, running or being cancelled; in order of assignment. */
  public Collection<Task> heldBy(FencingToken session) {
    return held.of(session);
  }

  public int heldCount(FencingToken session) {
    return held.count(session);
  }

  /** Held tasks whose slot is in use: all but those that wait for the end of another (R54). */
  public int slotsInUse(FencingToken session) {
    return held.slotsInUse(session);
  }

  /** The attempt holds or waits for something. */
  public void engage(TaskId id, FencingToken epoch) {
    require(id).engage(epoch);
  }

  /** The attempt waits for the end of one task more, or less. */
  public void awaits(TaskId id, FencingToken epoch, int by) {
    Task task = require(id);
    boolean before = task.isAwaiting();
    task.awaits(by, epoch);
    if (before != task.isAwaiting() && task.state() instanceof TaskState.Held holding) {
      held.awaits(holding.session(), task, before ? -1 : 1);
      observer.changed(task, task.state());
    }
  }

  /** Of a snapshot: the attempt has waited for the end of a task, and may be beyond capacity. */
  public void hasAwaited(TaskId id, FencingToken epoch) {
    require(id).awaits(0, epoch);
  }

  /** Tasks that a session runs, those being cancelled included, those that wait for others not. */
  int startedCount(FencingToken session) {
    return held.started(session);
  }

  /** Tasks that have not ended by type; those of the 201st type on as {@code other}. */
  public SortedMap<String, Integer> openByType() {
    return open.byType();
  }

  /** Tasks that have not ended by present priority. */
  public SortedMap<Integer, Integer> openByPriority() {
    return open.byPriority();
  }

  /** Sessions with a task that runs or is being cancelled and does not wait for another. */
  public int busySessions() {
    return held.busySessions();
  }

  /** Tasks that run or are being cancelled and do not wait for another. */
  public int busySlots() {
    return held.busySlots();
  }

  /** How many kinds of demand there are: distinct capability sets and label selectors. */
  public int classCount() {
    return classes.size();
  }

  public boolean hasClass(ClassKey key) {
    return classes.has(key);
  }

  public long hash() {
    long plansHash = 0;
    for (Plan plan : plans.values()) {
      plansHash += plan.hash();
    }
    return hash + plansHash + tombstones.hash();
  }

  public void observe(TaskObserver value) {
    observer = value;
  }

  public void snapshot(Consumer<Event> sink) {
    tombstones.snapshot(sink);
    for (Plan plan : plans.values()) {
      sink.accept(plan.restored());
      for (List<TaskSpec> chunk : PlanChunks.of(plan.uploaded(), PlanChunks.MAX_BYTES)) {
        sink.accept(new PlanEvent.PlanTasksAdded(plan.id(), chunk));
      }
    }
    tasks.values().forEach(task -> sink.accept(task.restored()));
  }

  /** What contradicts itself; empty when all is well. */
  public void verify(List<String> problems) {
    long sum = 0;
    long payloads = 0;
    int[] recount = new int[counts.length];
    for (Task task : tasks.values()) {
      recount[index(task.state().name())]++;
      sum += task.hash();
      payloads += task.payloadBytes();
      if (task.hash() != task.computeHash()) {
        problems.add("S4: task %s changed without its hash".formatted(task.id()));
      }
      verify(task, problems);
    }
    if (sum != hash) {
      problems.add("S4: tasks hash to %x, expected %x".formatted(sum, hash));
    }
    if (!Arrays.equals(recount, counts)) {
      problems.add(
          "S12: tasks by state are %s, counted %s"
              .formatted(Arrays.toString(recount), Arrays.toString(counts)));
    }
    if (payloads != payloadBytes) {
      problems.add("R4: payloads are %d bytes, counted %d".formatted(payloads, payloadBytes));
    }
    open.verify(tasks.values(), problems);
    held.verify(problems);
    tombstones.verify(problems);
    finishedPlans.verify(plans.values(), problems);
  }

  private void verify(Task task, List<String> problems) {
    if (task.waitsFor().size() != task.unfinished()) {
      problems.add("S14: task %s miscounts its dependencies".formatted(task.id()));
    }
    if (task.attempts() > task.spec().limits().retry().maxAttempts()) {
      problems.add("S15: task %s had %d attempts".formatted(task.id(), task.attempts()));
    }
    for (Dependency dependency : task.spec().dependencies()) {
      boolean gone = !tasks.containsKey(dependency.task());
      if (gone != orphans.knows(dependency.task(), task)) {
        problems.add("R23: %s names %s, which is %s".formatted(task, dependency.task(), gone));
      }
    }
    for (Edge edge : task.incoming()) {
      boolean ended = edge.dependency().state() instanceof TaskState.Ended;
      if (edge.isSettled() && !ended) {
        problems.add("S14: %s knows of an end of %s".formatted(task, edge.dependency()));
      }
      if (task.state() instanceof TaskState.Waiting && edge.isSettled() && edge.isBroken()) {
        if (task.isReleased()) {
          problems.add("S14: %s waits although %s".formatted(task, edge.dependency()));
        }
      }
    }
    boolean indexed =
        !(task.state() instanceof TaskState.Held held) || heldBy(held.session()).contains(task);
    if (!indexed) {
      problems.add("S16: task %s is not among what its session holds".formatted(task.id()));
    }
  }

  // Cascades that wait; see Cascades.

  @Nullable Task nextUnsettled() {
    while (!unsettled.isEmpty() && !unsettled.getFirst().hasDependentsToSettle()) {
      unsettled.removeFirst();
    }
    return unsettled.peekFirst();
  }

  @Nullable Task nextUnrevived() {
    while (!unrevived.isEmpty() && !unrevived.getFirst().hasDependentsToRevive()) {
      unrevived.removeFirst();
    }
    return unrevived.peekFirst();
  }

  @Nullable Plan nextUnfinishedPlan() {
    while (!unfinishedPlans.isEmpty() && !walks(unfinishedPlans.getFirst())) {
      unfinishedPlans.removeFirst();
    }
    return unfinishedPlans.peekFirst();
  }

  private static boolean walks(Plan plan) {
    return switch (plan.stage()) {
      case OPEN, SETTLED, RETIRE -> false;
      case ADOPT, DROP, RANK, RELEASE, CANCEL -> true;
    };
  }

  /** The plan whose tasks leave memory now, or null. */
  @Nullable Plan nextRetiring() {
    return finishedPlans.nextRetiring();
  }

  /** The oldest plan that succeeded whole, when enough later ones are kept. */
  @Nullable Plan nextPlanToRetire(Retention kept) {
    return finishedPlans.oldest(kept);
  }

  boolean isRetiring(Task task) {
    TaskRestored.PlanSlot slot = task.slot();
    return slot != null && require(slot.plan()).stage() == PlanStage.RETIRE;
  }

  /** The oldest task that ended alone and may leave memory, when more than this many are kept. */
  @Nullable Task nextToRetire(int kept) {
    return oldest(finishedAlone, kept, true);
  }

  @Nullable Task nextDeadLetterToPurge(int kept) {
    return oldest(deadLetters, kept, false);
  }

  private @Nullable Task oldest(Set<Task> ended, int kept, boolean succeeded) {
    while (ended.size() > kept) {
      Task task = ended.iterator().next();
      boolean present = tasks.get(task.id()) == task && task.slot() == null;
      boolean still =
          task.state() instanceof TaskState.Ended
              && (task.state() instanceof TaskState.Succeeded) == succeeded;
      if (present && still) {
        return task.hasDependentsToSettle() || task.hasDependentsToRevive() ? null : task;
      }
      ended.remove(task);
    }
    return null;
  }

  // What follows is for the appliers alone.

  Task require(TaskId id) {
    Task task = tasks.get(id);
    if (task == null) {
      throw new IllegalStateException("Expected task %s to exist".formatted(id));
    }
    return task;
  }

  Plan require(PlanId id) {
    Plan plan = plans.get(id);
    if (plan == null) {
      throw new IllegalStateException("Expected plan %s to exist".formatted(id));
    }
    return plan;
  }

  void add(Plan plan) {
    plans.put(plan.id(), plan);
  }

  /** The plan has tasks uploaded that took no place yet, or has no longer. */
  void noteUpload(Plan plan) {
    if (plan.uploaded().isEmpty()) {
      uploading.remove(plan);
    } else {
      uploading.add(plan);
    }
  }

  /** The plan whose upload names the task, or null; its id is taken from then on. */
  @Nullable Plan uploadOf(TaskId id) {
    for (Plan plan : uploading) {
      if (plan.hasUploaded(id)) {
        return plan;
      }
    }
    return null;
  }

  /** The stage of the plan has changed. */
  void staged(Plan plan) {
    finishedPlans.look(plan);
    if (plan.stage() == PlanStage.RETIRE) {
      finishedPlans.retire(plan);
    }
    if (walks(plan) && !unfinishedPlans.contains(plan)) {
      unfinishedPlans.addLast(plan);
    }
  }

  /** Adds a task whose fields are all set; its edges may follow. */
  void add(Task task) {
    tombstones.remove(task.id());
    tasks.put(task.id(), task);
    classes.add(task.spec());
    open.look(task, true);
    counts[index(task.state().name())]++;
    weigh(task.payloadBytes());
    task.rehash();
    hash += task.hash();
    index(task);
    rejoin(task);
    observer.changed(task, task.state());
  }

  /** Tasks that named this one while it was out of memory wait for it again. */
  private void rejoin(Task task) {
    List<Task> named = orphans.take(task.id());
    for (Task dependent : named) {
      List<Edge> edges = new ArrayList<>(dependent.incoming());
      edges.removeIf(edge -> edge.dependency().id().equals(task.id()));
      for (Dependency dependency : dependent.spec().dependencies()) {
        if (dependency.task().equals(task.id())) {
          Edge edge = new Edge(task, dependent, dependency.on());
          task.dependents().add(edge);
          edges.add(edge);
        }
      }
      dependent.incoming(edges);
    }
    if (named.isEmpty()) {
      return;
    }
    if (task.state() instanceof TaskState.Ended) {
      task.dependents().settleTo(task.dependents().size(), dependent -> {});
    } else {
      task.dependents().unsettle();
      revive(task);
    }
    rehash(task);
  }

  /** Another result of the same success: no move from state to state. */
  void replaceOutput(Task task, TaskState.Succeeded next) {
    long less = -task.payloadBytes();
    task.state(next);
    weigh(less + task.payloadBytes());
    rehash(task);
  }

  /** Changes a task: sums, counts and indexes follow, then the observer is told. */
  void change(Task task, TaskState next) {
    TaskState before = task.state();
    if (!before.equals(next)) {
      if (!TaskTransitions.allowed(before.name(), next.name())) {
        throw new IllegalStateException(
            "S12: task %s cannot go from %s to %s"
                .formatted(task.id(), before.name(), next.name()));
      }
      counts[index(before.name())]--;
      counts[index(next.name())]++;
      if (before instanceof TaskState.Held was && !isHeldBy(was.session(), next)) {
        held.remove(was.session(), task);
      }
      long less = -task.payloadBytes();
      task.state(next);
      weigh(less + task.payloadBytes());
      forgetEnd(task, before);
      index(task);
    }
    open.look(task, true);
    rehash(task);
    observer.changed(task, before);
  }

  private void forgetEnd(Task task, TaskState before) {
    if (before instanceof TaskState.Ended) {
      (before instanceof TaskState.Succeeded ? finishedAlone : deadLetters).remove(task);
    }
  }

  private static boolean isHeldBy(FencingToken session, TaskState state) {
    return state instanceof TaskState.Held held && held.session().equals(session);
  }

  /** Dependents up to this index know of the task's end; who waits for the clock alone is told. */
  void settle(Task task, int next) {
    task.dependents()
        .settleTo(
            next,
            dependent -> {
              if (dependent.isUnheld()) {
                observer.changed(dependent, dependent.state());
              }
            });
    rehash(task);
  }

  void rehash(Task task) {
    hash -= task.hash();
    task.rehash();
    hash += task.hash();
  }

  private void index(Task task) {
    if (task.state() instanceof TaskState.Held now) {
      held.add(now.session(), task);
    }
    if (task.hasDependentsToSettle()) {
      unsettled.addLast(task);
    }
    TaskRestored.PlanSlot slot = task.slot();
    boolean ended = task.state() instanceof TaskState.Ended;
    if (ended && slot == null) {
      (task.state() instanceof TaskState.Succeeded ? finishedAlone : deadLetters).add(task);
    }
    if (slot != null && (ended || task.state() instanceof TaskState.Waiting)) {
      finishedPlans.look(require(slot.plan()));
    }
  }

  /** The task was retried and has dependents to look at. */
  void revive(Task task) {
    if (task.hasDependentsToRevive()) {
      unrevived.addLast(task);
    }
  }

  /** Replaces a task's content; it goes to the end of the order of arrival. */
  void replace(Task task, TaskSpec spec, long arrival) {
    unlink(task);
    classes.remove(task.spec());
    tasks.remove(task.id());
    long less = -task.payloadBytes();
    task.replace(spec, arrival);
    weigh(less + task.payloadBytes());
    tasks.put(task.id(), task);
    open.look(task, true);
    classes.add(spec);
    link(task);
  }

  void retire(Task task, long nowMillis) {
    TaskRestored.PlanSlot slot = task.slot();
    tombstones.add(
        new TombstoneRestored(
            SpecHash.of(task.id()),
            task.contentHash(),
            task.state().name(),
            nowMillis,
            slot == null ? 0 : SpecHash.of(slot.plan())));
    if (slot != null) {
      require(slot.plan()).retired(slot);
    }
    for (Edge edge : task.dependents().toAll()) {
      if (tasks.get(edge.dependent().id()) == edge.dependent()) {
        orphans.add(task.id(), edge.dependent());
      }
    }
    unlink(task);
    task.incoming(List.of());
    classes.remove(task.spec());
    tasks.remove(task.id());
    forgetEnd(task, task.state());
    open.look(task, false);
    weigh(-task.payloadBytes());
    counts[index(task.state().name())]--;
    hash -= task.hash();
  }

  void retire(Plan plan) {
    plans.remove(plan.id());
    finishedPlans.retired(plan);
  }

  void restore(TombstoneRestored stone) {
    tombstones.add(stone);
  }

  /**
   * Makes the edges to the dependencies that are in memory; ended and settled ones hold nothing.
   */
  void link(Task task) {
    List<Dependency> dependencies = task.spec().dependencies();
    if (dependencies.isEmpty()) {
      task.incoming(List.of());
      return;
    }
    List<Edge> edges = new ArrayList<>(dependencies.size());
    for (Dependency dependency : dependencies) {
      Task on = tasks.get(dependency.task());
      if (on == null) {
        orphans.add(dependency.task(), task);
        continue;
      }
      Edge edge = new Edge(on, task, dependency.on());
      boolean over = on.state() instanceof TaskState.Ended && !on.hasDependentsToSettle();
      on.dependents().add(edge);
      edges.add(edge);
      if (over) {
        on.dependents().settleTo(on.dependents().settled() + 1, dependent -> {});
        rehash(on);
      }
    }
    task.incoming(edges);
  }

  /** Links everything a snapshot brought, in order of arrival, and puts the cursors back. */
  void linkRestored(Map<Task, TaskRestored.Progress> cursors) {
    for (Task task : cursors.keySet()) {
      List<Edge> edges = new ArrayList<>(task.spec().dependencies().size());
      for (Dependency dependency : task.spec().dependencies()) {
        Task on = tasks.get(dependency.task());
        if (on == null) {
          orphans.add(dependency.task(), task);
          continue;
        }
        Edge edge = new Edge(on, task, dependency.on());
        on.dependents().add(edge);
        edges.add(edge);
      }
      task.incoming(edges);
    }
    cursors.forEach(
        (task, progress) -> task.dependents().restore(progress.settled(), progress.revived()));
    for (Task task : cursors.keySet()) {
      task.incoming(task.incoming());
      rehash(task);
      if (task.hasDependentsToSettle()) {
        unsettled.addLast(task);
      }
      revive(task);
    }
    plans.values().forEach(this::staged);
  }

  private void unlink(Task task) {
    orphans.remove(task);
    for (Edge edge : task.incoming()) {
      if (tasks.get(edge.dependency().id()) == edge.dependency()) {
        edge.dependency().dependents().remove(edge);
        rehash(edge.dependency());
      }
    }
  }

  @SuppressWarnings("EnumOrdinal") // an array index within one run, never stored
  private static int index(TaskState.Name name) {
    return name.ordinal();
  }
}
