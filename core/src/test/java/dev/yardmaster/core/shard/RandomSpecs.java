package dev.yardmaster.core.shard;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.task.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random profiles and tasks over a few names, so that they meet often. */
final class RandomSpecs {
  static final int AGENTS = 6;
  static final int RESOURCES = 4;
  static final String POOL = "pool";
  static final BreakerName API = BreakerName.of("api");
  static final BreakerName MODEL = BreakerName.of("model");
  private static final List<String> CAPABILITIES = List.of("build", "test");

  private final Random random;
  private final int slots;

  RandomSpecs(Random random) {
    this(random, 3);
  }

  /** With at most so many slots, and as many ahead of them, for an agent. */
  RandomSpecs(Random random, int slots) {
    this.random = random;
    this.slots = slots;
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  AgentId agent() {
    return AgentId.of("a" + random.nextInt(AGENTS));
  }

  AgentProfile profile(AgentId id) {
    AgentProfile profile = AgentProfile.named(id.value());
    profile =
        switch (random.nextInt(4)) {
          case 0 -> profile.capabilities("*");
          case 1 -> profile.capabilities("build");
          case 2 -> profile.capabilities("build", "test");
          default -> profile;
        };
    profile = oneIn(2) ? profile.label("zone", oneIn(2) ? "n" : "s") : profile;
    profile = profile.priority(random.nextInt(101)).maxConcurrentTasks(1 + random.nextInt(slots));
    return oneIn(2) ? profile.prefetch(random.nextInt(slots + 1)) : profile;
  }

  TaskSpec task(String id, long wallMillis, Dependency... after) {
    return TaskSpec.named(id)
        .priority(oneIn(3) ? random.nextInt(101) : 50)
        .work(
            new Work(
                "type" + random.nextInt(3),
                "",
                oneIn(8) ? Payload.text("input") : Payload.EMPTY,
                Collections.emptySortedSet()))
        .dependsOn(after)
        .requirements(requirements())
        .limits(limits(wallMillis));
  }

  Dependency after(String id) {
    return oneIn(4) ? Dependency.onCompletion(id) : Dependency.onSuccess(id);
  }

  private Requirements requirements() {
    SortedSet<String> capabilities = new TreeSet<>();
    SortedMap<String, String> selector = new TreeMap<>();
    if (oneIn(2)) {
      capabilities.add(CAPABILITIES.get(random.nextInt(CAPABILITIES.size())));
    }
    if (oneIn(5)) {
      selector.put("zone", oneIn(2) ? "n" : "s");
    }
    return new Requirements(capabilities, selector, locks(), breakers(), oneIn(8) ? agent() : null);
  }

  private SortedSet<BreakerName> breakers() {
    SortedSet<BreakerName> names = new TreeSet<>();
    if (oneIn(3)) {
      names.add(API);
    }
    if (oneIn(6)) {
      names.add(MODEL);
    }
    return names;
  }

  private List<LockRequest> locks() {
    List<LockRequest> locks = new ArrayList<>();
    for (int i = 0; i < RESOURCES; i++) {
      if (oneIn(8)) {
        String name = "r" + i + oneOf(List.of("", "", "/a", "/**"));
        locks.add(oneIn(2) ? LockRequest.exclusive(name) : LockRequest.shared(name));
      }
    }
    if (oneIn(8)) {
      locks.add(LockRequest.permits(POOL, 1 + random.nextInt(3)));
    }
    return locks;
  }

  private Limits limits(long wallMillis) {
    Timeouts timeouts =
        oneIn(3)
            ? new Timeouts(millis(60_000), millis(20_000), millis(5_000))
            : oneIn(2) ? new Timeouts(0, millis(30_000), 0) : Timeouts.NONE;
    long notBefore = oneIn(8) ? wallMillis + random.nextInt(20_000) : 0;
    long deadline = oneIn(8) ? Math.max(wallMillis, notBefore) + 1 + random.nextInt(90_000) : 0;
    return new Limits(timeouts, new Schedule(notBefore, deadline), retries(), oneIn(10));
  }

  private RetryPolicy retries() {
    return new RetryPolicy(
        random.nextInt(3),
        new RetryPolicy.Backoff(500, 200, 20, 5_000),
        new TreeSet<>(List.of("fatal")));
  }

  private long millis(int most) {
    return oneIn(3) ? 0 : 1 + random.nextInt(most);
  }
}
