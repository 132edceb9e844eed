package dev.yardmaster.server.grpc;

import com.google.protobuf.Message;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** One operation with one request and one reply, by the gateway. */
final class UnaryCalls implements ServerCalls.UnaryMethod<Message, Message> {
  private final Gateway gateway;
  private final String method;

  UnaryCalls(Gateway gateway, String method) {
    this.gateway = gateway;
    this.method = method;
  }

  @Override
  public void invoke(Message request, StreamObserver<Message> observer) {
    CallContext context = Calls.CALL.get();
    var _ =
        gateway
            .call(method, request, context)
            .whenComplete((reply, failure) -> {
              if (failure == null) {
                observer.onNext(reply);
                observer.onCompleted();
              } else {
                observer.onError(Statuses.of(failure));
              }
            });
  }
}
