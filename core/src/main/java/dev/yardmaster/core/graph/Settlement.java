package dev.yardmaster.core.graph;

/**
 * One wave through the graph: from tasks that have just ended to all they make ready or skip.
 *
 * <p>Every edge of an ended task is walked once, so a task's last open dependency is counted down
 * exactly once. A task is made ready only after all its dependencies ended as expected, hence never
 * skipped later in the same wave.
 */
final class Settlement<T> {
  private final TaskSlots<T> slots;
  private final SlotSet readySet;
  private final IntList ended = new IntList();
  private final IntList ready = new IntList();
  private final IntList skipped = new IntList();

  Settlement(TaskSlots<T> slots, SlotSet readySet) {
    this.slots = slots;
    this.readySet = readySet;
  }

  /** Ends an open task; {@link #run} carries the consequences on. */
  void end(int slot, GraphTaskState as) {
    readySet.remove(slot);
    slots.setState(slot, as);
    ended.add(slot);
  }

  void skip(int slot) {
    end(slot, GraphTaskState.SKIPPED);
    skipped.add(slot);
  }

  void makeReady(int slot) {
    slots.setState(slot, GraphTaskState.READY);
    readySet.add(slot);
    ready.add(slot);
  }

  GraphChange<T> run() {
    Edges edges = slots.edges();
    for (int i = 0; i < ended.size(); i++) {
      int slot = ended.get(i);
      boolean succeeded = slots.state(slot) == GraphTaskState.COMPLETED;
      for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
        int dependent = edges.dependent(e);
        if (!slots.isWaiting(dependent)) {
          continue;
        }
        if (!succeeded && !edges.onCompletion(e)) {
          skip(dependent);
        } else if (slots.changeOpenDependencies(dependent, -1) == 0) {
          makeReady(dependent);
        }
      }
    }
    return new GraphChange<>(slots.ids(ready.sorted()), slots.ids(skipped.sorted()));
  }
}
