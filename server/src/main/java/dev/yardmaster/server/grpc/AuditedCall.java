package dev.yardmaster.server.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.StrategyRequest;
import dev.yardmaster.server.audit.Denial;
import dev.yardmaster.server.audit.DeniedLog;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call whose end is written down when it is a denial, whoever ends it. */
final class AuditedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private final DeniedLog denials;
  private volatile String principal = Denial.NOBODY;

  /** What the call was told first, which names its workspace; null for nothing yet. */
  private volatile @Nullable Q first;

  AuditedCall(ServerCall<Q, A> call, DeniedLog denials) {
    super(call);
    this.denials = denials;
  }

  /** Who it turned out to be that calls. */
  void by(String name) {
    principal = name;
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (status.getCode() == Status.Code.PERMISSION_DENIED) {
      denied(getMethodDescriptor().getFullMethodName(), first);
    }
    super.close(status, trailers);
  }

  /** Writes a denial down: of the call itself, or of one that was made on its stream. */
  void denied(String method, @Nullable Object request) {
    denials.denied(
        new Denial(
            principal,
            Denial.text(getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
            method,
            workspaceOf(request)));
  }

  /** Keeps what the call is told first on the way. */
  ServerCall.Listener<Q> listening(ServerCall.Listener<Q> to) {
    return new SimpleForwardingServerCallListener<>(to) {
      @Override
      public void onMessage(Q message) {
        first = first == null ? message : first;
        super.onMessage(message);
      }
    };
  }

  private static String workspaceOf(@Nullable Object message) {
    return switch (message) {
      case AttachRequest attach -> attach.getHello().getWorkspace();
      case StrategyRequest strategy -> strategy.getHello().getWorkspace();
      case Message other -> {
        FieldDescriptor field = other.getDescriptorForType().findFieldByName("workspace");
        yield field != null && other.getField(field) instanceof String named ? named : "";
      }
      case null, default -> "";
    };
  }
}
