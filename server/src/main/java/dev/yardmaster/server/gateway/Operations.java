package dev.yardmaster.server.gateway;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yardmaster.protocol.v1.AccessProto;
import dev.yardmaster.protocol.v1.AgentsProto;
import dev.yardmaster.protocol.v1.BreakersProto;
import dev.yardmaster.protocol.v1.ConflictsProto;
import dev.yardmaster.protocol.v1.EventsProto;
import dev.yardmaster.protocol.v1.LocksProto;
import dev.yardmaster.protocol.v1.MessagesProto;
import dev.yardmaster.protocol.v1.MonitoringProto;
import dev.yardmaster.protocol.v1.Operation;
import dev.yardmaster.protocol.v1.OperationProto;
import dev.yardmaster.protocol.v1.PlansProto;
import dev.yardmaster.protocol.v1.RecordsProto;
import dev.yardmaster.protocol.v1.TasksProto;
import dev.yardmaster.protocol.v1.WorkspacesProto;
import java.util.List;

/** Every method of the public API, as the .proto files declare it. */
public final class Operations {
  private static final List<FileDescriptor> FILES =
      List.of(
          AgentsProto.getDescriptor(),
          TasksProto.getDescriptor(),
          PlansProto.getDescriptor(),
          LocksProto.getDescriptor(),
          MessagesProto.getDescriptor(),
          RecordsProto.getDescriptor(),
          ConflictsProto.getDescriptor(),
          BreakersProto.getDescriptor(),
          WorkspacesProto.getDescriptor(),
          EventsProto.getDescriptor(),
          MonitoringProto.getDescriptor(),
          AccessProto.getDescriptor());

  private Operations() {}

  /** All of them, file by file, in the order of declaration. */
  public static List<MethodDescriptor> all() {
    return FILES.stream()
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .toList();
  }

  /** As gRPC writes it: {@code yardmaster.v1.TaskService/Submit}. */
  public static String nameOf(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  /** Its role, route and whether agents call it for themselves. */
  public static Operation optionsOf(MethodDescriptor method) {
    return method.getOptions().getExtension(OperationProto.operation);
  }

  static boolean isUnary(MethodDescriptor method) {
    return !method.isClientStreaming() && !method.isServerStreaming();
  }
}
