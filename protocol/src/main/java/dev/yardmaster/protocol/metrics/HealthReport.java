package dev.yardmaster.protocol.metrics;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How an engine is, component by component: driver, log, disk, snapshots, history, metrics. */
public record HealthReport(SortedMap<String, Health> components) {
  public HealthReport {
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
  }

  /** That of the worst component. */
  public Health.Status status() {
    return components.values().stream()
        .map(Health::status)
        .max(Health.Status::compareTo)
        .orElse(Health.Status.UP);
  }

  /**
   * One component.
   *
   * @throws IllegalArgumentException for a name that is none
   */
  public Health of(String component) {
    Health health = components.get(component);
    if (health == null) {
      throw new IllegalArgumentException(
          "Expected one of %s, got %s".formatted(components.keySet(), component));
    }
    return health;
  }
}
