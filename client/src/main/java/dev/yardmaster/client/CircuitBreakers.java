package dev.yardmaster.client;

import dev.yardmaster.core.breaker.BreakerConfig;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Circuit breakers of this process by name, each made when it is first asked for. Usable alone;
 * those that tasks of a workspace share are {@link CoordinationManager#breakers()}.
 *
 * {@snippet file="BreakerExamplesTest.java" region="open"}
 */
public final class CircuitBreakers {
  private final ConcurrentSkipListMap<String, CircuitBreaker> breakers =
      new ConcurrentSkipListMap<>();
  private final BreakerConfig defaults;

  public CircuitBreakers() {
    this(BreakerConfig.DEFAULT);
  }

  public CircuitBreakers(BreakerConfig defaults) {
    this.defaults = defaults;
  }

  /** The breaker of this name, made with the defaults if there is none. */
  public CircuitBreaker get(String name) {
    return get(name, defaults);
  }

  /** The breaker of this name, made with this configuration if there is none. */
  public CircuitBreaker get(String name, BreakerConfig config) {
    CircuitBreaker known = breakers.get(name);
    return known != null
        ? known
        : breakers.computeIfAbsent(name, absent -> CircuitBreaker.of(absent, config));
  }

  public Optional<CircuitBreaker> find(String name) {
    return Optional.ofNullable(breakers.get(name));
  }

  /** All there are, by name. */
  public Collection<CircuitBreaker> all() {
    return Collections.unmodifiableCollection(breakers.values());
  }

  /** Forgets a breaker; who has it still uses it, who asks for the name gets another. */
  public void remove(String name) {
    breakers.remove(name);
  }

  public void resetAll() {
    breakers.values().forEach(CircuitBreaker::reset);
  }
}
