package dev.yardmaster.core.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks all grants pair by pair along the tree, and recounts what the tables claim (S4, S7). */
final class ResourceVerification {
  private final ResourceTable table;

  ResourceVerification(ResourceTable table) {
    this.table = table;
  }

  void verify(List<String> problems) {
    long sum = 0;
    for (Resource resource : table.resources().values()) {
      sum += resource.hash();
      if (resource.isIdle()) {
        problems.add("S4: resource %s is kept for nothing".formatted(resource.path()));
      }
    }
    for (Grant grant : table.grants()) {
      sum += grant.hash();
      if (!table.heldBy(grant.holder()).contains(grant)) {
        problems.add("S7: %s does not know its grant %s".formatted(grant.holder(), grant.token()));
      }
    }
    if (sum != table.hash()) {
      problems.add("S4: resources hash to %x, expected %x".formatted(sum, table.hash()));
    }
    checkConflicts(problems);
    checkPermits(problems);
  }

  /** Independent of the tree: by names in order, each against what lies around it. */
  private void checkConflicts(List<String> problems) {
    TreeMap<String, List<Hold>> byPath = new TreeMap<>();
    for (Grant grant : table.grants()) {
      for (Hold hold : table.holdsOf(grant)) {
        byPath.computeIfAbsent(hold.request.resource().path(), p -> new ArrayList<>()).add(hold);
      }
    }
    byPath.forEach((path, holds) -> {
      for (Hold hold : holds) {
        checkAgainst(hold, holds, problems);
        if (hold.request.resource().isSubtree()) {
          byPath
              .subMap(path + "/", path + "0")
              .values()
              .forEach(below -> checkAgainst(hold, below, problems));
        }
      }
    });
  }

  private static void checkAgainst(Hold hold, List<Hold> others, List<String> problems) {
    if (others.size() > 1_000 && hold.request.mode() != LockMode.EXCLUSIVE) {
      return; // all pairs of a crowd would take too long; exclusive ones are still compared
    }
    for (Hold other : others) {
      boolean conflict =
          other != hold
              && !other.grant.holder().equals(hold.grant.holder())
              && !other.request.mode().goesWith(hold.request.mode());
      if (conflict) {
        problems.add("S7: %s stands beside %s".formatted(hold, other));
      }
    }
  }

  private void checkPermits(List<String> problems) {
    Map<String, Integer> inUse = new HashMap<>();
    for (Grant grant : table.grants()) {
      for (LockRequest lock : grant.locks()) {
        inUse.merge(lock.resource().path(), lock.permits(), Integer::sum);
      }
    }
    for (Resource resource : table.resources().values()) {
      int expected = resource.refill().isNone() ? inUse.getOrDefault(resource.path(), 0) : 0;
      if (resource.permitsInUse() != expected) {
        problems.add(
            "S7: %s counts %d permits in use, expected %d"
                .formatted(resource.path(), resource.permitsInUse(), expected));
      }
      if (resource.permitsInUse() > resource.capacity()) {
        problems.add(
            "S7: %d permits of %s are in use, more than its capacity of %d"
                .formatted(resource.permitsInUse(), resource.path(), resource.capacity()));
      }
    }
  }
}
