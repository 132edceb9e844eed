package dev.yardmaster.cli.plan;

import java.util.Arrays;

/**
 * Answers whether one task of a graph without cycles waits, directly or not, for another. Each
 * question walks back from the later task and never further than the earlier one's place in the
 * order. All questions together visit at most {@value #MAX_VISITS} tasks; after that they are not
 * answered.
 */
final class Reachability {

  /** Bound on the work of one check: about a second. */
  static final int MAX_VISITS = 100_000_000;

  /** What a question gets. */
  enum Answer {
    YES,
    NO,
    TOO_BIG
  }

  private final TaskGraph graph;
  private final int[] place;
  private final int[] seenIn;
  private final int[] stack;
  private int question;
  private long visits;

  Reachability(TaskGraph graph) {
    this.graph = graph;
    this.place = new int[graph.size()];
    this.seenIn = new int[graph.size()];
    this.stack = new int[graph.size()];
    Arrays.fill(place, -1);
    int[] order = graph.topologicalOrder();
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
  }

  /** Position in the topological order. */
  int place(int task) {
    return place[task];
  }

  /** Whether {@code later} waits for {@code earlier}. */
  Answer waitsFor(int later, int earlier) {
    question++;
    int[] depth = {0};
    push(later, depth);
    while (depth[0] > 0) {
      int task = stack[--depth[0]];
      if (task == earlier) {
        return Answer.YES;
      }
      if (++visits > MAX_VISITS) {
        return Answer.TOO_BIG;
      }
      graph.dependencies(
          task,
          dependency -> {
            if (seenIn[dependency] != question && place[dependency] >= place[earlier]) {
              push(dependency, depth);
            }
          });
    }
    return Answer.NO;
  }

  private void push(int task, int[] depth) {
    seenIn[task] = question;
    stack[depth[0]++] = task;
  }
}
