package dev.yardmaster.protocol.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.protocol.log.UnreadableRecordException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the public API that is one command of the core.
 *
 * <p>What is written is read as an equal command, but for what no remote caller can say: see {@link
 * Defaults}.
 *
 * @param <C> the command
 * @param <Q> the request message
 */
public final class CommandCall<C extends Command, Q extends Message> {
  private static final String PACKAGE = "yardmaster.v1.";

  private final String method;
  private final Class<C> command;
  private final Q prototype;
  private final Function<C, Message.Builder> writer;
  private final Reader<C, Q> reader;

  private CommandCall(
      String method,
      Class<C> command,
      Q prototype,
      Function<C, Message.Builder> writer,
      Reader<C, Q> reader) {
    this.method = method;
    this.command = command;
    this.prototype = prototype;
    this.writer = writer;
    this.reader = reader;
  }

  /** Makes a command of a message; what it throws tells the caller what is wrong with it. */
  @FunctionalInterface
  interface Reader<C, Q> {
    C read(Q request, @Nullable Speaker speaker);
  }

  /**
   * A row of the table.
   *
   * @param method service and method, without the package
   * @param writer all but the workspace
   */
  static <C extends Command, Q extends Message> CommandCall<C, Q> of(
      String method,
      Class<C> command,
      Q prototype,
      Function<C, Message.Builder> writer,
      Reader<C, Q> reader) {
    return new CommandCall<>(PACKAGE + method, command, prototype, writer, reader);
  }

  /** Full name of the gRPC method, such as {@code yardmaster.v1.TaskService/Submit}. */
  public String method() {
    return method;
  }

  public Class<C> command() {
    return command;
  }

  /** The request message with nothing in it. */
  public Q prototype() {
    return prototype;
  }

  /** Throws {@link IllegalArgumentException} where the message cannot say what the command does. */
  public Q write(WorkspaceId workspace, C from) {
    Message.Builder to = writer.apply(from);
    FieldDescriptor field = Requests.workspaceField(prototype);
    if (field != null) {
      to.setField(field, workspace.value());
    }
    @SuppressWarnings("unchecked") // the class is that of Q
    Q request = (Q) prototype.getClass().cast(to.build());
    return request;
  }

  /**
   * The command that the message stands for.
   *
   * @param speaker whose handle came with it; null when none did
   * @throws BadRequestException where it stands for none
   */
  public C read(Q from, @Nullable Speaker speaker) {
    try {
      Requests.known(from);
      return reader.read(from, speaker);
    } catch (IllegalArgumentException | UnreadableRecordException e) {
      throw BadRequestException.of(e);
    }
  }

  /** As {@link #write(WorkspaceId, Command)}; a command of another class is a bug. */
  Q writeAny(WorkspaceId workspace, Command from) {
    return write(workspace, command.cast(from));
  }

  /** As {@link #read(Message, Speaker)}; a message of another class is a bug. */
  C readAny(Message from, @Nullable Speaker speaker) {
    @SuppressWarnings("unchecked") // the class is that of Q
    Q request = (Q) prototype.getClass().cast(from);
    return read(request, speaker);
  }

  @Override
  public String toString() {
    return method;
  }
}
