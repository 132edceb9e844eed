package dev.yardmaster.core.shard;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTransitions;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plainest model of what events mean, made of maps: it knows no indexes, cursors or queues, and
 * throws where an event breaks a promise.
 */
final class ReferenceTasks {
  private static final Set<TaskState.Name> HELD =
      Set.of(TaskState.Name.ASSIGNED, TaskState.Name.RUNNING, TaskState.Name.CANCELLING);

  /** One task, dead or alive. */
  static final class Entry {
    TaskSpec spec;
    TaskState.Name state = TaskState.Name.WAITING;
    int attempts;
    int successes;
    int resultBytes;
    boolean approved;
    boolean retired;
    @Nullable PlanId plan;
    @Nullable AgentId pin;
    FencingToken epoch = FencingToken.NONE;
    FencingToken session = FencingToken.NONE;
    AgentId agent = AgentId.of("nobody");

    Entry(TaskSpec spec) {
      this.spec = spec;
      this.pin = spec.requirements().agent();
    }

    boolean isHeld() {
      return HELD.contains(state);
    }

    private void begin() {
      attempts = 0;
      resultBytes = 0;
      successes = 0;
      approved = false;
      pin = spec.requirements().agent();
    }
  }

  private record Member(AgentProfile profile, FencingToken session, boolean live) {}

  private final Map<TaskId, Entry> tasks = new TreeMap<>();
  private final Map<PlanId, List<TaskSpec>> uploads = new HashMap<>();
  private final Map<PlanId, List<TaskSpec>> sealed = new HashMap<>();
  private final Map<TaskId, Long> ranks = new HashMap<>();
  private final Set<PlanId> closed = new HashSet<>();
  private final Map<AgentId, Member> agents = new TreeMap<>();
  private final ReferenceLocks locks = new ReferenceLocks();
  private FencingToken newest = FencingToken.NONE;

  void apply(Event event) {
    switch (event) {
      case TaskEvent e -> apply(e);
      case PlanEvent e -> apply(e);
      case AgentEvent e -> apply(e);
      case ResourceEvent e -> locks.apply(e);
      case WaitEvent e -> locks.apply(e);
      default -> {}
    }
  }

  private void apply(TaskEvent event) {
    switch (event) {
      case TaskEvent.TaskSubmitted e -> create(e.spec(), null);
      case TaskEvent.TaskReady e -> move(e, TaskState.Name.READY);
      case TaskEvent.TaskHeldBack e -> move(e, TaskState.Name.WAITING);
      case TaskEvent.TaskAssigned e -> assign(e, e.agent(), e.session(), e.epoch());
      case TaskEvent.WorkStolen e -> {
        Entry entry = find(e.task());
        expect(entry.state == TaskState.Name.ASSIGNED, "S16: only assigned work is stolen", e);
        expect(entry.agent.equals(e.from()), "S16: stolen from its holder", e);
        expect(entry.spec.requirements().locks().isEmpty(), "R33: lock sets stay", e);
        expect(entry.pin == null, "R33: pins stay", e);
        assign(e, e.to(), e.session(), e.epoch());
      }
      case TaskEvent.TaskStarted e -> {
        Entry entry = current(e, e.epoch());
        move(e, TaskState.Name.RUNNING);
        entry.attempts++;
        expect(entry.attempts <= maxAttempts(entry), "S15: attempts never exceed", e);
        expect(mayRun(entry.spec), "S14: no start before dependencies allow it", e);
      }
      case TaskEvent.TaskUnassigned e -> {
        current(e, e.epoch());
        move(e, TaskState.Name.READY);
      }
      case TaskEvent.TaskSucceeded e -> {
        Entry entry = current(e, e.epoch());
        move(e, TaskState.Name.SUCCEEDED);
        expect(++entry.successes == 1, "S13: at most one success", e);
        entry.resultBytes = e.result().size();
      }
      case TaskEvent.AttemptFailed e -> {
        Entry entry = current(e, e.epoch());
        expect(entry.attempts < maxAttempts(entry), "S15: another attempt is left", e);
        move(e, TaskState.Name.BACKOFF);
      }
      case TaskEvent.AttemptLost e -> {
        current(e, e.epoch()).attempts--;
        move(e, TaskState.Name.READY);
      }
      case TaskEvent.CancelRequested e -> {
        current(e, e.epoch());
        move(e, TaskState.Name.CANCELLING);
      }
      case TaskEvent.TaskFailed e -> move(e, TaskState.Name.FAILED);
      case TaskEvent.TaskCancelled e -> move(e, TaskState.Name.CANCELLED);
      case TaskEvent.TaskSkipped e -> {
        move(e, TaskState.Name.SKIPPED);
        expect(isBroken(find(e.task()).spec), "S14: skipped for a reason", e);
      }
      case TaskEvent.TaskRetried e -> {
        expect(find(e.task()).state.isEnded(), "S12: only what ended begins anew", e);
        move(e, TaskState.Name.WAITING);
        find(e.task()).begin();
      }
      case TaskEvent.TaskApproved e -> find(e.task()).approved = true;
      case TaskEvent.TaskRetired e -> {
        Entry entry = find(e.task());
        expect(entry.state.isEnded(), "S12: only what ended leaves memory", e);
        expect(entry.plan == null || closed.contains(entry.plan), "R23: its plan is closed", e);
        expect(!entry.retired, "R23: once", e);
        entry.retired = true;
      }
      case TaskEvent.TaskPinned e -> {
        expect(!find(e.task()).state.isEnded(), "R71: an open task is pinned", e);
        find(e.task()).pin = e.agent();
      }
      case TaskEvent.TaskOutputReplaced e -> {
        Entry entry = find(e.task());
        expect(entry.state == TaskState.Name.SUCCEEDED, "R71: a result is replaced", e);
        entry.resultBytes = e.result().size();
      }
      case TaskEvent.StaleCallRefused e -> {}
      case TaskEvent.TaskPriorityChanged e -> {}
      case TaskEvent.DependentsSettled e -> {}
      case TaskEvent.DependentsRevived e -> {}
    }
  }

