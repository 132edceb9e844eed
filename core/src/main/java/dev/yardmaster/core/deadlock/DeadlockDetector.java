package dev.yardmaster.core.deadlock;

import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.wait.Deadlocks;
import dev.yardmaster.core.wait.ReplyWaits;
import dev.yardmaster.core.wait.TaskEndWaits;
import dev.yardmaster.core.wait.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a holder waits for ever.
 *
 * <p>Everybody's waits must all end, but missing permits may come from any holders that have
 * enough: an AND-OR graph. So what can still end is struck off step by step (R. C. Holt, Some
 * Deadlock Properties of Computer Systems, 1972); who remains waits for ever. O(nodes + edges) of
 * what the holder waits for, directly or not; nothing at all where nobody waits for the holder.
 */
public final class DeadlockDetector implements Deadlocks {
  private final WaitForGraph graph;
  private final TaskEndWaits taskEnds;
  private final ReplyWaits replies;

  public DeadlockDetector(WaitForGraph graph, TaskEndWaits taskEnds, ReplyWaits replies) {
    this.graph = graph;
    this.taskEnds = taskEnds;
    this.replies = replies;
  }

  @Override
  public @Nullable Found find(Holder holder) {
    if (!graph.mayBeWaitedFor(holder, !taskEnds.isEmpty(), replies)) {
      return null;
    }
    Node start = new Node.OfHolder(holder);
    Map<Node, List<Edge>> reachable = reachable(start);
    boolean cyclic =
        reachable.values().stream().flatMap(List::stream).anyMatch(e -> e.to().equals(start));
    if (!cyclic) {
      return null;
    }
    Set<Node> stuck = stuck(reachable);
    return stuck.contains(start) ? cycle(start, reachable, stuck) : null;
  }

  private Map<Node, List<Edge>> reachable(Node start) {
    Map<Node, List<Edge>> found = new LinkedHashMap<>();
    Deque<Node> open = new ArrayDeque<>(List.of(start));
    found.put(start, List.of());
    while (!open.isEmpty()) {
      Node node = open.removeFirst();
      List<Edge> edges = graph.edges(node);
      found.put(node, edges);
      for (Edge edge : edges) {
        if (found.putIfAbsent(edge.to(), List.of()) == null) {
          open.addLast(edge.to());
        }
      }
    }
    return found;
  }

  /** What remains when all that can end has ended, again and again. */
  private static Set<Node> stuck(Map<Node, List<Edge>> edges) {
    Map<Node, List<Node>> waiters = new HashMap<>();
    edges.forEach((node, out) ->
        out.forEach(e -> waiters.computeIfAbsent(e.to(), n -> new ArrayList<>()).add(node)));
    Set<Node> stuck = new LinkedHashSet<>(edges.keySet());
    Deque<Node> toLookAt = new ArrayDeque<>(edges.keySet());
    while (!toLookAt.isEmpty()) {
      Node node = toLookAt.removeFirst();
      if (stuck.contains(node) && canEnd(edges.getOrDefault(node, List.of()), stuck)) {
        stuck.remove(node);
        toLookAt.addAll(waiters.getOrDefault(node, List.of()));
      }
    }
    return stuck;
  }

  private static boolean canEnd(List<Edge> edges, Set<Node> stuck) {
    Map<String, Long> comingBack = comingBack(edges, stuck);
    return edges.stream().noneMatch(edge -> keeps(edge, comingBack, stuck));
  }

  /** The permits that those who can end give back, by what misses them. */
  private static Map<String, Long> comingBack(List<Edge> edges, Set<Node> stuck) {
    Map<String, Long> comingBack = new HashMap<>();
    for (Edge edge : edges) {
      Edge.Missing missing = edge.shortage();
      if (missing != null && !stuck.contains(edge.to()) && !edge.to().equals(edge.from())) {
        comingBack.merge(key(edge, missing), missing.permits(), Long::sum);
      }
    }
    return comingBack;
  }

  /** Whether the edge keeps its node waiting; not so where others give back enough permits. */
  private static boolean keeps(Edge edge, Map<String, Long> comingBack, Set<Node> stuck) {
    Edge.Missing missing = edge.shortage();
    return missing == null
        ? stuck.contains(edge.to())
        : comingBack.getOrDefault(key(edge, missing), 0L) < missing.needed();
  }

  private static String key(Edge edge, Edge.Missing missing) {
    Wait via = edge.via();
    return (via == null ? "" : via.id().toString()) + " " + missing.resource();
  }

  /** The shortest way from the start back to it among those who wait for ever. */
  private static @Nullable Found cycle(Node start, Map<Node, List<Edge>> edges, Set<Node> stuck) {
    Map<Node, Edge> reachedBy = new HashMap<>();
    Deque<Node> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty() && !reachedBy.containsKey(start)) {
      Node node = open.removeFirst();
      List<Edge> out = edges.getOrDefault(node, List.of());
      Map<String, Long> comingBack = comingBack(out, stuck);
      for (Edge edge : out) {
        boolean onTheWay = stuck.contains(edge.to()) && keeps(edge, comingBack, stuck);
        if (onTheWay && reachedBy.putIfAbsent(edge.to(), edge) == null) {
          open.addLast(edge.to());
        }
      }
    }
    return reachedBy.containsKey(start) ? found(start, reachedBy) : null; // else it waits for one
  }

  private static Found found(Node start, Map<Node, Edge> reachedBy) {
    Deque<Edge> steps = new ArrayDeque<>();
    Set<Node> seen = new HashSet<>();
    Node at = start;
    while (seen.add(at)) {
      Edge edge = reachedBy.get(at);
      if (edge == null) {
        throw new IllegalStateException("S11: expected a cycle through " + start);
      }
      steps.addFirst(edge);
      at = edge.from();
    }
    List<Wait> waits = new ArrayList<>();
    List<String> text = new ArrayList<>();
    for (Edge edge : steps) {
      text.add(edge.toString());
      Wait via = edge.via();
      if (via != null) {
        waits.add(via);
      }
    }
    return new Found(waits, text);
  }
}
