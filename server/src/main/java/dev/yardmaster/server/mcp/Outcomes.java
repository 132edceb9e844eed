package dev.yardmaster.server.mcp;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Results of tools: structured, and the same as text for clients that read only that. */
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Outcomes() {}

  static Outcome yes(Map<String, Object> content) {
    return new Outcome(content, JSON.writeValueAsString(content), false);
  }

  /** A no is a result the model can act on; a bug is logged, and told as INTERNAL. */
  static Outcome no(Throwable failure) {
    NoException no = Gateway.noOf(failure);
    Refusal refusal =
        no == null
            ? new Refusal(
                RefusalCode.INTERNAL,
                "The server failed on this call and says why in its log; it may have happened: look with status before you call again")
            : no.refusal();
    if (no == null) {
      LOG.error("A tool failed; the server goes on", failure);
    }
    return new Outcome(describe(refusal), text(refusal), true);
  }

  static Map<String, Object> describe(Refusal refusal) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("code", refusal.code().name());
    content.put("detail", refusal.text());
    content.put("retryAfterMillis", refusal.retryAfterMillis());
    return content;
  }

  private static String text(Refusal refusal) {
    return "%s: %s%s\nNext: %s"
        .formatted(
            refusal.code(),
            refusal.text(),
            refusal.retryAfterMillis() > 0
                ? " (try again in %d ms)".formatted(refusal.retryAfterMillis())
                : "",
            next(refusal.code()));
  }

  /** What a model does about a refusal, by its code. */
  private static String next(RefusalCode code) {
    return switch (code) {
      case INVALID -> "correct the arguments and call again.";
      case NOT_FOUND -> "check the name; status lists what there is.";
      case ALREADY_EXISTS -> "take another id, or leave the one there is as it is.";
      case FAILED_PRECONDITION -> "look with status or explain how things stand, then decide anew.";
      case STALE_TOKEN ->
          "stop this work, it is not yours any more; call wait_for_work (join first if the session is over).";
      case HELD -> "lock with waitSeconds to wait for it, or do something else first.";
      case DEADLOCK -> "unlock what you hold, then take all locks you need in one call of lock.";
      case TIMEOUT -> "call again if you still need it.";
      case CYCLE -> "leave out one of the dependencies named, and submit again.";
      case LIMIT, UNAVAILABLE, READ_ONLY -> "wait, then call again unchanged.";
      case DENIED -> "call join, or ask a person for the right that is missing.";
      case OUT_OF_RANGE, REQUEST_EXPIRED -> "ask for the present state with status.";
      case UNKNOWN, INTERNAL -> "look with status whether it happened before you call again.";
    };
  }
}
