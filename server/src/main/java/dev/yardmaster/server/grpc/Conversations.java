package dev.yardmaster.server.grpc;

import dev.yardmaster.server.gateway.CallContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** All streams of one method that are open; closing it ends them. */
final class Conversations<Q, A> implements ServerCalls.BidiStreamingMethod<Q, A>, AutoCloseable {
  private final BiFunction<CallContext, Flow<A>, Conversation<Q, A>> kind;
  private final Set<Conversation<Q, A>> open = ConcurrentHashMap.newKeySet();

  Conversations(BiFunction<CallContext, Flow<A>, Conversation<Q, A>> kind) {
    this.kind = kind;
  }

  @Override
  public StreamObserver<Q> invoke(StreamObserver<A> observer) {
    ServerCallStreamObserver<A> client = (ServerCallStreamObserver<A>) observer;
    Conversation<Q, A> begun = kind.apply(Calls.CALL.get(), new Flow<>(client));
    begun.whenOver(() -> open.remove(begun));
    open.add(begun);
    client.setOnCancelHandler(begun::gone);
    return begun;
  }

  @Override
  public void close() {
    open.forEach(Conversation::stop);
  }
}
