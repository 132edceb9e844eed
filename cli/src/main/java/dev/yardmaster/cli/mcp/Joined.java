package dev.yardmaster.cli.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The handles of agents that joined through this bridge. Servers keep in memory alone which agents
 * live by which bridge, so they are shown to one that was restarted. Thread-safe.
 */
final class Joined {
  /** As many as a server keeps of one bridge. */
  static final int MAX_ALONE = 64;

  private final ReentrantLock lock = new ReentrantLock();

  /** Of those that joined without a session, by workspace and id; the first to join go first. */
  private final Map<String, String> alone = new LinkedHashMap<>();

  private volatile @Nullable String inSession;

  /**
   * An agent, as the answer to its {@code join} has it.
   *
   * @param name workspace and id
   */
  record Agent(String name, String handle) {
    @Override
    public String toString() {
      return "Agent[%s]".formatted(name); // no secrets
    }
  }

  /** In the session of the bridge, in place of whoever joined there before. */
  void inSession(Agent agent) {
    inSession = agent.handle();
  }

  /** Without a session; an agent that joins again has a new handle. */
  void alone(Agent agent) {
    lock.lock();
    try {
      alone.remove(agent.name());
      alone.put(agent.name(), agent.handle());
      if (alone.size() > MAX_ALONE) {
        alone.remove(alone.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable String inSession() {
    return inSession;
  }

  List<String> alone() {
    lock.lock();
    try {
      return List.copyOf(alone.values());
    } finally {
      lock.unlock();
    }
  }
}
