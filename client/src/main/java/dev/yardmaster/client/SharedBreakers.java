package dev.yardmaster.client;

import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.BreakerView;
import dev.yardmaster.core.workspace.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The circuit breakers of a workspace, which tasks name ({@link Task#breaker}) and failures are
 * reported for ({@link Outcome.Failed#on}): while one is open, no task that names it starts (R72).
 *
 * {@snippet file="BreakerExamplesTest.java" region="shared"}
 *
 * <p>For calls outside tasks see {@link CircuitBreaker}. The breaker that each agent has of its own
 * is named {@code agent:NAME}.
 */
public final class SharedBreakers {
  private final WorkspaceId workspace;
  private final Requests requests;

  SharedBreakers(WorkspaceId workspace, Requests requests) {
    this.workspace = workspace;
    this.requests = requests;
  }

  /** Makes a breaker, or changes its configuration; the same again changes nothing. */
  public void declare(String name, BreakerConfig config) {
    requests.send(workspace, new BreakerCommand.DeclareBreaker(BreakerName.of(name), config));
  }

  /** As it stands; empty while nothing was declared or counted: it is CLOSED then. */
  public Optional<BreakerView> find(String name) {
    return requests.query(workspace, new Query.OfBreaker(BreakerName.of(name)));
  }

  public CircuitState state(String name) {
    return find(name).map(view -> CircuitState.of(view.state())).orElse(CircuitState.CLOSED);
  }

  /** Those tasks name by name, then agents' own, at most this many (1-10,000). */
  public List<BreakerView> list(int limit) {
    return requests.query(workspace, new Query.OfBreakers(limit));
  }

  /**
   * How many READY tasks each breaker keeps from starting, each counted for the first that stops
   * it; breakers that stop none are left out.
   */
  public Map<BreakerName, Integer> stoppedTasks() {
    return requests.query(workspace, new Query.OfStoppedTasks());
  }

  /** Nothing that names it starts until it is {@link #reset}. */
  public void forceOpen(String name, String by) {
    requests.send(workspace, new BreakerCommand.ForceBreaker(BreakerName.of(name), true, by));
  }

  /** Everything that names it may start, uncounted, until it is {@link #reset}. */
  public void forceClosed(String name, String by) {
    requests.send(workspace, new BreakerCommand.ForceBreaker(BreakerName.of(name), false, by));
  }

  /** CLOSED, with nothing counted. */
  public void reset(String name, String by) {
    requests.send(workspace, new BreakerCommand.ResetBreaker(BreakerName.of(name), by));
  }

  /** Forgets it; what names it is free of it until something counts on it again. */
  public void remove(String name) {
    requests.send(workspace, new BreakerCommand.RemoveBreaker(BreakerName.of(name)));
  }
}
