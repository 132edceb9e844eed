package dev.yardmaster.core.placement;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.agent.Presence;
import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.ClassKey;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.wait.LockQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who could take what, kept current with every change: classes of READY tasks, groups of agents
 * that serve the same classes, and what must be looked at again. Leader only; rebuilt from state
 * and presence. O(log n) per change; a new class looks at every agent once (R32).
 */
public final class PlacementIndex {
  /** Most tasks of a session, those that wait for others included; all end in one turn with it. */
  private static final int MAX_HELD = 2 * AgentProfile.Slots.MAX;

  private final TaskTable tasks;
  private final AgentTable agents;
  private final Presence presence;
  private final DurationModel durations;
  private final BreakerTable breakerTable;
  final ParkingLot parking;
  final BreakerParking breakers;
  private final Map<TaskClass.Key, TaskClass> classes = new LinkedHashMap<>();
  private final Map<AgentId, AgentSlot> slots = new LinkedHashMap<>();
  private final Map<Set<TaskClass>, AgentGroup> groups = new HashMap<>();
  private final Deque<TaskClass> dirtyClasses = new ArrayDeque<>();
  private final Deque<AgentSlot> dirtyAgents = new ArrayDeque<>();
  private final Map<AgentId, Deque<ReadyEntry>> waitingForPin = new HashMap<>();
  private final List<TreeSet<AgentSlot>> speeds = new ArrayList<>();
  private final TreeSet<AgentSlot> victims = new TreeSet<>(WorkStealing.VICTIM_ORDER);
  private final DueQueue<AgentId> overloads = new DueQueue<>();
  private final Set<AgentSlot> dry = new LinkedHashSet<>();
  private final Set<AgentGroup> withAvailable = new LinkedHashSet<>();
  private Comparator<AgentSlot> order = BuiltInStrategy.CAPABILITY.order();
  private boolean keepsSpeeds;
  private boolean paused;
  private long numbers;
  private long turns;
  private long nowMillis;

  public PlacementIndex(
      TaskTable tasks,
      AgentTable agents,
      ResourceTable resources,
      LockQueue waiting,
      Presence presence,
      DurationModel durations,
      BreakerTable breakerTable) {
    this.tasks = tasks;
    this.agents = agents;
    this.presence = presence;
    this.durations = durations;
    this.parking = new ParkingLot(resources, waiting);
    this.breakerTable = breakerTable;
    this.breakers = new BreakerParking(breakerTable);
    tasks.all().forEach(task -> task.placement(null)); // what a former leader left there
  }

  /** Builds everything anew, for a new leader or another strategy. */
  public void rebuild(PlacementPolicy policy, boolean workspacePaused, long now) {
    BuiltInStrategy strategy = BuiltInStrategy.find(policy.strategy());
    order = (strategy == null ? BuiltInStrategy.CAPABILITY : strategy).order();
    keepsSpeeds = strategy == BuiltInStrategy.FASTEST;
    speeds.clear();
    for (int i = 0; keepsSpeeds && i < FastestChoice.SPEED_CLASSES; i++) {
      speeds.add(new TreeSet<>(BuiltInStrategy.FASTEST.order()));
    }
    withAvailable.clear();
    victims.clear();
    dry.clear();
    paused = workspacePaused;
    nowMillis = now;
    groups.clear();
    classes.values().forEach(taskClass -> taskClass.groups.clear());
    for (AgentSlot slot : slots.values()) {
      slot.group = null;
      slot.available = false;
      slot.speedClass = -1;
    }
    agents.all().forEach(this::agentChanged);
    tasks.all().forEach(task -> taskChanged(task, task.state()));
    classes.values().forEach(this::touch);
  }

  /** State time of the turn that begins; some answers depend on it. */
  void turnBegins(long now) {
    nowMillis = now;
    parking.turnBegins(now);
  }

