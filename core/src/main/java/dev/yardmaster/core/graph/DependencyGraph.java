package dev.yardmaster.core.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Tasks that wait for other tasks: which may start now, what an end sets off, which chain decides
 * when everything is done.
 *
 * <pre>{@code
 * DependencyGraph<String> graph = new DependencyGraph<>();
 * graph.addTask("compile");
 * graph.addTask("test", "compile");
 * graph.markCompleted("compile");   // [test]
 * }</pre>
 *
 * <p>Ids are any objects with {@code equals} and {@code hashCode}. Every list is in insertion order
 * unless it says otherwise, the same in every run. The graph never holds a cycle. A call that
 * cannot be honoured throws {@link DependencyGraphException} and changes nothing.
 *
 * <p>At most {@value #MAX_TASKS} tasks and {@value #MAX_DEPENDENCIES} dependencies. Nothing here
 * recurses: depth is bounded by memory alone. Not thread-safe: one thread, or the caller's lock.
 */
public final class DependencyGraph<T> {
  /** Removed tasks count until they are the majority; then their room is used again. */
  public static final int MAX_TASKS = SlotSet.MAX_SLOTS;

  /** Dependencies of removed tasks count like these tasks themselves. */
  public static final int MAX_DEPENDENCIES = Edges.MAX_EDGES;

  private TaskSlots<T> slots = new TaskSlots<>();
  private SlotSet ready = new SlotSet();

  /**
   * Adds a task that waits for the success of each dependency; all of them must be there.
   *
   * @return READY, WAITING, or SKIPPED if a dependency has ended without success
   * @throws DependencyGraphException DuplicateTask, UnknownDependency, ClosesCycle, LimitReached
   */
  @SafeVarargs
  public final GraphTaskState addTask(T id, T... dependencies) {
    List<Dependency<T>> edges = new ArrayList<>(dependencies.length);
    for (T dependency : dependencies) {
      edges.add(Dependency.onSuccess(dependency));
    }
    return addTask(new GraphTask<>(id, edges));
  }

  /**
   * Adds a task with a condition per dependency; otherwise like {@link #addTask(Object, Object[])}.
   */
  public GraphTaskState addTask(GraphTask<T> task) {
    requireAddable(task);
    int slot = slots.add(task.id());
    GraphTaskState state = GraphTaskState.SKIPPED;
    if (connect(task, slot)) {
      state = slots.openDependencies(slot) == 0 ? GraphTaskState.READY : GraphTaskState.WAITING;
    }
    slots.setState(slot, state);
    if (state == GraphTaskState.READY) {
      ready.add(slot);
    }
    return state;
  }

  /** A new task has no dependents: the one cycle it can close is with itself. */
  private void requireAddable(GraphTask<T> task) {
    T id = task.id();
    if (slots.slotOf(id) != TaskSlots.NONE) {
      throw refused(new GraphRefusal.DuplicateTask(id));
    }
    for (Dependency<T> dependency : task.dependencies()) {
      if (dependency.task().equals(id)) {
        throw refused(new GraphRefusal.ClosesCycle(List.of(id, id)));
      }
      if (slots.slotOf(dependency.task()) == TaskSlots.NONE) {
        throw refused(new GraphRefusal.UnknownDependency(id, dependency.task()));
      }
    }
    requireRoom(slots.end() + 1L, (long) slots.edges().size() + task.dependencies().size());
  }

  /**
   * Adds tasks that may depend on each other in any order, all or none.
   *
   * @return which of them are ready at once, and which are skipped because of tasks that had ended
   * @throws DependencyGraphException as {@link #addTask(Object, Object[])}; ClosesCycle names a
   *     path
   */
  public GraphChange<T> addAll(Collection<GraphTask<T>> tasks) {
    requireAddable(tasks);
    int firstNew = slots.end();
    for (GraphTask<T> task : tasks) {
      slots.add(task.id());
    }
    Settlement<T> settlement = new Settlement<>(slots, ready);
    IntList doomed = new IntList();
    int slot = firstNew;
    for (GraphTask<T> task : tasks) {
      if (!connect(task, slot)) {
        doomed.add(slot);
      }
      slot++;
    }
    for (int i = 0; i < doomed.size(); i++) {
      settlement.skip(doomed.get(i));
    }
    for (slot = firstNew; slot < slots.end(); slot++) {
      if (slots.isWaiting(slot) && slots.openDependencies(slot) == 0) {
        settlement.makeReady(slot);
      }
    }
    return settlement.run();
  }

  private void requireAddable(Collection<GraphTask<T>> tasks) {
    boolean inOrder = true;
    long edges = slots.edges().size();
    Set<T> together = HashSet.newHashSet(tasks.size());
    for (GraphTask<T> task : tasks) {
      if (slots.slotOf(task.id()) != TaskSlots.NONE || !together.add(task.id())) {
        throw refused(new GraphRefusal.DuplicateTask(task.id()));
      }
    }
    Set<T> before = HashSet.newHashSet(tasks.size());
    for (GraphTask<T> task : tasks) {
      for (Dependency<T> dependency : task.dependencies()) {
        T id = dependency.task();
        if (together.contains(id)) {
          inOrder &= before.contains(id);
        } else if (slots.slotOf(id) == TaskSlots.NONE) {
          throw refused(new GraphRefusal.UnknownDependency(task.id(), id));
        }
      }
      edges += task.dependencies().size();
      before.add(task.id());
    }
    if (!inOrder) {
      List<Cycle<T>> cycles = detectCycles(tasks);
      if (!cycles.isEmpty()) {
        throw refused(new GraphRefusal.ClosesCycle(cycles.getFirst().path()));
      }
    }
    requireRoom((long) slots.end() + tasks.size(), edges);
  }

  private void requireRoom(long tasks, long edges) {
    if (tasks > MAX_TASKS) {
      throw refused(new GraphRefusal.LimitReached("tasks", MAX_TASKS));
    }
    if (edges > MAX_DEPENDENCIES) {
      throw refused(new GraphRefusal.LimitReached("dependencies", MAX_DEPENDENCIES));
    }
  }

  /** False if a dependency has already ended in a way that dooms the task. */
  private boolean connect(GraphTask<T> task, int slot) {
    boolean canSucceed = true;
    for (Dependency<T> dependency : task.dependencies()) {
      canSucceed &= connect(slots.slotOf(dependency.task()), slot, dependency.condition());
    }
    return canSucceed;
  }

  /** False if the dependency has already ended in a way that dooms the dependent. */
  private boolean connect(int dependency, int dependent, Condition condition) {
    boolean onCompletion = condition == Condition.ON_COMPLETION;
    slots.edges().add(dependency, dependent, onCompletion);
    GraphTaskState state = slots.state(dependency);
    if (state.isOpen()) {
      slots.changeOpenDependencies(dependent, 1);
      return true;
    }
    return onCompletion || state == GraphTaskState.COMPLETED;
  }

  /**
   * Makes an open task wait for one more; a ready task may go back to waiting. Repeating an
   * existing dependency changes nothing.
   *
   * @return what follows if the dependency has already ended without success
   * @throws DependencyGraphException UnknownTask, UnknownDependency, AlreadyEnded, ClosesCycle,
   *     LimitReached
   */
  public GraphChange<T> addDependency(T task, Dependency<T> dependency) {
    int dependent = requireOpen(task);
    int from = slots.slotOf(dependency.task());
    if (from == TaskSlots.NONE) {
      throw refused(new GraphRefusal.UnknownDependency(task, dependency.task()));
    }
    Settlement<T> settlement = new Settlement<>(slots, ready);
    if (dependenciesOf(task).contains(dependency)) {
      return settlement.run();
    }
    requireNoPath(dependent, from);
    requireRoom(slots.end(), slots.edges().size() + 1L);
    if (!connect(from, dependent, dependency.condition())) {
      settlement.skip(dependent);
    } else if (slots.openDependencies(dependent) > 0) {
      ready.remove(dependent);
      slots.setState(dependent, GraphTaskState.WAITING);
    }
    return settlement.run();
  }

  /** Refuses if {@code to} already waits, directly or not, for {@code from}. */
  private void requireNoPath(int from, int to) {
    int[] reachedFrom = Reach.parents(slots, from, to);
    if (from == to || reachedFrom[to] != TaskSlots.NONE) {
      List<T> path = new ArrayList<>(List.of(slots.id(from)));
      for (int slot = to; slot != from; slot = reachedFrom[slot]) {
        path.add(slots.id(slot));
      }
      path.add(slots.id(from));
      throw refused(new GraphRefusal.ClosesCycle(path));
    }
  }

  /**
   * Forgets a task. One that has ended can always go; its dependents keep what its end meant to
   * them. An open one can go only when no open task waits for it: removing never makes ready.
   *
   * @throws DependencyGraphException UnknownTask, StillNeeded
   */
  public void removeTask(T id) {
    int slot = requireKnown(id);
    if (slots.state(slot).isOpen()) {
      requireUnneeded(slot);
    }
    ready.remove(slot);
    slots.remove(slot);
    if (slots.isWasteful()) {
      compact();
    }
  }

  private void requireUnneeded(int slot) {
    IntList waiting = new IntList();
    Edges edges = slots.edges();
    for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
      if (slots.isWaiting(edges.dependent(e))) {
        waiting.add(edges.dependent(e));
      }
    }
    if (!waiting.isEmpty()) {
      throw refused(
          new GraphRefusal.StillNeeded(slots.id(slot), firstFew(waiting), waiting.size()));
    }
  }

  private void compact() {
    slots = slots.compacted();
    ready = new SlotSet();
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.state(slot) == GraphTaskState.READY) {
        ready.add(slot);
      }
    }
  }

  /** Tasks whose dependencies all ended as expected and which have not ended themselves. */
  public List<T> readyTasks() {
    return readyTasks(Integer.MAX_VALUE);
  }

  /** The first {@code limit} of them; costs nothing for the others. */
  public List<T> readyTasks(int limit) {
    List<T> found = new ArrayList<>(Math.min(limit, ready.size()));
    for (int slot = ready.next(0);
        slot != SlotSet.NONE && found.size() < limit;
        slot = ready.next(slot + 1)) {
      found.add(slots.id(slot));
    }
    return found;
  }

  public int readyCount() {
    return ready.size();
  }

  /**
   * Ends a ready task with success.
   *
   * @return the tasks this made ready
   * @throws DependencyGraphException UnknownTask, AlreadyEnded, NotReady
   */
  public List<T> markCompleted(T id) {
    int slot = requireOpen(id);
    if (slots.isWaiting(slot)) {
      IntList open = new IntList();
      for (int edge : slots.dependencyEdges(slot)) {
        int dependency = slots.edges().dependency(edge);
        if (slots.state(dependency).isOpen()) {
          open.add(dependency);
        }
      }
      throw refused(new GraphRefusal.NotReady(id, firstFew(open), open.size()));
    }
    return end(slot, GraphTaskState.COMPLETED).ready();
  }

  /**
   * Ends an open task, ready or still waiting, without success. Tasks that needed its success are
   * skipped, and so are those that needed theirs.
   *
   * @return all tasks this skipped, and those it made ready because any end was enough for them
   * @throws DependencyGraphException UnknownTask, AlreadyEnded
   */
  public GraphChange<T> markFailed(T id) {
    return end(requireOpen(id), GraphTaskState.FAILED);
  }

  /** Ends an open task because it is no longer wanted; otherwise like {@link #markFailed}. */
  public GraphChange<T> markCancelled(T id) {
    return end(requireOpen(id), GraphTaskState.CANCELLED);
  }

  private GraphChange<T> end(int slot, GraphTaskState as) {
    Settlement<T> settlement = new Settlement<>(slots, ready);
    settlement.end(slot, as);
    return settlement.run();
  }

  public int size() {
    return slots.liveTasks();
  }

  public boolean contains(T id) {
    return slots.slotOf(id) != TaskSlots.NONE;
  }

  /**
   * Where the task stands.
   *
   * @throws DependencyGraphException UnknownTask
   */
  public GraphTaskState state(T id) {
    return slots.state(requireKnown(id));
  }

  /**
   * What the task depends on, in the order declared; removed tasks are no longer named.
   *
   * @throws DependencyGraphException UnknownTask
   */
  public List<Dependency<T>> dependenciesOf(T id) {
    List<Dependency<T>> declared = new ArrayList<>();
    Edges edges = slots.edges();
    for (int edge : slots.dependencyEdges(requireKnown(id))) {
      Condition condition =
          edges.onCompletion(edge) ? Condition.ON_COMPLETION : Condition.ON_SUCCESS;
      declared.add(new Dependency<>(slots.id(edges.dependency(edge)), condition));
    }
    return declared;
  }

  /**
   * Every task that depends on this one, directly or through others.
   *
   * @throws DependencyGraphException UnknownTask
   */
  public List<T> allDependents(T id) {
    return slots.ids(Reach.dependents(slots, requireKnown(id)));
  }

  /**
   * The cycles a set of tasks would close, one per knot of tasks that wait for each other; empty
   * means {@link #addAll} will find none. A graph itself never holds one.
   */
  public static <T> List<Cycle<T>> detectCycles(Collection<GraphTask<T>> tasks) {
    return new CycleFinder<>(tasks).find();
  }

  /** All tasks, dependencies first; among tasks free to come next, the earliest inserted first. */
  public List<T> topologicalOrder() {
    return slots.ids(TopologicalOrder.of(slots));
  }

  /**
   * The longest chain by estimated duration over all tasks of the graph; estimate those that have
   * ended with zero to learn what remains. Among equals the earliest inserted tasks are taken.
   *
   * @throws DependencyGraphException InvalidEstimate
   */
  public CriticalPath<T> criticalPath(Function<? super T, Duration> estimate) {
    return new LongestPaths<>(slots, estimate).criticalPath();
  }

  /**
   * Per task the length of the longest chain that begins with it, itself included: who is served
   * first by this rank keeps the whole short.
   *
   * @return a map of its own that iterates in insertion order
   * @throws DependencyGraphException InvalidEstimate
   */
  public Map<T, Duration> ranks(Function<? super T, Duration> estimate) {
    return new LongestPaths<>(slots, estimate).ranks();
  }

  /** The graph in Graphviz's DOT language, coloured by state. */
  public String toDot() {
    return GraphText.dot(slots);
  }

  /** The graph as a Mermaid flowchart, coloured by state. */
  public String toMermaid() {
    return GraphText.mermaid(slots);
  }

  private int requireKnown(T id) {
    int slot = slots.slotOf(id);
    if (slot == TaskSlots.NONE) {
      throw refused(new GraphRefusal.UnknownTask(id));
    }
    return slot;
  }

  private int requireOpen(T id) {
    int slot = requireKnown(id);
    if (!slots.state(slot).isOpen()) {
      throw refused(new GraphRefusal.AlreadyEnded(id, slots.state(slot)));
    }
    return slot;
  }

  private List<T> firstFew(IntList found) {
    int[] sorted = found.sorted();
    int few = Math.min(sorted.length, GraphRefusal.MAX_NAMED);
    return slots.ids(Arrays.copyOf(sorted, few));
  }

  private static DependencyGraphException refused(GraphRefusal refusal) {
    return new DependencyGraphException(refusal);
  }
}
