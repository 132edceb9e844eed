package dev.yardmaster.protocol.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.workspace.WorkspaceCommand.Guarded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands of the core as operations of the public API: a table, read both ways. */
public final class ApiCommands {
  /** Stands in for the workspace where a request is of none. */
  private static final WorkspaceId NO_WORKSPACE = WorkspaceId.of("-");

  private static final List<CommandCall<?, ?>> ALL =
      Stream.of(
              TaskCalls.all(),
              PlanCalls.all(),
              AgentCalls.all(),
              LockCalls.all(),
              MessageCalls.all(),
              RecordCalls.all(),
              ConflictCalls.all(),
              BreakerCalls.all(),
              WorkspaceCalls.all())
          .<CommandCall<?, ?>>flatMap(List::stream)
          .toList();
  private static final Map<String, CommandCall<?, ?>> BY_METHOD = new LinkedHashMap<>();
  private static final Map<Class<?>, CommandCall<?, ?>> BY_COMMAND = new LinkedHashMap<>();

  static {
    for (CommandCall<?, ?> call : ALL) {
      if (BY_METHOD.put(call.method(), call) != null
          || BY_COMMAND.put(call.command(), call) != null) {
        throw new IllegalStateException("Expected one call of each method and command: " + call);
      }
    }
  }

  private ApiCommands() {}

  /** By service, in the order of their descriptions. */
  public static List<CommandCall<?, ?>> all() {
    return ALL;
  }

  /**
   * The call of that gRPC method; null where there is none, as for queries.
   *
   * @param method such as {@code yardmaster.v1.TaskService/Submit}
   */
  public static @Nullable CommandCall<?, ?> ofMethod(String method) {
    return BY_METHOD.get(method);
  }

  /**
   * The gRPC method for a command, guarded or not.
   *
   * @throws UnsupportedOperationException for one that no client may send
   */
  public static String method(Command command) {
    return of(command instanceof Guarded guarded ? guarded.command() : command).method();
  }

  /**
   * The request message for a command.
   *
   * @throws UnsupportedOperationException for one that no client may send
   * @throws IllegalArgumentException for one that no message can say
   */
  public static Message write(WorkspaceId workspace, Command command) {
    return command instanceof Guarded guarded
        ? guarded(workspace, guarded)
        : of(command).writeAny(workspace, command);
  }

  private static Message guarded(WorkspaceId workspace, Guarded from) {
    CommandCall<?, ?> call = of(from.command());
    FieldDescriptor guards = Requests.guardsField(call.prototype());
    if (guards == null || from.guards().isEmpty()) {
      throw new IllegalArgumentException(
          "Expected guards around a command that can have them, got %d around %s (%s); check the locks before, or send it bare"
              .formatted(
                  from.guards().size(), from.command().getClass().getSimpleName(), call.method()));
    }
    Message.Builder to = call.writeAny(workspace, from.command()).toBuilder();
    for (Guard guard : from.guards()) {
      to.addRepeatedField(
          guards,
          dev.yardmaster.protocol.v1.Guard.newBuilder()
              .setResource(guard.resource().value())
              .setToken(guard.token().value())
              .build());
    }
    return to.build();
  }

  /**
   * The command that a request message stands for.
   *
   * @param speaker the agent whose handle came with it; null when none did
   * @throws BadRequestException where it stands for none
   * @throws UnsupportedOperationException where the method is no command
   */
  public static Command read(String method, Message request, @Nullable Speaker speaker) {
    CommandCall<?, ?> call = ofMethod(method);
    if (call == null) {
      throw new UnsupportedOperationException(
          "Expected a method that is one command, got " + method);
    }
    Command command = call.readAny(request, speaker);
    FieldDescriptor field = Requests.guardsField(request);
    if (field == null || request.getRepeatedFieldCount(field) == 0) {
      return command;
    }
    @SuppressWarnings("unchecked") // as the field is described
    List<dev.yardmaster.protocol.v1.Guard> guards =
        (List<dev.yardmaster.protocol.v1.Guard>) request.getField(field);
    return new Guarded(Requests.readEach("ifHolds", guards, ApiCommands::guard), command);
  }

  private static Guard guard(dev.yardmaster.protocol.v1.Guard from) {
    Requests.known(from);
    return new Guard(
        Requests.read("resource", from.getResource(), ResourceName::of),
        new FencingToken(from.getToken()));
  }

  /**
   * The workspace a request is about; {@code -} for requests of none.
   *
   * @throws BadRequestException where it is no name
   */
  public static WorkspaceId workspace(Message request) {
    FieldDescriptor field = Requests.workspaceField(request);
    return field == null
        ? NO_WORKSPACE
        : Requests.read("workspace", (String) request.getField(field), WorkspaceId::of);
  }

  private static CommandCall<?, ?> of(Command command) {
    CommandCall<?, ?> call = BY_COMMAND.get(command.getClass());
    if (call == null) {
      throw new UnsupportedOperationException(
          "Expected a command that clients may send, got " + command.getClass().getSimpleName());
    }
    return call;
  }

  /**
   * For whom a call is made, by its message and its handle.
   *
   * @throws BadRequestException where they do not say, or do not agree
   */
  public static Caller caller(dev.yardmaster.protocol.v1.Caller from, @Nullable Speaker speaker) {
    return Identity.caller(from, speaker);
  }
}
