package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.protocol.log.v1.WaitProto;

/** Events and values of waits. */
public final class WaitMapping {
  private WaitMapping() {}

  static WaitProto.WaitEvent write(WaitEvent event) {
    WaitProto.WaitEvent.Builder to = WaitProto.WaitEvent.newBuilder();
    switch (event) {
      case WaitEvent.WaitBegan e -> to.setBegan(wait(e.begun()));
      case WaitEvent.WaitEnded e -> to.setEnded(ended(e.waitId(), e.outcome()));
      case WaitEvent.WaitAdvanced e ->
          to.getAdvancedBuilder().setWaitId(e.waitId().value()).setPrecedence(e.precedence());
      case WaitEvent.DeadlockDetected e -> {
        WaitProto.DeadlockDetected.Builder detected = to.getDeadlockDetectedBuilder();
        detected.setVictim(e.victim().value());
        e.cycle().forEach(line -> detected.addCycle(Strict.text(line)));
      }
      case WaitEvent.DeadlockPolicyChanged e ->
          to.getPolicyChangedBuilder().setPolicy(write(e.policy()));
      case WaitEvent.AwaitedRestored e ->
          to.getAwaitedRestoredBuilder().setTask(e.task().value()).setEpoch(e.epoch().value());
      case WaitEvent.EndedWaitRestored e -> to.setEndedRestored(ended(e.waitId(), e.outcome()));
    }
    return to.build();
  }

