package dev.yardmaster.server.gateway;

import com.google.protobuf.Message;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.protocol.log.v1.TaskSpecProto;
import dev.yardmaster.protocol.v1.SubmitBatchReply;
import dev.yardmaster.protocol.v1.SubmitBatchRequest;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Many submissions in one call; each has its own answer, and none waits for another's. */
final class Batches {
  private static final int MAX_TASKS = 1_000;

  /** Of a batch, with room for a slash and the place of each task in it. */
  private static final int MAX_NAME = IdempotencyKey.MAX_LENGTH - 4;

  private static final String SUBMIT = "yardmaster.v1.TaskService/Submit";

  private final Gateway gateway;

  Batches(Gateway gateway) {
    this.gateway = gateway;
  }

  Map<String, UnaryOperation> operations() {
    return Map.of(
        "yardmaster.v1.TaskService/SubmitBatch",
        (request, context) -> submit((SubmitBatchRequest) request, context));
  }

  private CompletionStage<Message> submit(SubmitBatchRequest request, CallContext context) {
    if (request.getTasksCount() < 1 || request.getTasksCount() > MAX_TASKS) {
      throw new IllegalArgumentException(
          "Expected 1 to %d tasks, got %d".formatted(MAX_TASKS, request.getTasksCount()));
    }
    List<CompletableFuture<ShardProto.Reply>> replies = new ArrayList<>();
    for (TaskSpecProto.TaskSpec task : request.getTasksList()) {
      CallContext each = context.named(name(context.idempotencyKey(), replies.size()));
      replies.add(
          gateway
              .call(
                  SUBMIT,
                  SubmitTaskRequest.newBuilder()
                      .setWorkspace(request.getWorkspace())
                      .setTask(task)
                      .build(),
                  each)
              .handle(Batches::answer)
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(all -> {
          SubmitBatchReply.Builder reply = SubmitBatchReply.newBuilder();
          replies.forEach(one -> reply.addReplies(one.join()));
          if (reply.getRepliesList().stream().allMatch(Batches::isDenied)) {
            throw NoException.of(ReplyMapping.read(reply.getReplies(0)));
          }
          return reply.build();
        });
  }

  /** Whoever may submit none of them is told so by the call itself. */
  private static boolean isDenied(ShardProto.Reply reply) {
    return reply.getRefused().getRefusal().getCode() == ShardProto.RefusalCode.REFUSAL_CODE_DENIED;
  }

  /** Each task has the name of the batch and its place in it. */
  private static @Nullable String name(@Nullable String ofBatch, int index) {
    if (ofBatch != null && ofBatch.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "Expected an idempotency key of at most %d characters for a batch, got %d"
              .formatted(MAX_NAME, ofBatch.length()));
    }
    return ofBatch == null ? null : ofBatch + "/" + index;
  }

  private static ShardProto.Reply answer(Message reply, Throwable failure) {
    if (failure == null) {
      return (ShardProto.Reply) reply;
    }
    NoException no = Gateway.noOf(failure);
    if (no == null) {
      throw new IllegalStateException(failure);
    }
    return ReplyMapping.write(no.reply());
  }
}
