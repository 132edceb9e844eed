package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.api.Trailers;
import dev.yardmaster.protocol.log.v1.ShardProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** gRPC as any client in any language speaks it: calls, metadata, and how calls end. */
final class RawGrpc implements AutoCloseable {
  private final ManagedChannel channel;

  RawGrpc(RunningServer server) {
    this.channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + server.server().grpcPort(), InsecureChannelCredentials.create())
            .build();
  }

  /** A refusal as a client sees it. */
  record No(Status.Code status, String text, RefusalCode code) {}

  private Channel with(String... metadata) {
    Metadata headers = new Metadata();
    for (int i = 0; i < metadata.length; i += 2) {
      headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallOptions soon() {
    return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /** Calls with metadata, names and values in turns. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, String... metadata) {
    return ClientCalls.blockingUnaryCall(with(metadata), method, soon(), request);
  }

  <Q, A> CompletableFuture<A> begin(MethodDescriptor<Q, A> method, Q request, String... metadata) {
    CompletableFuture<A> reply = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        with(metadata).newCall(method, soon()), request, new Ending<>(reply));
    return reply;
  }

  /** The refusal of a call. */
  <Q, A> No no(MethodDescriptor<Q, A> method, Q request, String... metadata) throws Exception {
    return no(begin(method, request, metadata));
  }

  /** The refusal that ends a stream from the server which began with a request. */
  <Q, A> No watched(MethodDescriptor<Q, A> method, Q request, String... metadata) throws Exception {
    CompletableFuture<A> end = new CompletableFuture<>();
    ClientCalls.asyncServerStreamingCall(
        with(metadata).newCall(method, soon()), request, new Ending<>(end));
    return no(end);
  }

  /** The refusal that ends such a stream once something was done after its first message. */
  <Q, A> No watchedAfter(
      MethodDescriptor<Q, A> method, Q request, Runnable then, String... metadata)
      throws Exception {
    CompletableFuture<A> end = new CompletableFuture<>();
    Ending<A> ending = new Ending<>(end);
    ClientCalls.asyncServerStreamingCall(with(metadata).newCall(method, soon()), request, ending);
    assertThat(ending.begun.await(30, TimeUnit.SECONDS)).isTrue();
    then.run();
    return no(end);
  }

  /** A stream both ways. */
  <Q, A> StreamObserver<Q> open(
      MethodDescriptor<Q, A> method, StreamObserver<A> heard, String... metadata) {
    return ClientCalls.asyncBidiStreamingCall(with(metadata).newCall(method, soon()), heard);
  }

  /** The refusal that ends a stream both ways on which one thing was said. */
  <Q, A> No said(MethodDescriptor<Q, A> method, Q first, String... metadata) throws Exception {
    CompletableFuture<A> end = new CompletableFuture<>();
    open(method, new Ending<>(end), metadata).onNext(first);
    return no(end);
  }

  private static No no(CompletableFuture<?> end) throws Exception {
    Throwable failure =
        end.handle((reply, why) -> why == null ? new AssertionError("Got " + reply) : why)
            .get(40, TimeUnit.SECONDS);
    assertThat(failure).isInstanceOf(StatusRuntimeException.class);
    Status status = ((StatusRuntimeException) failure).getStatus();
    Metadata trailers = Status.trailersFromThrowable(failure);
    byte[] reply = trailers == null ? null : trailers.get(Trailers.REPLY);
    assertThat(reply).as("a reply beside %s", status).isNotNull();
    return new No(
        status.getCode(),
        String.valueOf(status.getDescription()),
        Objects.requireNonNull(read(Objects.requireNonNull(reply)).refusal()).code());
  }

  private static Reply read(byte[] reply) throws InvalidProtocolBufferException {
    return ReplyMapping.read(ShardProto.Reply.parseFrom(reply));
  }

  /** Waits for the end of a call; of replies the last counts. */
  private static final class Ending<A> implements StreamObserver<A> {
    private final CompletableFuture<A> end;
    private final CountDownLatch begun = new CountDownLatch(1);
    private @Nullable A last;

    Ending(CompletableFuture<A> end) {
      this.end = end;
    }

    @Override
    public void onNext(A reply) {
      last = reply;
      begun.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      end.complete(last);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
