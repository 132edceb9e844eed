package dev.yardmaster.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.RepeatKey;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.api.Methods;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.api.Trailers;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.log.v1.ShardProto;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls on one channel, with the metadata of each. Thread-safe. */
final class Calls {
  /** No call is open for longer; callers give up earlier. */
  private static final long DEADLINE_SECONDS = 60;

  private static final long RECONNECT_MILLIS = 1_000;

  /**
   * What is done when a reply comes, or a push, is never more than to read it and to wake who
   * waits: the thread that brings it does that itself.
   */
  private static final CallOptions BRIEF = CallOptions.DEFAULT.withExecutor(Runnable::run);

  private final ManagedChannel channel;
  private final Credentials credentials;

  Calls(ManagedChannel channel, Credentials credentials) {
    this.channel = channel;
    this.credentials = credentials;
  }

  /**
   * From now on a server that was away is found soon after its return: the channel by itself would
   * wait longer each time, up to two minutes, while sessions of agents run out in half of one.
   */
  void reconnectSoon() {
    ConnectivityState state = channel.getState(false);
    switch (state) {
      case SHUTDOWN -> {}
      case TRANSIENT_FAILURE ->
          CompletableFuture.delayedExecutor(RECONNECT_MILLIS, TimeUnit.MILLISECONDS)
              .execute(() -> {
                channel.resetConnectBackoff();
                reconnectSoon();
              });
      case IDLE, CONNECTING, READY -> channel.notifyWhenStateChanged(state, this::reconnectSoon);
    }
  }

  /** What a call carries beside its request. */
  record Beside(@Nullable String handle, @Nullable RepeatKey key) {
    static final Beside NOTHING = new Beside(null, null);

    static Beside ofAgent(String handle) {
      return new Beside(handle, null);
    }
  }

  /** One request, one reply; fails with a {@link StatusRuntimeException}. */
  CompletableFuture<Message> unary(String method, Message request, Beside beside) {
    CompletableFuture<Message> reply = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        call(
            Methods.of(method),
            BRIEF.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS),
            beside),
        request,
        new StreamObserver<Message>() {
          @Override
          public void onNext(Message message) {
            reply.complete(message);
          }

          @Override
          public void onError(Throwable failure) {
            reply.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            reply.completeExceptionally(
                Status.INTERNAL.withDescription("There was no reply").asRuntimeException());
          }
        });
    return reply;
  }

  /**
   * A call that is begun by its caller; it ends when it is cancelled, or the other side ends it.
   */
  <Q, A> ClientCall<Q, A> streaming(MethodDescriptor<Q, A> method, Beside beside) {
    return call(method, CallOptions.DEFAULT.withWaitForReady(), beside);
  }

  /** The same, for one whose observer only puts away what comes. */
  <Q, A> ClientCall<Q, A> queued(MethodDescriptor<Q, A> method, Beside beside) {
    return call(method, BRIEF.withWaitForReady(), beside);
  }

  private <Q, A> ClientCall<Q, A> call(
      MethodDescriptor<Q, A> method, CallOptions options, Beside beside) {
    Metadata metadata = new Metadata();
    if (credentials.token() != null) {
      metadata.put(Trailers.AUTHORIZATION, "Bearer " + credentials.token());
    }
    if (beside.handle() != null) {
      metadata.put(Trailers.AGENT, beside.handle());
    }
    switch (beside.key()) {
      case null -> {}
      case RequestKey key ->
          metadata.put(
              Trailers.REQUEST,
              key.session() + "/" + key.sequence() + "/" + key.lowestUnanswered());
      case IdempotencyKey key -> metadata.put(Trailers.IDEMPOTENCY_KEY, key.name());
    }
    return MetadataUtils.newAttachHeadersInterceptor(metadata)
        .interceptCall(method, options, channel);
  }

  /** Whether the object asked for does not exist, and nothing else is wrong. */
  static boolean isAbsent(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    return trailers != null && trailers.containsKey(Trailers.ABSENT);
  }

  /** Whether the other side said no, so that asking again says the same. */
  static boolean isAnswer(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    return trailers != null && trailers.containsKey(Trailers.REPLY);
  }

  /** What a failure means for a command: the server's no, or that nobody knows. */
  static Reply replyOf(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    byte[] reply = trailers == null ? null : trailers.get(Trailers.REPLY);
    if (reply == null) {
      return Reply.refused(unknown(failure));
    }
    try {
      return ReplyMapping.read(ShardProto.Reply.parseFrom(reply));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Reply.refused(unknown(e));
    }
  }

  /** What a failure means where nothing can have happened. */
  static Refusal refusalOf(Throwable failure) {
    Refusal refusal = replyOf(failure).refusal();
    return refusal != null && refusal.code() != RefusalCode.UNKNOWN
        ? refusal
        : new Refusal(
            RefusalCode.UNAVAILABLE,
            "The server cannot be reached (%s); try again".formatted(failure.getMessage()),
            100);
  }

  private static Refusal unknown(Throwable failure) {
    return new Refusal(
        RefusalCode.UNKNOWN,
        "It may have happened or not: %s; sending it again under the same key tells"
            .formatted(failure.getMessage()));
  }

  void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(1, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.shutdownNow();
    }
  }
}