  static WaitEvent read(WaitProto.WaitEvent from) {
    return switch (from.getKindCase()) {
      case BEGAN -> new WaitEvent.WaitBegan(wait(from.getBegan()));
      case ENDED -> {
        WaitProto.WaitEnded e = Strict.known(from.getEnded());
        yield new WaitEvent.WaitEnded(new FencingToken(e.getWaitId()), outcome(e));
      }
      case ADVANCED -> {
        WaitProto.WaitAdvanced e = Strict.known(from.getAdvanced());
        yield new WaitEvent.WaitAdvanced(new FencingToken(e.getWaitId()), e.getPrecedence());
      }
      case DEADLOCK_DETECTED -> {
        WaitProto.DeadlockDetected e = Strict.known(from.getDeadlockDetected());
        yield new WaitEvent.DeadlockDetected(new FencingToken(e.getVictim()), e.getCycleList());
      }
      case POLICY_CHANGED ->
          new WaitEvent.DeadlockPolicyChanged(
              read(Strict.known(from.getPolicyChanged()).getPolicy()));
      case AWAITED_RESTORED -> {
        WaitProto.AwaitedRestored e = Strict.known(from.getAwaitedRestored());
        yield new WaitEvent.AwaitedRestored(TaskId.of(e.getTask()), new FencingToken(e.getEpoch()));
      }
      case ENDED_RESTORED -> {
        WaitProto.WaitEnded e = Strict.known(from.getEndedRestored());
        yield new WaitEvent.EndedWaitRestored(new FencingToken(e.getWaitId()), outcome(e));
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static WaitProto.WaitBegan wait(Wait from) {
    WaitProto.WaitBegan.Builder to =
        WaitProto.WaitBegan.newBuilder()
            .setId(from.id().value())
            .setHolder(ResourceMapping.holder(from.holder()))
            .setAgent(from.agent().value())
            .setSinceMillis(from.sinceMillis())
            .setDeadlineMillis(from.deadlineMillis());
    switch (from.what()) {
      case Wait.Locks locks -> {
        WaitProto.WaitForLocks.Builder set = to.getLocksBuilder();
        locks.locks().forEach(lock -> set.addLocks(ResourceMapping.lock(lock)));
        set.setPriority(locks.priority())
            .setLeaseMillis(locks.leaseMillis())
            .setPrecedence(locks.precedence());
      }
      case Wait.TaskEnd end -> to.setTaskEnd(end.task().value());
      case Wait.Reply reply -> {
        WaitProto.WaitForReply.Builder awaited =
            to.getReplyBuilder().setRequest(reply.request().value()).setTo(reply.to().value());
        Holder.Attempt by = reply.receivedBy();
        if (by != null) {
          awaited.getReceivedByBuilder().setTask(by.task().value()).setEpoch(by.token().value());
        }
      }
    }
    return to.build();
  }

  public static Wait wait(WaitProto.WaitBegan from) {
    Strict.known(from);
    Wait.For what =
        switch (from.getWhatCase()) {
          case LOCKS -> {
            WaitProto.WaitForLocks set = Strict.known(from.getLocks());
            yield new Wait.Locks(
                set.getLocksList().stream().map(ResourceMapping::lock).toList(),
                set.getPriority(),
                set.getLeaseMillis(),
                set.getPrecedence());
          }
          case TASK_END -> new Wait.TaskEnd(TaskId.of(from.getTaskEnd()));
          case REPLY -> reply(Strict.known(from.getReply()));
          case WHAT_NOT_SET -> throw Strict.empty(from);
        };
    return new Wait(
        new FencingToken(from.getId()),
        ResourceMapping.holder(from.getHolder()),
        AgentId.of(from.getAgent()),
        from.getSinceMillis(),
        from.getDeadlineMillis(),
        what);
  }

  private static Wait.Reply reply(WaitProto.WaitForReply from) {
    WaitProto.WaitForReply.Receiver by = Strict.known(from.getReceivedBy());
    return new Wait.Reply(
        MessageId.of(from.getRequest()),
        AgentId.of(from.getTo()),
        from.hasReceivedBy()
            ? new Holder.Attempt(TaskId.of(by.getTask()), new FencingToken(by.getEpoch()))
            : null);
  }

  public static WaitProto.WaitEnded ended(FencingToken id, Outcome outcome) {
    WaitProto.WaitEnded.Builder to = WaitProto.WaitEnded.newBuilder().setWaitId(id.value());
    switch (outcome) {
      case Outcome.Granted o -> to.setGranted(o.token().value());
      case Outcome.TaskEnded o -> to.setTaskEnded(TaskStateMapping.write(o.state()));
      case Outcome.Replied o -> to.setReplied(o.message().value());
      case Outcome.TimedOut o -> to.setTimedOut(true);
      case Outcome.Withdrawn o -> to.setWithdrawn(true);
      case Outcome.Deadlock o -> to.setDeadlock(Strict.text(o.cycle()));
      case Outcome.Hopeless o -> to.setHopeless(Strict.text(o.why()));
    }
    return to.build();
  }

  public static Outcome outcome(WaitProto.WaitEnded from) {
    return switch (Strict.known(from).getOutcomeCase()) {
      case GRANTED -> new Outcome.Granted(new FencingToken(from.getGranted()));
      case TASK_ENDED -> new Outcome.TaskEnded(TaskStateMapping.read(from.getTaskEnded()));
      case REPLIED -> new Outcome.Replied(MessageId.of(from.getReplied()));
      case TIMED_OUT -> new Outcome.TimedOut();
      case WITHDRAWN -> new Outcome.Withdrawn();
      case DEADLOCK -> new Outcome.Deadlock(from.getDeadlock());
      case HOPELESS -> new Outcome.Hopeless(from.getHopeless());
      case OUTCOME_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static WaitProto.DeadlockPolicy write(DeadlockPolicy from) {
    return switch (from) {
      case REFUSE -> WaitProto.DeadlockPolicy.DEADLOCK_POLICY_REFUSE;
      case PREEMPT -> WaitProto.DeadlockPolicy.DEADLOCK_POLICY_PREEMPT;
      case OFF -> WaitProto.DeadlockPolicy.DEADLOCK_POLICY_OFF;
    };
  }

  public static DeadlockPolicy read(WaitProto.DeadlockPolicy from) {
    return switch (from) {
      case DEADLOCK_POLICY_REFUSE -> DeadlockPolicy.REFUSE;
      case DEADLOCK_POLICY_PREEMPT -> DeadlockPolicy.PREEMPT;
      case DEADLOCK_POLICY_OFF -> DeadlockPolicy.OFF;
      case DEADLOCK_POLICY_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("deadlock policy", from);
    };
  }
}
