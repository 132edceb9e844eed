package dev.yardmaster.engine;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;

/** Why an event was emitted, as far as it was a choice; what people wrote is left out (X11). */
final class Reasons {
  private Reasons() {}

  /** In brackets, after a blank; empty where the event says all there is. */
  static String of(Event event) {
    String reason =
        switch (event) {
          case TaskEvent e -> task(e);
          case WaitEvent e -> wait(e);
          case ResourceEvent.LocksAcquired e ->
              "%s to %s under %s%s"
                  .formatted(
                      e.locks(),
                      e.holder(),
                      e.token(),
                      e.waitId() == null ? "" : ", ends wait " + e.waitId());
          case ResourceEvent.LockReleased e -> "%s, %s".formatted(e.token(), e.cause());
          case ResourceEvent.LocksReleased e -> "of " + e.holder();
          case PlacementEvent.PlacementRequested e ->
              "asks %s about %s".formatted(e.strategy(), e.candidates());
          case PlacementEvent.PlacementFellBack e -> e.reason();
          case BreakerEvent.BreakerStateChanged e ->
              "%s to %s%s"
                  .formatted(
                      e.from(), e.to().name(), e.task() == null ? "" : ", by task " + e.task());
          case BreakerEvent.BreakerCounted e -> e.what().toString();
          case ConflictEvent.ConflictResolved e -> e.ruling().toString();
          case ConflictEvent.ConflictEscalated e -> e.why();
          case ConflictEvent.ResolutionFellBack e -> e.reason();
          case AgentEvent.AgentSessionEnded e -> e.cause().toString();
          case AgentEvent.AgentStatusChanged e -> e.status().toString();
          case MessageEvent.MessagesReturned e -> e.cause().toString();
          case MessageEvent.MessagesDied e -> e.cause().toString();
          case MessageEvent.MailInspected e -> "by " + e.by();
          default -> "";
        };
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  private static String task(TaskEvent event) {
    return switch (event) {
      case TaskEvent.TaskAssigned e ->
          "%s, score %s: %s"
              .formatted(e.choice().strategy(), e.choice().score(), e.choice().reason());
      case TaskEvent.WorkStolen e -> "stolen: " + e.reason();
      case TaskEvent.TaskUnassigned e -> e.cause().toString();
      case TaskEvent.AttemptFailed e ->
          "%s, again at %d".formatted(e.failure().type(), e.retryAtMillis());
      case TaskEvent.AttemptLost e -> e.cause().toString();
      case TaskEvent.CancelRequested e -> "%s, until %d".formatted(e.cause(), e.untilMillis());
      case TaskEvent.TaskFailed e -> e.failure().type();
      case TaskEvent.TaskSkipped e -> "because of " + e.rootCause();
      case TaskEvent.StaleCallRefused e -> "epoch " + e.epoch();
      case TaskEvent.TaskPriorityChanged e -> Integer.toString(e.priority());
      case TaskEvent.TaskSubmitted e -> "";
      case TaskEvent.TaskReady e -> "";
      case TaskEvent.TaskHeldBack e -> "a dependency began anew";
      case TaskEvent.TaskStarted e -> "";
      case TaskEvent.TaskSucceeded e -> "";
      case TaskEvent.TaskCancelled e -> "";
      case TaskEvent.TaskRetried e -> "by " + e.by();
      case TaskEvent.TaskApproved e -> "by " + e.by();
      case TaskEvent.TaskPinned e -> "to %s, which won a conflict".formatted(e.agent());
      case TaskEvent.TaskOutputReplaced e -> "by that of %s, which won".formatted(e.agent());
      case TaskEvent.DependentsSettled e -> "";
      case TaskEvent.DependentsRevived e -> "";
      case TaskEvent.TaskRetired e -> "";
    };
  }

  private static String wait(WaitEvent event) {
    return switch (event) {
      case WaitEvent.WaitBegan e ->
          "%s of %s for %s".formatted(e.begun().id(), e.begun().holder(), what(e.begun().what()));
      case WaitEvent.WaitEnded e -> "%s: %s".formatted(e.waitId(), outcome(e.outcome()));
      case WaitEvent.DeadlockDetected e ->
          "victim is wait %s: %s".formatted(e.victim(), String.join(", ", e.cycle()));
      case WaitEvent.DeadlockPolicyChanged e -> e.policy().toString();
      case WaitEvent.WaitAdvanced e -> "%s, whose agent won a conflict".formatted(e.waitId());
      case WaitEvent.AwaitedRestored e -> "";
      case WaitEvent.EndedWaitRestored e -> "";
    };
  }

  private static String what(Wait.For what) {
    return switch (what) {
      case Wait.Locks locks -> "%s with priority %d".formatted(locks.locks(), locks.priority());
      case Wait.TaskEnd end -> "the end of task " + end.task();
      case Wait.Reply reply -> "the reply of %s to %s".formatted(reply.to(), reply.request());
    };
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Granted o -> "granted under " + o.token();
      case Outcome.TaskEnded o -> "the task is " + o.state();
      case Outcome.Replied o -> "replied by message " + o.message();
      case Outcome.TimedOut o -> "timed out";
      case Outcome.Withdrawn o -> "withdrawn";
      case Outcome.Deadlock o -> "deadlock";
      case Outcome.Hopeless o -> o.why();
    };
  }
}
