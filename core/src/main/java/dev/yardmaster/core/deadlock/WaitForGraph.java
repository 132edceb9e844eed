package dev.yardmaster.core.deadlock;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.wait.Blocking;
import dev.yardmaster.core.wait.LockQueue;
import dev.yardmaster.core.wait.ReplyWaits;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The edges of the wait-for graph, worked out from the state when asked for; nothing is kept. */
public final class WaitForGraph {
  private final WaitTable waits;
  private final TaskTable tasks;
  private final AgentTable agents;
  private final LockQueue queue;

  public WaitForGraph(WaitTable waits, TaskTable tasks, AgentTable agents, LockQueue queue) {
    this.waits = waits;
    this.tasks = tasks;
    this.agents = agents;
    this.queue = queue;
  }

  /**
   * The graph of this moment, for a look at it; barriers of tasks are known to the leader alone.
   */
  public static WaitForGraph of(
      WaitTable waits, TaskTable tasks, AgentTable agents, ResourceTable resources) {
    return new WaitForGraph(waits, tasks, agents, LockQueue.of(waits, resources));
  }

  /** All that the node waits for now. */
  public List<Edge> edges(Node node) {
    List<Edge> edges = new ArrayList<>();
    switch (node) {
      case Node.OfHolder of -> waits.of(of.holder()).forEach(wait -> addEdges(node, wait, edges));
      case Node.OfAgent of -> addEdges(node, agents.find(of.agent()), edges);
      case Node.OfTask of -> addEdges(node, tasks.find(of.task()), edges);
    }
    return edges;
  }

  /** The edges of everybody who waits, oldest wait first, and of the tasks that are waited for. */
  public List<Edge> edges(int limit) {
    List<Edge> edges = new ArrayList<>();
    Set<Node> seen = new LinkedHashSet<>();
    Deque<Node> open = new ArrayDeque<>();
    waits.all().forEach(wait -> open.addLast(new Node.OfHolder(wait.holder())));
    while (!open.isEmpty() && edges.size() < limit) {
      Node node = open.removeFirst();
      if (seen.add(node)) {
        List<Edge> more = edges(node);
        edges.addAll(more);
        more.forEach(edge -> open.addLast(edge.to()));
      }
    }
    return List.copyOf(edges.subList(0, Math.min(limit, edges.size())));
  }

  private void addEdges(Node from, Wait wait, List<Edge> edges) {
    switch (wait.what()) {
      case Wait.Locks locks -> addEdges(from, wait, queue.blocking(wait), edges);
      case Wait.TaskEnd end ->
          edges.add(new Edge(from, new Node.OfTask(end.task()), wait, "for its end", null));
      case Wait.Reply reply -> addEdge(from, wait, reply, edges);
    }
  }

  /**
   * Who must answer: the attempt that has the request, else its addressee if that does one thing at
   * a time. A session that asks its own agent has another thread that answers.
   */
  private void addEdge(Node from, Wait wait, Wait.Reply reply, List<Edge> edges) {
    Holder receiver = reply.receivedBy();
    Agent agent = agents.find(reply.to());
    boolean itself = wait.holder() instanceof Holder.Session s && s.agent().equals(reply.to());
    if (receiver != null) {
      edges.add(
          edge(
              from,
              receiver,
              wait,
              "for its reply to %s, which it has".formatted(reply.request())));
    } else if (agent != null && agent.profile().slots().maxConcurrentTasks() == 1 && !itself) {
      String why = "for its reply to %s".formatted(reply.request());
      edges.add(new Edge(from, new Node.OfAgent(reply.to()), wait, why, null));
    }
  }

  /** All of the agent that waits for something: it goes on with nothing else meanwhile. */
  private void addEdges(Node from, @Nullable Agent agent, List<Edge> edges) {
    if (agent == null) {
      return;
    }
    addEdge(from, new Holder.Session(agent.id(), agent.session()), edges);
    for (Task task : tasks.heldBy(agent.session())) {
      if (task.state() instanceof TaskState.Held held) {
        addEdge(from, new Holder.Attempt(task.id(), held.epoch()), edges);
      }
    }
  }

  private void addEdge(Node from, Holder ofAgent, List<Edge> edges) {
    if (!waits.of(ofAgent).isEmpty()) {
      edges.add(edge(from, ofAgent, null, "as its capacity is 1"));
    }
  }

  private static void addEdges(Node from, @Nullable Wait via, Blocking blocking, List<Edge> edges) {
    for (Blocking.ByGrant by : blocking.grants()) {
      edges.add(edge(from, by.grant().holder(), via, words(by.lock()) + ", which it holds"));
    }
    for (Blocking.ByWait by : blocking.waits()) {
      edges.add(
          edge(from, by.ahead().holder(), via, words(by.lock()) + ", which it waits for before"));
    }
    for (Blocking.ByBarrier by : blocking.barriers()) {
      edges.add(
          new Edge(
              from,
              new Node.OfTask(by.task()),
              via,
              words(by.lock()) + ", which is kept for it",
              null));
    }
    for (Blocking.Shortage shortage : blocking.shortages()) {
      addEdges(from, via, shortage, edges);
    }
  }

  private static void addEdges(
      Node from, @Nullable Wait via, Blocking.Shortage shortage, List<Edge> edges) {
    LockRequest wanted = shortage.lock();
    for (Grant grant : shortage.grants()) {
      for (LockRequest lock : grant.locks()) {
        if (lock.mode() == LockMode.PERMITS && lock.resource().equals(wanted.resource())) {
          Edge.Missing missing =
              new Edge.Missing(
                  lock.resource().value(), lock.permits(), wanted.permits() - shortage.left());
          edges.add(
              new Edge(
                  from,
                  new Node.OfHolder(grant.holder()),
                  via,
                  words(wanted) + ", of which it holds " + lock.permits(),
                  missing));
        }
      }
    }
  }

  private static Edge edge(Node from, Holder to, @Nullable Wait via, String why) {
    return new Edge(from, new Node.OfHolder(to), via, why, null);
  }

  private static String words(LockRequest lock) {
    return switch (lock.mode()) {
      case EXCLUSIVE, SHARED -> "for %s %s".formatted(lock.resource(), lock.mode());
      case PERMITS -> "for %d permits of %s".formatted(lock.permits(), lock.resource());
    };
  }

  private void addEdges(Node from, @Nullable Task task, List<Edge> edges) {
    if (task == null || task.state() instanceof TaskState.Ended) {
      return;
    }
    if (task.state() instanceof TaskState.Held held) {
      Holder attempt = new Holder.Attempt(task.id(), held.epoch());
      edges.add(edge(from, attempt, null, "which does it"));
      return;
    }
    for (TaskId dependency : task.waitsFor()) {
      edges.add(new Edge(from, new Node.OfTask(dependency), null, "which it depends on", null));
    }
    List<LockRequest> locks = task.spec().requirements().locks();
    if (!locks.isEmpty()) {
      addEdges(from, null, queue.blocking(locks, PlacementIndex.barredSince(task)), edges);
    }
  }

  /** Whether anybody may wait for the holder; false is certain, true is not. */
  boolean mayBeWaitedFor(Holder holder, boolean tasksAreAwaited, ReplyWaits replies) {
    if (tasksAreAwaited || queue.blocksSomebody(holder)) {
      return true;
    }
    for (Wait wait : waits.of(holder)) {
      if (replies.isAwaited(holder, wait.agent())
          || queue.isAheadOfSomebody(wait)
          || queue.waitsForItself(wait)) {
        return true;
      }
    }
    return false;
  }
}
