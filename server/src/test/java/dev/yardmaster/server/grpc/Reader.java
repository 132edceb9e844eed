package dev.yardmaster.server.grpc;

import dev.yardmaster.protocol.v1.Push;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/** A client that reads at once whatever it is told. */
final class Reader extends ServerCallStreamObserver<Push> {
  final List<Push> read = new ArrayList<>();

  @Override
  public void onNext(Push push) {
    read.add(push);
  }

  @Override
  public void onError(Throwable failure) {
    throw new AssertionError("Expected no end of the stream", failure);
  }

  @Override
  public void onCompleted() {
    throw new AssertionError("Expected no end of the stream");
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}
}