  public void taskChanged(Task task, TaskState before) {
    ReadyEntry entry = task.placement() instanceof ReadyEntry known ? known : null;
    if (task.state() instanceof TaskState.Ready ready) {
      if (entry == null || !entry.hasKeyOf(task)) {
        enqueue(task, ready, entry);
      }
    } else if (entry != null) {
      task.placement(null);
      entry.taskClass.count(-1);
      gone(entry);
    }
    if (before instanceof TaskState.Held held) {
      refresh(held.agent());
    }
    if (task.state() instanceof TaskState.Held held) {
      refresh(held.agent());
    }
  }

  /** Takes an entry out of the queues until its task changes again. */
  void withdraw(ReadyEntry entry) {
    entry.task.placement(null);
    entry.taskClass.count(-1);
    gone(entry);
  }

  private void gone(ReadyEntry entry) {
    parking.gone(entry);
    breakers.tried(entry);
  }

  private void enqueue(Task task, TaskState.Ready ready, @Nullable ReadyEntry former) {
    TaskClass taskClass = taskClass(task);
    ReadyEntry entry = new ReadyEntry(task, taskClass, ready.sinceMillis());
    task.placement(entry);
    if (former == null) {
      taskClass.count(1);
    } else {
      entry.parks = former.parks;
      gone(former);
    }
    offer(entry);
  }

  /** Puts an entry where agents find it: its class, or the agent it is pinned to. */
  void offer(ReadyEntry entry) {
    AgentId pin = entry.pin;
    Agent pinned = pin == null ? null : agents.find(pin);
    if (pin != null && (pinned == null || pinned.status() != AgentStatus.GONE)) {
      AgentSlot slot = pinned == null ? null : slot(pinned);
      if (slot != null && serves(slot.agent, entry.taskClass)) {
        slot.pinned.add(entry);
        touch(slot);
      } else {
        waitingForPin.computeIfAbsent(pin, id -> new ArrayDeque<>()).addLast(entry);
      }
    } else {
      entry.taskClass.add(entry);
      touch(entry.taskClass);
    }
  }

  /** Whether a task that went to anybody, its agent being GONE, is that agent's again. */
  boolean isPinnedElsewhere(ReadyEntry entry, AgentSlot slot) {
    AgentId pin = entry.pin;
    Agent pinned = pin == null || pin.equals(slot.agent.id()) ? null : agents.find(pin);
    return pinned != null && pinned.status() != AgentStatus.GONE;
  }

  /** Queues a task anew, where it belongs by now. */
  void requeue(ReadyEntry entry) {
    withdraw(entry);
    if (entry.task.state() instanceof TaskState.Ready ready) {
      enqueue(entry.task, ready, null);
    }
  }

  private TaskClass taskClass(Task task) {
    TaskClass.Key key =
        new TaskClass.Key(ClassKey.of(task.spec()), task.spec().requirements().runsAtOnce());
    TaskClass known = classes.get(key);
    if (known != null) {
      return known;
    }
    if (classes.size() >= 2 * ClassKey.MAX_CLASSES) {
      forgetEmptyClasses();
    }
    TaskClass fresh = new TaskClass(key);
    classes.put(key, fresh);
    for (AgentSlot slot : slots.values()) {
      if (serves(slot.agent, fresh)) {
        regroup(slot);
      }
    }
    return fresh;
  }

  private void forgetEmptyClasses() {
    classes.values().removeIf(taskClass -> taskClass.live() == 0);
    slots.values().forEach(this::regroup);
  }

  private static boolean serves(Agent agent, TaskClass taskClass) {
    ClassKey demand = taskClass.key.demand();
    return agent.profile().serves(demand.capabilities(), demand.selector());
  }

  public void agentChanged(Agent agent) {
    AgentSlot slot = slot(agent);
    regroup(slot);
    // A new profile may serve what the old did not, and the other way round; GONE unpins.
    List<ReadyEntry> pinned = new ArrayList<>(slot.pinned);
    slot.pinned.clear();
    Deque<ReadyEntry> waiting = waitingForPin.remove(agent.id());
    if (waiting != null) {
      pinned.addAll(waiting);
    }
    pinned.stream().filter(ReadyEntry::isQueued).forEach(this::offer);
  }

