package dev.yardmaster.server.http;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** A no as HTTP says it: a problem document (RFC 9457) with the refusal's code and text. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Problems() {}

  /** Answers with what a failure means; a bug is logged and told as INTERNAL. */
  static void answer(Context ctx, @Nullable Throwable failure) {
    Audit.note(ctx, failure);
    NoException no = of(failure);
    Refusal refusal = no.refusal();
    if (refusal.retryAfterMillis() > 0) {
      ctx.header("Retry-After", Long.toString((refusal.retryAfterMillis() + 999) / 1_000));
    }
    ctx.status(status(refusal.code())).contentType("application/problem+json").result(json(no));
  }

  /** Answers with a status that HTTP itself demands, such as 413 for a body that is too large. */
  static void answer(Context ctx, int status, Exception why) {
    Refusal refusal =
        switch (status) {
          case 404, 405 ->
              Refusal.notFound(
                  "Expected a method and path that /openapi.json lists, got %s %s"
                      .formatted(ctx.method(), ctx.path()));
          case 413 ->
              new Refusal(
                  RefusalCode.LIMIT, "Expected a smaller body; send it in parts, or a reference");
          default -> Refusal.invalid(String.valueOf(why.getMessage()));
        };
    NoException no = NoException.of(refusal);
    ctx.status(status).contentType("application/problem+json").result(json(no));
  }

  /** The document alone, for where no status can be sent any more. */
  public static String json(@Nullable Throwable failure) {
    return json(of(failure));
  }

  private static NoException of(@Nullable Throwable failure) {
    NoException no = failure == null ? null : Gateway.noOf(failure);
    if (no != null) {
      return no;
    }
    LOG.error("A request failed; the server goes on", failure);
    return NoException.of(
        new Refusal(
            RefusalCode.INTERNAL,
            "The server failed on this request and says why in its log; it may have happened"));
  }

  private static String json(NoException no) {
    Refusal refusal = no.refusal();
    Map<String, Object> problem = new LinkedHashMap<>();
    String name = refusal.code().name();
    problem.put("type", "urn:yardmaster:" + name.toLowerCase(Locale.ROOT).replace('_', '-'));
    problem.put("title", title(refusal.code()));
    problem.put("status", status(refusal.code()));
    problem.put("code", name);
    problem.put("detail", refusal.text());
    if (no.reply() instanceof Reply.AnsweredNo answered) {
      problem.put("position", Long.toString(answered.position().value()));
    }
    if (refusal.retryAfterMillis() > 0) {
      problem.put("retryAfterMillis", Long.toString(refusal.retryAfterMillis()));
    }
    return JSON.writeValueAsString(problem);
  }

  private static String title(RefusalCode code) {
    return switch (code) {
      case INVALID -> "The request is not well formed";
      case NOT_FOUND -> "There is no such thing";
      case ALREADY_EXISTS -> "It exists with another content";
      case FAILED_PRECONDITION -> "The state does not allow it";
      case STALE_TOKEN -> "The token is of the past";
      case HELD -> "Somebody holds it";
      case DEADLOCK -> "It would close a cycle of waits";
      case TIMEOUT -> "The time was over";
      case CYCLE -> "The dependencies form a cycle";
      case LIMIT -> "A bound is reached";
      case DENIED -> "The caller may not";
      case OUT_OF_RANGE -> "The position is kept no more";
      case REQUEST_EXPIRED -> "The client session is over";
      case READ_ONLY -> "Nothing can be written at the moment";
      case UNAVAILABLE -> "Not at the moment";
      case UNKNOWN -> "It may have happened or not";
      case INTERNAL -> "The server failed";
    };
  }

  public static int status(RefusalCode code) {
    return switch (code) {
      case INVALID -> 400;
      case DENIED -> 403;
      case NOT_FOUND -> 404;
      case TIMEOUT -> 408;
      case ALREADY_EXISTS, FAILED_PRECONDITION, STALE_TOKEN, DEADLOCK -> 409;
      case OUT_OF_RANGE, REQUEST_EXPIRED -> 410;
      case CYCLE -> 422;
      case HELD -> 423;
      case LIMIT -> 429;
      case UNKNOWN, INTERNAL -> 500;
      case READ_ONLY, UNAVAILABLE -> 503;
    };
  }
}
