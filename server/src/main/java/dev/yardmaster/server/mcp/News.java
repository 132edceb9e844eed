package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.log.v1.WaitProto.WaitEnded;
import dev.yardmaster.protocol.v1.Push;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happened to an agent's waits, locks and attempts, as its model is told. */
final class News {
  private News() {}

  static Map<String, Object> shown(Push push) {
    return switch (push.getKindCase()) {
      case WAIT_ENDED -> ended(push.getWaitEnded());
      case CANCELLED -> {
        Map<String, Object> shown = kind("cancelled");
        shown.put("task", push.getCancelled().getTask());
        shown.put("epoch", Long.toUnsignedString(push.getCancelled().getEpoch()));
        shown.put("reason", push.getCancelled().getReason());
        yield shown;
      }
      case LOCK_LOST -> {
        Map<String, Object> shown = kind("lock_lost");
        shown.put("token", Long.toUnsignedString(push.getLockLost().getToken()));
        shown.put("detail", "The lock is not yours any more; lock again before you go on.");
        yield shown;
      }
      case ATTACHED,
          ASSIGNED,
          REVOKED,
          MAIL_ARRIVED,
          CONFLICT_OPENED,
          SESSION_ENDED,
          DEMAND_FORGOTTEN,
          ANSWER,
          KIND_NOT_SET ->
          throw new IllegalStateException("Nothing an agent is told: " + push.getKindCase());
    };
  }

  /** A wait is over: granted with its token, or not, with the reason. */
  static Map<String, Object> ended(WaitEnded ended) {
    Map<String, Object> shown = kind("lock");
    shown.put("waitId", Long.toUnsignedString(ended.getWaitId()));
    boolean granted = ended.getOutcomeCase() == WaitEnded.OutcomeCase.GRANTED;
    shown.put("granted", granted);
    if (granted) {
      shown.put("token", Long.toUnsignedString(ended.getGranted()));
    } else {
      shown.put("detail", why(ended));
    }
    return shown;
  }

  private static String why(WaitEnded ended) {
    return switch (ended.getOutcomeCase()) {
      case GRANTED -> "It was granted.";
      case TASK_ENDED -> "The task ended: " + ended.getTaskEnded() + ".";
      case TIMED_OUT -> "It was not free in time; lock again if you still need it.";
      case WITHDRAWN -> "The wait was given up.";
      case DEADLOCK ->
          "It was given up to break a deadlock (%s); unlock what you hold, then take all locks you need in one call."
              .formatted(ended.getDeadlock());
      case HOPELESS -> ended.getHopeless();
      case REPLIED -> "The reply came: " + ended.getReplied() + ".";
      case OUTCOME_NOT_SET -> "It is over.";
    };
  }

  private static Map<String, Object> kind(String kind) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", kind);
    return shown;
  }
}