  private AgentSlot slot(Agent agent) {
    return slots.computeIfAbsent(agent.id(), id -> new AgentSlot(agent, numbers++));
  }

  private void regroup(AgentSlot slot) {
    leave(slot);
    Set<TaskClass> served = new LinkedHashSet<>();
    if (slot.agent.status().isAttached()) {
      for (TaskClass taskClass : classes.values()) {
        if (serves(slot.agent, taskClass)) {
          served.add(taskClass);
        }
      }
      AgentGroup group = groups.get(served);
      if (group == null) {
        group = new AgentGroup(served, order);
        groups.put(Set.copyOf(served), group);
      }
      group.members++;
      for (TaskClass taskClass : group.classes) {
        taskClass.groups.add(group);
      }
      slot.group = group;
    }
    refresh(slot.agent.id());
  }

  private void leave(AgentSlot slot) {
    AgentGroup group = slot.group;
    if (group == null) {
      return;
    }
    unlist(slot, group);
    slot.available = false;
    slot.group = null;
    if (--group.members == 0) {
      groups.remove(group.classes);
      for (TaskClass taskClass : group.classes) {
        taskClass.groups.remove(group);
      }
    }
  }

  /** Works out anew whether an agent would take a task, and its place in the order. */
  public void refresh(AgentId id) {
    AgentSlot slot = slots.get(id);
    if (slot == null || slot.group == null) {
      return;
    }
    AgentGroup group = slot.group;
    unlist(slot, group);
    Agent agent = slot.agent;
    int held = tasks.slotsInUse(agent.session());
    int running = agent.profile().slots().maxConcurrentTasks();
    if (held == 0 && slot.held > 0) {
      slot.idleSinceMillis = nowMillis;
    }
    slot.held = held;
    slot.lastTurn = slot.served;
    slot.maxConcurrent = running;
    slot.queued = Math.max(0, held - running);
    slot.priority = agent.profile().priority();
    boolean few = tasks.heldCount(agent.session()) < MAX_HELD;
    slot.roomToRun = held < running && few;
    slot.available =
        !paused
            && agent.status() == AgentStatus.ACTIVE
            && held < agent.profile().slots().total()
            && few
            && presence.demand(agent) > 0
            && breakerTable.admits(agent.id())
            && !isOverloaded(agent);
    list(slot, group);
  }

  private boolean isOverloaded(Agent agent) {
    boolean overloaded = presence.overloaded(agent, nowMillis);
    if (overloaded) {
      overloads.arm(agent.id(), presence.overloadEndsMillis(agent));
    }
    return overloaded;
  }

  /** When a report of overload ceases to count for some agent. */
  long nextMillis() {
    return overloads.nextMillis();
  }

  /** Looks again at agents whose report of overload is too old by now. */
  void tick(long now) {
    nowMillis = now;
    AgentId id = overloads.take(now);
    while (id != null) {
      refresh(id);
      id = overloads.take(now);
    }
  }

  private void list(AgentSlot slot, AgentGroup group) {
    if (keepsSpeeds && (slot.available || slot.held > 0)) {
      slot.freeAtMillis = FastestChoice.freeAtMillis(slot, tasks, durations, nowMillis);
      slot.speedClass = FastestChoice.speedClass(durations.slowness(slot.agent.id()));
      speeds.get(slot.speedClass).add(slot);
    }
    if (slot.queued > 0) {
      victims.add(slot);
    }
    if (slot.available) {
      group.add(slot);
      withAvailable.add(group);
      touch(slot);
      if (slot.held == 0) {
        dry.add(slot);
      }
    }
  }

