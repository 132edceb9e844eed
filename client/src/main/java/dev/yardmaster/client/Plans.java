package dev.yardmaster.client;

import dev.yardmaster.core.graph.DependencyGraph;
import dev.yardmaster.core.graph.DependencyGraphException;
import dev.yardmaster.core.graph.GraphTask;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.PlanChunks;
import dev.yardmaster.core.task.PlanStage;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.core.workspace.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Plans: many tasks with dependencies, uploaded in chunks and begun at once (R23, R24).
 *
 * {@snippet file="TaskExamplesTest.java" region="plan"}
 */
public final class Plans {
  private static final int CHUNK_BYTES = 512 << 10;
  private static final long LOOK_MILLIS = 20;

  private final WorkspaceId workspace;
  private final Requests requests;
  private final WorkspaceSettings settings;

  Plans(WorkspaceId workspace, Requests requests, WorkspaceSettings settings) {
    this.settings = settings;
    this.workspace = workspace;
    this.requests = requests;
  }

  /**
   * Uploads a plan and returns when all of it has taken its place. Where the plan exists it is
   * reconciled: unchanged tasks that succeeded stay, unsuccessful ones begin anew, changed ones
   * that did not succeed are replaced, and what is no longer in the plan is cancelled.
   *
   * @param tasks in any order
   * @param redoChanged whether tasks that succeeded are done again when their content changed;
   *     otherwise such a change is refused
   * @throws CoordinationException CYCLE with the path; NOT_FOUND for a dependency outside the plan;
   *     ALREADY_EXISTS, FAILED_PRECONDITION, LIMIT as the texts say
   */
  public PlanView upload(PlanId plan, List<TaskSpec> tasks, boolean redoChanged) {
    List<TaskSpec> sorted = sort(tasks.stream().map(settings::completed).toList());
    requests.send(workspace, new TaskCommand.OpenPlan(plan, redoChanged));
    for (List<TaskSpec> chunk : PlanChunks.of(sorted, CHUNK_BYTES)) {
      requests.send(workspace, new TaskCommand.AddPlanTasks(plan, chunk));
    }
    requests.send(workspace, new TaskCommand.SealPlan(plan));
    return await(
        plan, view -> view.stage() == PlanStage.SETTLED, Requests.TIMEOUT.multipliedBy(20));
  }

  private static List<TaskSpec> sort(List<TaskSpec> tasks) {
    Map<TaskId, TaskSpec> byId = HashMap.newHashMap(tasks.size());
    List<GraphTask<TaskId>> nodes = new ArrayList<>(tasks.size());
    for (TaskSpec task : tasks) {
      byId.put(task.id(), task);
      List<dev.yardmaster.core.graph.Dependency<TaskId>> edges = new ArrayList<>();
      for (Dependency dependency : task.dependencies()) {
        edges.add(dev.yardmaster.core.graph.Dependency.onSuccess(dependency.task()));
      }
      nodes.add(new GraphTask<>(task.id(), edges));
    }
    DependencyGraph<TaskId> graph = new DependencyGraph<>();
    try {
      graph.addAll(nodes);
    } catch (DependencyGraphException e) {
      boolean cycle = !DependencyGraph.detectCycles(nodes).isEmpty();
      throw new CoordinationException(
          new Refusal(cycle ? RefusalCode.CYCLE : RefusalCode.NOT_FOUND, e.refusal().text()));
    }
    List<TaskSpec> sorted = new ArrayList<>(tasks.size());
    for (TaskId id : graph.topologicalOrder()) {
      TaskSpec spec = byId.get(id);
      if (spec != null) {
        sorted.add(spec);
      }
    }
    return sorted;
  }

  public Optional<PlanView> find(PlanId plan) {
    return requests.query(workspace, new Query.OfPlan(plan));
  }

  /** Cancels every open task of the plan; running ones are told to stop. */
  public void cancel(PlanId plan, String reason) {
    requests.send(workspace, new TaskCommand.CancelPlan(plan, reason));
  }

  /**
   * Waits until every task of the plan has ended.
   *
   * @throws CoordinationException TIMEOUT when it has not by then; NOT_FOUND
   */
  public PlanView awaitEnd(PlanId plan, Duration timeout) {
    return await(plan, PlanView::isOver, timeout);
  }

  private PlanView await(
      PlanId plan, java.util.function.Predicate<PlanView> reached, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      PlanView view =
          find(plan)
              .orElseThrow(() ->
                  new CoordinationException(
                      Refusal.notFound("Expected plan %s to exist".formatted(plan))));
      if (reached.test(view)) {
        return view;
      }
      if (System.nanoTime() >= deadline) {
        throw new CoordinationException(
            new Refusal(
                RefusalCode.TIMEOUT,
                "Plan %s is at %s with %s after %s; wait longer or look at its open tasks"
                    .formatted(plan, view.stage(), view.tasks(), timeout)));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS + view.size() / 1_000);
      } catch (InterruptedException e) {
        throw Requests.interrupted();
      }
    }
  }
}