  private void apply(PlanEvent event) {
    switch (event) {
      case PlanEvent.PlanOpened e -> uploads.put(e.plan(), new ArrayList<>());
      case PlanEvent.PlanTasksAdded e ->
          uploads.computeIfAbsent(e.plan(), id -> new ArrayList<>()).addAll(e.tasks());
      case PlanEvent.PlanTaskAdopted e ->
          adopt(e.plan(), uploads.getOrDefault(e.plan(), List.of()).get(e.index()), e.how());
      case PlanEvent.PlanSealed e ->
          sealed.put(e.plan(), List.copyOf(uploads.getOrDefault(e.plan(), List.of())));
      case PlanEvent.PlanUploadDropped e -> {}
      case PlanEvent.PlanRanked e -> rank(e);
      case PlanEvent.PlanAdvanced e -> {}
      case PlanEvent.PlanCancelRequested e -> {}
      case PlanEvent.PlanClosed e -> {
        expect(of(e.plan()).stream().allMatch(t -> t.state.isEnded()), "R23: all is over", e);
        closed.add(e.plan());
      }
      case PlanEvent.PlanRetired e -> {
        expect(of(e.plan()).isEmpty(), "R23: a plan goes after its tasks", e);
        expect(closed.remove(e.plan()), "R23: a closed plan goes", e);
      }
    }
  }

  /** Each task of a chunk outranks those of its plan that wait for it. */
  private void rank(PlanEvent.PlanRanked event) {
    List<TaskSpec> plan = sealed.getOrDefault(event.plan(), List.of());
    Set<TaskId> chunk = new HashSet<>();
    for (int i = 0; i < event.ranksMillis().size(); i++) {
      TaskId id = plan.get(event.from() + i).id();
      chunk.add(id);
      ranks.put(id, event.ranksMillis().get(i));
    }
    for (TaskSpec each : plan) {
      for (Dependency dependency : find(each.id()).spec.dependencies()) {
        expect(
            !chunk.contains(dependency.task()) || rankOf(dependency.task()) > rankOf(each.id()),
            "R30: a task outranks what waits for it",
            event);
      }
    }
  }

  private long rankOf(TaskId id) {
    return ranks.getOrDefault(id, 0L);
  }

  /** Tasks of the plan that are in memory, dropped ones included. */
  private List<Entry> of(PlanId plan) {
    return tasks.values().stream().filter(t -> !t.retired && plan.equals(t.plan)).toList();
  }