  private void unlist(AgentSlot slot, AgentGroup group) {
    if (slot.available) {
      group.remove(slot);
      if (group.isEmpty()) {
        withAvailable.remove(group);
      }
    }
    if (slot.queued > 0) {
      victims.remove(slot);
    }
    if (slot.speedClass >= 0 && keepsSpeeds) {
      speeds.get(slot.speedClass).remove(slot);
      slot.speedClass = -1;
    }
    dry.remove(slot);
  }

  void touch(AgentSlot slot) {
    if (!slot.dirty) {
      slot.dirty = true;
      dirtyAgents.addLast(slot);
    }
  }

  void touch(TaskClass taskClass) {
    if (!taskClass.dirty) {
      taskClass.dirty = true;
      dirtyClasses.addLast(taskClass);
    }
  }

  /** The task whose barrier, older than the wait, keeps the entry for it; null if none does. */
  public @Nullable TaskId barring(LockRequest lock, FencingToken wait) {
    return parking.barring(lock, wait);
  }

  public void freed(ResourceName resource) {
    parking.freed(resource);
  }

  /** Locks went to somebody who is no task that was placed with them. */
  public void overtaken(List<LockRequest> granted) {
    parking.overtaken(granted);
  }

  /** A breaker has changed: tasks may follow, or the agent may take some again. */
  public void changed(BreakerName name) {
    AgentId agent = name.agent();
    if (agent == null) {
      breakers.changed(name);
    } else {
      refresh(agent);
    }
  }

  @Nullable AgentSlot nextDirtyAgent() {
    AgentSlot slot = dirtyAgents.pollFirst();
    if (slot != null) {
      slot.dirty = false;
    }
    return slot;
  }

  @Nullable TaskClass nextDirtyClass() {
    TaskClass taskClass = dirtyClasses.pollFirst();
    if (taskClass != null) {
      taskClass.dirty = false;
    }
    return taskClass;
  }

  boolean isPending() {
    return !dirtyAgents.isEmpty()
        || !dirtyClasses.isEmpty()
        || parking.hasToWake()
        || breakers.hasToWake();
  }

  long nextTurn() {
    return ++turns;
  }

  void consumed(AgentSlot slot) {
    presence.consume(slot.agent);
    slot.served = nextTurn();
    slot.dispatches++;
  }

  @Nullable AgentSlot find(AgentId id) {
    return slots.get(id);
  }

  /** Attached agents by speed class, each ordered by when it is expected free. */
  List<? extends NavigableSet<AgentSlot>> speeds() {
    return speeds;
  }

  /** Groups in which some agent would take a task now. */
  List<AgentGroup> groupsWithAvailable() {
    return List.copyOf(withAvailable);
  }

  /** Agents with tasks assigned ahead of their slots, most first. */
  NavigableSet<AgentSlot> victims() {
    return victims;
  }

  /** Agents that would take a task and hold none, each once. */
  List<AgentSlot> takeDry() {
    if (dry.isEmpty()) {
      return List.of();
    }
    List<AgentSlot> taken = List.copyOf(dry);
    dry.clear();
    return taken;
  }

  /** Agents that would take a task now, at most this many. */
  List<AgentSlot> availableInOrder(int most) {
    List<AgentSlot> found = new ArrayList<>();
    for (AgentGroup group : withAvailable) {
      for (AgentSlot slot : group.all()) {
        if (found.size() == most) {
          return found;
        }
        found.add(slot);
      }
    }
    return found;
  }

  /** The breaker a READY task is parked on, or null; for explaining. */
  public static @Nullable BreakerName stoppedBy(Task task) {
    return task.placement() instanceof ReadyEntry entry ? entry.stoppedBy : null;
  }

  /** The resource a READY task is parked on, or null; for explaining. */
  public static @Nullable ResourceName parkedOn(Task task) {
    return task.placement() instanceof ReadyEntry entry ? entry.parkedOn : null;
  }

  /** Waits that began from here on do not pass the task; {@code Long.MAX_VALUE} if all may. */
  public static long barredSince(Task task) {
    return task.placement() instanceof ReadyEntry entry ? entry.barredSince : Long.MAX_VALUE;
  }
}
