package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import java.util.StringJoiner;

/** How decisions appear in the log for people: kinds and codes, never contents or secrets (X11). */
final class Decisions {
  private Decisions() {}

  static void log(int shard, Request request, Decision decision) {
    if (Driver.LOG.isDebugEnabled()) {
      Driver.LOG.debug(
          "shard {}: {} of {} in {} -> {} {}",
          shard,
          request.command().getClass().getSimpleName(),
          request.principal(),
          request.workspace(),
          describe(decision.reply()),
          kinds(decision));
    }
  }

  private static String describe(Reply reply) {
    return switch (reply) {
      case Reply.Done done -> "done at " + done.position();
      case Reply.Joined joined -> "joined at " + joined.position();
      case Reply.ClientSessionOpened opened -> "client session " + opened.session();
      case Reply.Granted granted -> "granted under " + granted.token();
      case Reply.Waiting waiting -> "waits as " + waiting.waitId();
      case Reply.Sent sent ->
          "sent to %d of %d".formatted(sent.accepted(), sent.accepted() + sent.refused());
      case Reply.Received received -> "received " + received.messages().size();
      case Reply.Acked acked -> "acknowledged, but for " + acked.stale().size();
      case Reply.AnsweredNo no -> "answered no, " + no.refusal();
      case Reply.Refused refused -> "refused, " + refused.refusal();
    };
  }

  private static String kinds(Decision decision) {
    StringJoiner kinds = new StringJoiner(", ", "[", "]");
    for (LogRecord.Entry entry : decision.entries()) {
      for (Event event : entry.events()) {
        kinds.add(event.getClass().getSimpleName());
      }
    }
    return kinds.toString();
  }
}
