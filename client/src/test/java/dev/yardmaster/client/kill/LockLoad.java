package dev.yardmaster.client.kill;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.ResourceManager;
import dev.yardmaster.core.resource.LockRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Agents that take locks by themselves, beside those of their tasks, and give them back. */
final class LockLoad {
  private static final String AREA = "area";
  private static final int PARTS = 3;

  private final Journal journal;
  private final ResourceManager resources;
  private volatile boolean resting;

  LockLoad(Journal journal, ResourceManager resources) {
    this.journal = journal;
    this.resources = resources;
  }

  /** From now on nothing more is locked. */
  void rest() {
    resting = true;
  }

  /** A part of the area, which others lock as a whole. */
  static String part(Random random) {
    return AREA + "/" + random.nextInt(PARTS);
  }

  /** Locks until it rests, on a thread of its own. */
  void lock(AgentSession agent, Random random) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (!resting) {
              lockPersistently(agent, random);
              TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** What it may have without knowing, it gives back. */
  private void lockPersistently(AgentSession agent, Random random) throws InterruptedException {
    try {
      lockOnce(agent, random);
    } catch (CoordinationException e) {
      if (!Persistent.isOpen(e)) {
        throw e;
      }
      Persistent.call(() -> resources.releaseAll(agent));
    }
  }

  private void lockOnce(AgentSession agent, Random random) throws InterruptedException {
    LockRequest[] set = set(random);
    Optional<Lock> given =
        random.nextInt(4) == 0
            ? resources.tryAcquire(agent, set)
            : Optional.of(resources.acquire(agent, set));
    if (given.isEmpty()) {
      return;
    }
    try (Lock lock = given.get()) {
      long token = lock.token().value();
      for (LockRequest each : lock.locks()) {
        journal.write(new Fact.Locked(each.resource().value(), token, each.mode(), each.permits()));
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(2_000)); // the work
      for (LockRequest each : lock.locks()) {
        journal.write(new Fact.Unlocking(each.resource().value(), token));
      }
    }
  }

  private static LockRequest[] set(Random random) {
    List<LockRequest> set = new ArrayList<>();
    switch (random.nextInt(6)) {
      case 0 -> set.add(LockRequest.exclusive(AREA + "/**"));
      case 1 -> set.add(LockRequest.shared(AREA + "/**"));
      case 2 -> set.add(LockRequest.exclusive(part(random)));
      case 3 -> set.add(LockRequest.shared(part(random)));
      case 4 -> set.add(LockRequest.exclusive(MixedLoad.file(random)));
      default -> set.add(LockRequest.shared(MixedLoad.file(random)));
    }
    if (random.nextInt(4) == 0) {
      set.add(LockRequest.permits(MixedLoad.GPU, 1 + random.nextInt(MixedLoad.GPU_CAPACITY)));
    }
    return set.toArray(LockRequest[]::new);
  }
}