  /** What a task was when it was last seen, in memory or not. */
  @Nullable TaskSpec lastSpec(TaskId id) {
    Entry entry = tasks.get(id);
    return entry == null ? null : entry.spec;
  }

  private void adopt(PlanId plan, TaskSpec spec, PlanEvent.Adoption how) {
    if (how == PlanEvent.Adoption.CREATED) {
      create(spec, plan);
      return;
    }
    Entry entry = find(spec.id());
    expect(plan.equals(entry.plan), "R24: a plan adopts its own tasks", spec);
    expect(entry.retired == (how == PlanEvent.Adoption.RECALLED), "R24: " + how, spec);
    if (how == PlanEvent.Adoption.RECALLED) {
      expect(isSuccess(entry, spec), "R24: unchanged success is recalled", spec);
      entry.retired = false;
      ranks.remove(spec.id());
      entry.attempts = 0;
      entry.resultBytes = 0;
      return;
    }
    if (how != PlanEvent.Adoption.KEPT) {
      expect(
          entry.state != TaskState.Name.RUNNING && entry.state != TaskState.Name.CANCELLING,
          "S12: what runs is not replaced",
          spec);
      entry.spec = spec;
      entry.state = TaskState.Name.WAITING;
      entry.begin();
    }
  }

  private void apply(AgentEvent event) {
    switch (event) {
      case AgentEvent.AgentJoined e ->
          agents.put(e.agent(), new Member(e.profile(), e.session(), true));
      case AgentEvent.AgentSessionEnded e -> {
        Member member = member(e.agent());
        expect(member.live && member.session.equals(e.session()), "S10: a live session ends", e);
        agents.put(e.agent(), new Member(member.profile, member.session, false));
      }
      case AgentEvent.AgentStatusChanged e -> {}
      case AgentEvent.AgentRestored e -> {}
    }
  }

  private static boolean isSuccess(Entry entry, TaskSpec spec) {
    return entry.state == TaskState.Name.SUCCEEDED && entry.spec.equals(spec);
  }

  private void create(TaskSpec spec, @Nullable PlanId plan) {
    Entry before = tasks.get(spec.id());
    if (before != null) {
      expect(before.retired, "S12: an id is created once", spec.id());
      expect(
          plan != null && plan.equals(before.plan), "R23: only its plan uses it anew", spec.id());
      expect(!isSuccess(before, spec), "R24: unchanged success is not done again", spec.id());
    }
    ranks.remove(spec.id());
    Entry entry = new Entry(spec);
    entry.plan = plan;
    tasks.put(spec.id(), entry);
  }

  private void assign(TaskEvent event, AgentId agent, FencingToken session, FencingToken epoch) {
    Entry entry = find(event.task());
    Member member = member(agent);
    Requirements needs = entry.spec.requirements();
    expect(epoch.compareTo(newest) > 0, "S8: epochs rise", event);
    newest = epoch;
    expect(member.live && member.session.equals(session), "S10: to live sessions only", event);
    expect(
        member.profile.serves(needs.capabilities(), needs.selector()), "S16: capable only", event);
    move(event, TaskState.Name.ASSIGNED);
    entry.epoch = epoch;
    entry.session = session;
    entry.agent = agent;
  }

  private void move(TaskEvent event, TaskState.Name to) {
    Entry entry = find(event.task());
    expect(TaskTransitions.allowed(entry.state, to), "S12: no way from " + entry.state, event);
    entry.state = to;
  }

  private Entry current(TaskEvent event, FencingToken epoch) {
    Entry entry = find(event.task());
    expect(entry.isHeld() && entry.epoch.equals(epoch), "S13: the current epoch only", event);
    return entry;
  }

  Entry find(TaskId id) {
    Entry entry = tasks.get(id);
    if (entry == null) {
      throw new AssertionError("Expected task " + id);
    }
    return entry;
  }

  private Member member(AgentId id) {
    Member member = agents.get(id);
    if (member == null) {
      throw new AssertionError("Expected agent " + id);
    }
    return member;
  }

  private static int maxAttempts(Entry entry) {
    return 1 + entry.spec.limits().retry().maxRetries();
  }

