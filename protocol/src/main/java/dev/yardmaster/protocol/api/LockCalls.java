package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.protocol.log.ResourceMapping;
import dev.yardmaster.protocol.log.WaitMapping;
import dev.yardmaster.protocol.log.v1.WaitProto;
import dev.yardmaster.protocol.v1.AcquireRequest;
import dev.yardmaster.protocol.v1.AwaitTaskRequest;
import dev.yardmaster.protocol.v1.ChargeRequest;
import dev.yardmaster.protocol.v1.DeclareResourceRequest;
import dev.yardmaster.protocol.v1.EndWaitRequest;
import dev.yardmaster.protocol.v1.ExtendRequest;
import dev.yardmaster.protocol.v1.ForceReleaseRequest;
import dev.yardmaster.protocol.v1.ReleaseAllRequest;
import dev.yardmaster.protocol.v1.ReleaseRequest;
import dev.yardmaster.protocol.v1.SetDeadlockPolicyRequest;
import java.util.List;

/** Commands on resources, locks and waits. */
final class LockCalls {
  private LockCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(
        ACQUIRE,
        RELEASE,
        RELEASE_ALL,
        EXTEND,
        FORCE_RELEASE,
        DECLARE,
        CHARGE,
        AWAIT_TASK,
        END_WAIT,
        SET_DEADLOCK_POLICY);
  }

  private static final CommandCall<WaitCommand.AcquireLocks, AcquireRequest> ACQUIRE =
      CommandCall.of(
          "LockService/Acquire",
          WaitCommand.AcquireLocks.class,
          AcquireRequest.getDefaultInstance(),
          c ->
              AcquireRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .addAllLocks(c.locks().stream().map(ResourceMapping::lock).toList())
                  .setPriority(c.priority())
                  .setWaitMillis(WaitMillis.write(c.waitMillis()))
                  .setLeaseMillis(c.leaseMillis()),
          (q, speaker) ->
              new WaitCommand.AcquireLocks(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.readEach("locks", q.getLocksList(), Defaults::lock),
                  q.hasPriority() ? q.getPriority() : Defaults.LOCK_PRIORITY,
                  WaitMillis.read(q.getWaitMillis()),
                  q.getLeaseMillis()));

  private static final CommandCall<ResourceCommand.ReleaseLock, ReleaseRequest> RELEASE =
      CommandCall.of(
          "LockService/Release",
          ResourceCommand.ReleaseLock.class,
          ReleaseRequest.getDefaultInstance(),
          c ->
              ReleaseRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setToken(c.token().value()),
          (q, speaker) ->
              new ResourceCommand.ReleaseLock(
                  Identity.caller(q.getCaller(), speaker), new FencingToken(q.getToken())));

  private static final CommandCall<ResourceCommand.ReleaseAll, ReleaseAllRequest> RELEASE_ALL =
      CommandCall.of(
          "LockService/ReleaseAll",
          ResourceCommand.ReleaseAll.class,
          ReleaseAllRequest.getDefaultInstance(),
          c -> ReleaseAllRequest.newBuilder().setCaller(Identity.write(c.caller())),
          (q, speaker) -> new ResourceCommand.ReleaseAll(Identity.caller(q.getCaller(), speaker)));

  private static final CommandCall<ResourceCommand.ExtendLock, ExtendRequest> EXTEND =
      CommandCall.of(
          "LockService/Extend",
          ResourceCommand.ExtendLock.class,
          ExtendRequest.getDefaultInstance(),
          c ->
              ExtendRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setToken(c.token().value())
                  .setLeaseMillis(c.leaseMillis()),
          (q, speaker) ->
              new ResourceCommand.ExtendLock(
                  Identity.caller(q.getCaller(), speaker),
                  new FencingToken(q.getToken()),
                  q.getLeaseMillis()));

  private static final CommandCall<ResourceCommand.ForceRelease, ForceReleaseRequest>
      FORCE_RELEASE =
          CommandCall.of(
              "LockService/ForceRelease",
              ResourceCommand.ForceRelease.class,
              ForceReleaseRequest.getDefaultInstance(),
              c -> ForceReleaseRequest.newBuilder().setToken(c.token().value()).setBy(c.by()),
              (q, speaker) ->
                  new ResourceCommand.ForceRelease(new FencingToken(q.getToken()), q.getBy()));

  private static final CommandCall<ResourceCommand.DeclareResource, DeclareResourceRequest>
      DECLARE =
          CommandCall.of(
              "LockService/Declare",
              ResourceCommand.DeclareResource.class,
              DeclareResourceRequest.getDefaultInstance(),
              c ->
                  DeclareResourceRequest.newBuilder()
                      .setResource(c.resource().value())
                      .setCapacity(c.capacity())
                      .setRefill(ResourceMapping.refill(c.refill())),
              (q, speaker) ->
                  new ResourceCommand.DeclareResource(
                      resource(q.getResource()),
                      q.getCapacity(),
                      Requests.read("refill", q.getRefill(), ResourceMapping::refill)));

  private static final CommandCall<ResourceCommand.Charge, ChargeRequest> CHARGE =
      CommandCall.of(
          "LockService/Charge",
          ResourceCommand.Charge.class,
          ChargeRequest.getDefaultInstance(),
          c ->
              ChargeRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setResource(c.resource().value())
                  .setAmount(c.amount()),
          (q, speaker) ->
              new ResourceCommand.Charge(
                  Identity.caller(q.getCaller(), speaker),
                  resource(q.getResource()),
                  q.getAmount()));

  private static final CommandCall<WaitCommand.AwaitTask, AwaitTaskRequest> AWAIT_TASK =
      CommandCall.of(
          "LockService/AwaitTask",
          WaitCommand.AwaitTask.class,
          AwaitTaskRequest.getDefaultInstance(),
          c ->
              AwaitTaskRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setTask(c.task().value())
                  .setWaitMillis(WaitMillis.write(c.waitMillis())),
          (q, speaker) ->
              new WaitCommand.AwaitTask(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.read("task", q.getTask(), TaskId::of),
                  WaitMillis.read(q.getWaitMillis())));

  private static final CommandCall<WaitCommand.EndWait, EndWaitRequest> END_WAIT =
      CommandCall.of(
          "LockService/EndWait",
          WaitCommand.EndWait.class,
          EndWaitRequest.getDefaultInstance(),
          c ->
              EndWaitRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setWaitId(c.waitId().value()),
          (q, speaker) ->
              new WaitCommand.EndWait(
                  Identity.caller(q.getCaller(), speaker), new FencingToken(q.getWaitId())));

  private static final CommandCall<WaitCommand.SetDeadlockPolicy, SetDeadlockPolicyRequest>
      SET_DEADLOCK_POLICY =
          CommandCall.of(
              "LockService/SetDeadlockPolicy",
              WaitCommand.SetDeadlockPolicy.class,
              SetDeadlockPolicyRequest.getDefaultInstance(),
              c -> SetDeadlockPolicyRequest.newBuilder().setPolicy(WaitMapping.write(c.policy())),
              (q, speaker) -> new WaitCommand.SetDeadlockPolicy(policy(q.getPolicy())));

  private static ResourceName resource(String name) {
    return Requests.read("resource", name, ResourceName::of);
  }

  private static DeadlockPolicy policy(WaitProto.DeadlockPolicy from) {
    return switch (from) {
      case DEADLOCK_POLICY_UNSPECIFIED, UNRECOGNIZED ->
          throw Requests.unspecified(
              "policy",
              from,
              "DEADLOCK_POLICY_REFUSE, DEADLOCK_POLICY_PREEMPT, DEADLOCK_POLICY_OFF");
      case DEADLOCK_POLICY_REFUSE, DEADLOCK_POLICY_PREEMPT, DEADLOCK_POLICY_OFF ->
          WaitMapping.read(from);
    };
  }
}
