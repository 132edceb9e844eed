package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.log.AgentMapping;
import dev.yardmaster.protocol.log.ResourceMapping;
import dev.yardmaster.protocol.log.TaskMapping;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.log.WaitMapping;
import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.Push;

/** What attached agents are told. */
public final class PushMapping {
  private PushMapping() {}

  /** The first of every stream, which is the stream's own and nothing the agent is told. */
  public static Push attached(LogPosition position) {
    Push.Builder to = Push.newBuilder();
    to.getAttachedBuilder().setPosition(position.value());
    return to.build();
  }

  public static Push write(AgentPush from) {
    Push.Builder to = Push.newBuilder();
    switch (from) {
      case AgentPush.Assigned p ->
          to.setAssigned(assignment(p.spec(), p.epoch(), p.attempt(), false));
      case AgentPush.Cancelled p ->
          to.getCancelledBuilder()
              .setTask(p.task().value())
              .setEpoch(p.epoch().value())
              .setCause(TaskMapping.write(p.cause()))
              .setReason(p.reason());
      case AgentPush.Revoked p ->
          to.getRevokedBuilder()
              .setTask(p.task().value())
              .setEpoch(p.epoch().value())
              .setWhy(write(p.why()));
      case AgentPush.MailArrived p -> to.setMailArrived(p.count());
      case AgentPush.WaitEnded p -> to.setWaitEnded(WaitMapping.ended(p.waitId(), p.outcome()));
      case AgentPush.LockLost p ->
          to.getLockLostBuilder()
              .setToken(p.token().value())
              .setCause(ResourceMapping.write(p.cause()));
      case AgentPush.ConflictOpened p -> to.setConflictOpened(p.conflict().value());
      case AgentPush.SessionEnded p -> to.setSessionEnded(AgentMapping.write(p.cause()));
      case AgentPush.DemandForgotten p -> to.getDemandForgottenBuilder();
    }
    return to.build();
  }

  /**
   * Throws {@link IllegalArgumentException} for {@link #attached} and answers, and {@link
   * dev.yardmaster.protocol.log.UnreadableRecordException} for what only a newer release says.
   */
  public static AgentPush read(Push from) {
    return switch (from.getKindCase()) {
      case ASSIGNED -> assigned(from.getAssigned());
      case CANCELLED -> {
        Push.Cancelled p = from.getCancelled();
        yield new AgentPush.Cancelled(
            TaskId.of(p.getTask()),
            new FencingToken(p.getEpoch()),
            TaskMapping.read(p.getCause()),
            p.getReason());
      }
      case REVOKED -> {
        Push.Revoked p = from.getRevoked();
        yield new AgentPush.Revoked(
            TaskId.of(p.getTask()), new FencingToken(p.getEpoch()), read(p.getWhy()));
      }
      case MAIL_ARRIVED -> new AgentPush.MailArrived(from.getMailArrived());
      case WAIT_ENDED ->
          new AgentPush.WaitEnded(
              new FencingToken(from.getWaitEnded().getWaitId()),
              WaitMapping.outcome(from.getWaitEnded()));
      case CONFLICT_OPENED -> new AgentPush.ConflictOpened(ConflictId.of(from.getConflictOpened()));
      case LOCK_LOST ->
          new AgentPush.LockLost(
              new FencingToken(from.getLockLost().getToken()),
              ResourceMapping.read(from.getLockLost().getCause()));
      case SESSION_ENDED -> new AgentPush.SessionEnded(AgentMapping.read(from.getSessionEnded()));
      case DEMAND_FORGOTTEN -> new AgentPush.DemandForgotten();
      case ATTACHED, ANSWER, KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "Expected something an agent is told, got %s; a newer server may tell more than this client knows"
                  .formatted(from.getKindCase()));
    };
  }

  /** A task in the hands of an agent, as a push or the answer to a claim says it. */
  public static Assignment assignment(
      TaskSpec spec, FencingToken epoch, int attempt, boolean started) {
    return Assignment.newBuilder()
        .setTask(TaskSpecMapping.write(spec))
        .setEpoch(epoch.value())
        .setAttempt(attempt)
        .setStarted(started)
        .build();
  }

  /** Whether it is started is told by the message alone. */
  public static AgentPush.Assigned assigned(Assignment from) {
    return new AgentPush.Assigned(
        TaskSpecMapping.read(from.getTask()), new FencingToken(from.getEpoch()), from.getAttempt());
  }

  private static Push.Why write(AgentPush.Why from) {
    return switch (from) {
      case STOLEN -> Push.Why.WHY_STOLEN;
      case START_TIMEOUT -> Push.Why.WHY_START_TIMEOUT;
      case SESSION_ENDED -> Push.Why.WHY_SESSION_ENDED;
      case PREEMPTED -> Push.Why.WHY_PREEMPTED;
      case RETURNED -> Push.Why.WHY_RETURNED;
      case HELD_BACK -> Push.Why.WHY_HELD_BACK;
      case OVERRULED -> Push.Why.WHY_OVERRULED;
      case ENDED -> Push.Why.WHY_ENDED;
    };
  }

  private static AgentPush.Why read(Push.Why from) {
    return switch (from) {
      case WHY_STOLEN -> AgentPush.Why.STOLEN;
      case WHY_START_TIMEOUT -> AgentPush.Why.START_TIMEOUT;
      case WHY_SESSION_ENDED -> AgentPush.Why.SESSION_ENDED;
      case WHY_PREEMPTED -> AgentPush.Why.PREEMPTED;
      case WHY_RETURNED -> AgentPush.Why.RETURNED;
      case WHY_HELD_BACK -> AgentPush.Why.HELD_BACK;
      case WHY_OVERRULED -> AgentPush.Why.OVERRULED;
      case WHY_ENDED -> AgentPush.Why.ENDED;
      case WHY_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "Expected a known reason for taking a task back, got %s; ask with a newer client"
                  .formatted(from));
    };
  }
}
