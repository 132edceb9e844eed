package dev.yardmaster.engine;

import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.workspace.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Every decision and its reason as a line for people, at level debug of the {@link Driver}: what
 * was asked by whom, the outcome, what followed from it and why, and of a task that became READY
 * and went nowhere, what it waits for. Never contents or secrets (X11).
 */
final class Decisions {
  private Decisions() {}

  static void log(int shard, Request request, Decision decision, Machine machine, Now now) {
    if (!Driver.LOG.isDebugEnabled()) {
      return;
    }
    Driver.LOG.debug(
        "shard {}: {} by {} in {} -> {} {}",
        shard,
        Subjects.of(request.command()),
        request.principal(),
        request.workspace(),
        describe(decision.reply()),
        events(decision));
    stillReady(decision)
        .forEach((task, workspace) ->
            machine
                .answer(workspace, new Query.Explain(task), machine.now())
                .ifPresent(lines ->
                    Driver.LOG.debug(
                        "shard {}: task {} in {} stays: {}",
                        shard,
                        task,
                        workspace,
                        String.join("; ", lines))));
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

  private static String events(Decision decision) {
    StringJoiner texts = new StringJoiner("; ", "[", "]");
    for (LogRecord.Entry entry : decision.entries()) {
      for (Event event : entry.events()) {
        texts.add(Subjects.of(event) + Reasons.of(event));
      }
    }
    return texts.toString();
  }

  /** Tasks that the decision made READY and gave to nobody. */
  private static Map<TaskId, WorkspaceId> stillReady(Decision decision) {
    Map<TaskId, WorkspaceId> ready = new LinkedHashMap<>();
    for (LogRecord.Entry entry : decision.entries()) {
      for (Event event : entry.events()) {
        if (event instanceof TaskEvent ofTask) {
          boolean becomes =
              ofTask instanceof TaskEvent.TaskReady
                  || ofTask instanceof TaskEvent.TaskUnassigned
                  || ofTask instanceof TaskEvent.AttemptLost;
          if (becomes) {
            ready.put(ofTask.task(), entry.workspace());
          } else {
            ready.remove(ofTask.task());
          }
        }
      }
    }
    return ready;
  }
}