  /** Whether every dependency has ended as it must. */
  private boolean mayRun(TaskSpec spec) {
    return spec.dependencies().stream()
        .allMatch(d -> {
          TaskState.Name state = find(d.task()).state;
          return d.on() == Dependency.On.SUCCESS
              ? state == TaskState.Name.SUCCEEDED
              : state.isEnded();
        });
  }

  /** Whether some dependency has ended as it must not. */
  private boolean isBroken(TaskSpec spec) {
    return spec.dependencies().stream()
        .anyMatch(d -> {
          TaskState.Name state = find(d.task()).state;
          return d.on() == Dependency.On.SUCCESS
              && state.isEnded()
              && state != TaskState.Name.SUCCEEDED;
        });
  }

  /**
   * After a command: the workspace says the same. After all its continuations, nothing hangs
   * either.
   */
  void check(Workspace workspace, long wallMillis, boolean settled) {
    int present = 0;
    long bytes = 0;
    Map<FencingToken, int[]> held = new HashMap<>();
    for (Map.Entry<TaskId, Entry> each : tasks.entrySet()) {
      Entry entry = each.getValue();
      Task task = workspace.tasks().find(each.getKey());
      if (entry.retired) {
        expect(task == null, "S12: a retired task is gone", each.getKey());
        continue;
      }
      present++;
      bytes += entry.spec.work().input().size() + entry.resultBytes;
      agree(entry, task);
      expect(task == null || task.rankMillis() == rankOf(task.id()), "R30: rank of", task);
      if (settled) {
        checkReason(entry, wallMillis);
      }
      if (entry.isHeld() && !locks.hasAwaited(entry)) {
        int[] counts = held.computeIfAbsent(entry.session, session -> new int[2]);
        counts[0]++;
        counts[1] += entry.state == TaskState.Name.ASSIGNED ? 0 : 1;
      }
      locks.checkHolder(entry);
    }
    expect(present == workspace.tasks().size(), "S12: as many tasks as submitted", present);
    expect(bytes == workspace.tasks().payloadBytes(), "R4: payloads weigh", bytes);
    expect(!settled || closed.isEmpty(), "R23: closed plans leave memory", closed);
    for (Member member : agents.values()) {
      int[] counts = held.getOrDefault(member.session, new int[2]);
      AgentProfile.Slots slots = member.profile.slots();
      expect(
          counts[0] <= slots.total() && counts[1] <= slots.maxConcurrentTasks(),
          "S16: within its slots",
          member);
      expect(member.live || counts[0] == 0, "S16: a dead session holds nothing", member);
    }
    locks.holders().forEach(holder -> expect(isAlive(holder), "S10: holders live", holder));
  }

  private boolean isAlive(Holder holder) {
    return switch (holder) {
      case Holder.Attempt attempt -> {
        Entry entry = find(attempt.task());
        yield entry.isHeld() && entry.epoch.equals(attempt.token());
      }
      case Holder.Session session -> {
        Member member = agents.get(session.agent());
        yield member != null && member.live && member.session.equals(session.token());
      }
    };
  }

  private static void agree(Entry entry, @Nullable Task task) {
    expect(task != null, "S12: no task is lost", entry.spec.id());
    if (task != null) {
      expect(task.spec().equals(entry.spec), "S12: the content is what was submitted", task);
      expect(task.state().name() == entry.state, "the model says " + entry.state, task);
      expect(task.attempts() == entry.attempts, "S15: attempts are " + entry.attempts, task);
    }
  }

  private void checkReason(Entry entry, long wallMillis) {
    boolean approved = entry.approved || !entry.spec.limits().approval();
    boolean due = entry.spec.limits().schedule().notBeforeMillis() <= wallMillis;
    switch (entry.state) {
      case WAITING ->
          expect(
              !isBroken(entry.spec) && !(approved && due && mayRun(entry.spec)),
              "S14: waits for a reason",
              entry.spec.id());
      case READY, ASSIGNED ->
          expect(approved && due && mayRun(entry.spec), "S14: may run", entry.spec.id());
      case SKIPPED -> expect(isBroken(entry.spec), "R21: skipped tasks revive", entry.spec.id());
      default -> {}
    }
  }

  static void expect(boolean holds, String promise, @Nullable Object about) {
    if (!holds) {
      throw new AssertionError(promise + ": " + about);
    }
  }
}
