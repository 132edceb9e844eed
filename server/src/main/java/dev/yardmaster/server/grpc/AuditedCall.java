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

/** A call whose end is written down when it is a denial, whoever ends it. */
final class AuditedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private final DeniedLog denials;
  private volatile String principal = Denial.NOBODY;
  private volatile String workspace = "";

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
      denials.denied(
          new Denial(
              principal,
              Denial.text(getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
              getMethodDescriptor().getFullMethodName(),
              workspace));
    }
    super.close(status, trailers);
  }

  /** Notes the workspace of what the call is told on the way. */
  ServerCall.Listener<Q> listening(ServerCall.Listener<Q> to) {
    return new SimpleForwardingServerCallListener<>(to) {
      @Override
      public void onMessage(Q message) {
        workspace = workspaceOf(message);
        super.onMessage(message);
      }
    };
  }

  private String workspaceOf(Q message) {
    return switch (message) {
      case AttachRequest attach when attach.hasHello() -> attach.getHello().getWorkspace();
      case StrategyRequest strategy when strategy.hasHello() -> strategy.getHello().getWorkspace();
      case Message other -> {
        FieldDescriptor field = other.getDescriptorForType().findFieldByName("workspace");
        yield field != null && other.getField(field) instanceof String named ? named : workspace;
      }
      default -> workspace;
    };
  }
}
