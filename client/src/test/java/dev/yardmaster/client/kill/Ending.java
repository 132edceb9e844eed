package dev.yardmaster.client.kill;

import java.util.List;
import java.util.Map;

/**
 * What the log says in the end, when everything was worked off.
 *
 * @param successes of every task the log knows, the epochs it succeeded under, in order
 */
record Ending(Map<String, List<Long>> successes) {
  Ending {
    successes = Map.copyOf(successes);
  }

  boolean knows(String task) {
    return successes.containsKey(task);
  }

  List<Long> successesOf(String task) {
    return successes.getOrDefault(task, List.of());
  }
}
