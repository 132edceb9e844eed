package dev.yardmaster.protocol.api;

import com.google.protobuf.Message;
import dev.yardmaster.protocol.v1.AccessServiceGrpc;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.BreakerServiceGrpc;
import dev.yardmaster.protocol.v1.ConflictServiceGrpc;
import dev.yardmaster.protocol.v1.EventServiceGrpc;
import dev.yardmaster.protocol.v1.LockServiceGrpc;
import dev.yardmaster.protocol.v1.MessageServiceGrpc;
import dev.yardmaster.protocol.v1.MonitoringServiceGrpc;
import dev.yardmaster.protocol.v1.PlanServiceGrpc;
import dev.yardmaster.protocol.v1.RecordServiceGrpc;
import dev.yardmaster.protocol.v1.TaskServiceGrpc;
import dev.yardmaster.protocol.v1.WorkspaceServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All services of the public API, and their methods by name. */
public final class Methods {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          AgentServiceGrpc.getServiceDescriptor(),
          TaskServiceGrpc.getServiceDescriptor(),
          PlanServiceGrpc.getServiceDescriptor(),
          LockServiceGrpc.getServiceDescriptor(),
          MessageServiceGrpc.getServiceDescriptor(),
          RecordServiceGrpc.getServiceDescriptor(),
          ConflictServiceGrpc.getServiceDescriptor(),
          BreakerServiceGrpc.getServiceDescriptor(),
          WorkspaceServiceGrpc.getServiceDescriptor(),
          EventServiceGrpc.getServiceDescriptor(),
          MonitoringServiceGrpc.getServiceDescriptor(),
          AccessServiceGrpc.getServiceDescriptor());

  private static final Map<String, MethodDescriptor<?, ?>> BY_NAME = byName();

  private Methods() {}

  public static List<ServiceDescriptor> services() {
    return SERVICES;
  }

  /**
   * A method by its full name, such as {@code yardmaster.v1.TaskService/Submit}.
   *
   * @throws IllegalArgumentException for a name that is none
   */
  @SuppressWarnings("unchecked") // every method of the API carries messages both ways
  public static MethodDescriptor<Message, Message> of(String name) {
    MethodDescriptor<?, ?> method = BY_NAME.get(name);
    if (method == null) {
      throw new IllegalArgumentException("Expected a method of the API, got " + name);
    }
    return (MethodDescriptor<Message, Message>) method;
  }

  /** The empty request of a method. */
  public static Message request(String name) {
    return prototype(of(name).getRequestMarshaller());
  }

  static <M> M prototype(MethodDescriptor.Marshaller<M> marshaller) {
    if (marshaller instanceof PrototypeMarshaller<M> known) {
      M prototype = known.getMessagePrototype();
      if (prototype != null) {
        return prototype;
      }
    }
    throw new IllegalStateException("Expected a generated message, got " + marshaller);
  }

  private static Map<String, MethodDescriptor<?, ?>> byName() {
    Map<String, MethodDescriptor<?, ?>> methods = new HashMap<>();
    for (ServiceDescriptor service : SERVICES) {
      service.getMethods().forEach(method -> methods.put(method.getFullMethodName(), method));
    }
    return methods;
  }
}
