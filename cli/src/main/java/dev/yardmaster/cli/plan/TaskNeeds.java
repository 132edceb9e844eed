package dev.yardmaster.cli.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs in order to run, and how urgently.
 *
 * @param capabilities all of which its agent has
 * @param selector labels all of which its agent carries
 * @param agent the one agent it is pinned to, or null
 * @param priority 0 to 100, higher first
 * @param locks taken all or none before it starts
 * @param breakers circuit breakers for what it calls; while one is open it does not start
 */
public record TaskNeeds(
    Set<String> capabilities,
    Map<String, String> selector,
    @Nullable String agent,
    int priority,
    List<PlanLock> locks,
    Set<String> breakers) {

  /** Priority of a task that names none. */
  public static final int DEFAULT_PRIORITY = 50;

  public TaskNeeds {
    capabilities = Ordered.set(capabilities);
    selector = Ordered.map(selector);
    locks = List.copyOf(locks);
    breakers = Ordered.set(breakers);
  }
}
