package dev.yardmaster.core.shard;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random commands about locks and waits, from sessions and attempts, mostly sensible ones. */
final class RandomLocks {
  static final String RATE = "rate";
  private static final List<String> NAMES =
      List.of("r0", "r1", "r2", "r3", "r0/a", "r0/b", "r0/**", "r1/**", "r1/a/x", "r1/a/**");

  private final ShardHarness shard;
  private final Random random;
  private final RandomSpecs specs;
  private final boolean awaits;

  /**
   * @param awaits whether attempts wait for tasks, so that their agents get more than their slots
   */
  RandomLocks(ShardHarness shard, Random random, RandomSpecs specs, boolean awaits) {
    this.awaits = awaits;
    this.shard = shard;
    this.random = random;
    this.specs = specs;
  }

  Command command() {
    Caller caller = caller();
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 ->
          new WaitCommand.AcquireLocks(
              caller, set(), random.nextInt(102), waitMillis(), leaseMillis());
      case 7, 8 ->
          new WaitCommand.AwaitTask(
              awaits ? caller : Caller.session(caller.agent(), caller.session()),
              anyTask(),
              waitMillis());
      case 9, 10 -> new WaitCommand.EndWait(caller, anyWait());
      case 11 ->
          specs.oneIn(8)
              ? new WaitCommand.SetDeadlockPolicy(specs.oneOf(List.of(DeadlockPolicy.values())))
              : new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.REFUSE);
      case 12 -> specs.oneIn(3) ? guarded(caller) : new ResourceCommand.ReleaseAll(caller);
      case 13, 14, 15 -> release();
      case 16 -> extend();
      case 17 -> new ResourceCommand.ForceRelease(anyGrant(), "ada");
      case 18 ->
          new ResourceCommand.Charge(caller, name(specs.oneIn(4) ? "r0" : RATE), random.nextInt(3));
      default ->
          new ResourceCommand.DeclareResource(
              name(RATE),
              specs.oneIn(6) ? 0 : 2 + random.nextInt(3),
              specs.oneIn(6) ? Refill.NONE : new Refill(1, 1_000 + random.nextInt(2_000)));
    };
  }

  /** Gives all back only under some grant, which mostly stands. */
  private Command guarded(Caller caller) {
    FencingToken token = anyGrant();
    Grant grant = shard.workspace().resources().grant(token);
    ResourceName held = grant == null ? name("r0") : grant.locks().getFirst().resource();
    return new WorkspaceCommand.Guarded(
        List.of(new Guard(held, token)), new ResourceCommand.ReleaseAll(caller));
  }

  private static ResourceName name(String value) {
    return ResourceName.of(value);
  }

  /** An attempt or a session, of an agent of this moment or, at times, of an earlier one. */
  private Caller caller() {
    List<Agent> agents = List.copyOf(shard.workspace().agents().all());
    Agent agent = agents.get(random.nextInt(agents.size()));
    FencingToken session = specs.oneIn(30) ? new FencingToken(3) : agent.session();
    Caller caller = Caller.session(agent.id(), session);
    List<Task> held = List.copyOf(shard.workspace().tasks().heldBy(agent.session()));
    if (held.isEmpty() || specs.oneIn(3)) {
      return caller;
    }
    Task task = held.get(random.nextInt(held.size()));
    return caller.inside(task.id(), task.lastEpoch());
  }

  private List<LockRequest> set() {
    List<LockRequest> set = new ArrayList<>();
    for (int i = random.nextInt(specs.oneIn(3) ? 4 : 2); i >= 0; i--) {
      LockRequest lock = lock();
      if (set.stream().noneMatch(other -> other.resource().equals(lock.resource()))) {
        set.add(lock);
      }
    }
    return specs.oneIn(40) ? List.of() : set;
  }

  private LockRequest lock() {
    if (specs.oneIn(5)) {
      return LockRequest.permits(specs.oneIn(3) ? RATE : RandomSpecs.POOL, 1 + random.nextInt(3));
    }
    String name = specs.oneOf(NAMES);
    return specs.oneIn(3) ? LockRequest.shared(name) : LockRequest.exclusive(name);
  }

  private long waitMillis() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1, 2 -> 1 + random.nextInt(9_000);
      case 3 -> specs.oneIn(5) ? -1 : 30_000;
      default -> WaitCommand.FOREVER;
    };
  }

  private long leaseMillis() {
    return specs.oneIn(3) ? 900 + random.nextInt(9_000) : 0;
  }

  private TaskId anyTask() {
    List<Task> all = List.copyOf(shard.workspace().tasks().all());
    return all.isEmpty() || specs.oneIn(20)
        ? TaskId.of("missing")
        : all.get(random.nextInt(all.size())).id();
  }

  private FencingToken anyWait() {
    List<Wait> all = List.copyOf(shard.workspace().waits().all());
    return all.isEmpty() || specs.oneIn(20)
        ? new FencingToken(5)
        : all.get(random.nextInt(all.size())).id();
  }

  private FencingToken anyGrant() {
    List<Grant> all = List.copyOf(shard.workspace().resources().grants());
    return all.isEmpty() || specs.oneIn(10)
        ? new FencingToken(5)
        : all.get(random.nextInt(all.size())).token();
  }

  private Command release() {
    FencingToken token = anyGrant();
    return new ResourceCommand.ReleaseLock(callerOf(token), token);
  }

  private Command extend() {
    FencingToken token = anyGrant();
    return new ResourceCommand.ExtendLock(callerOf(token), token, leaseMillis());
  }

  /** Who holds the grant, mostly. */
  private Caller callerOf(FencingToken token) {
    Grant grant = shard.workspace().resources().grant(token);
    return grant == null || specs.oneIn(10) ? caller() : callerOf(grant.holder());
  }

  private Caller callerOf(Holder holder) {
    return switch (holder) {
      case Holder.Session session -> Caller.session(session.agent(), session.token());
      case Holder.Attempt attempt -> {
        Task task = shard.workspace().tasks().find(attempt.task());
        yield task != null && task.state() instanceof TaskState.Held held
            ? Caller.session(held.agent(), held.session()).inside(task.id(), held.epoch())
            : caller();
      }
    };
  }

  /** Everybody gives up what it waits for and gives back what it holds outside attempts. */
  void letGo() {
    for (Wait wait : List.copyOf(shard.workspace().waits().all())) {
      shard.send(new WaitCommand.EndWait(callerOf(wait.holder()), wait.id()));
    }
    for (Grant grant : List.copyOf(shard.workspace().resources().grants())) {
      shard.send(new ResourceCommand.ReleaseLock(callerOf(grant.holder()), grant.token()));
    }
  }
}
