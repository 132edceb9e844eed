package dev.yardmaster.protocol.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import io.grpc.MethodDescriptor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question of the public API: the query it stands for, and how query and answer become messages
 * and back. What is read is what was written, nothing lost.
 *
 * @param <T> what the query answers
 * @param <Q> the request
 * @param <A> the answer as a message
 */
public final class QueryCall<T, Q extends Message, A extends Message> {
  private final String method;
  private final Class<? extends Query<T>> query;
  private final Q prototype;
  private final A reply;
  private final Asking<T, Q> asking;
  private final Answering<T, A> answering;

  /** How a query becomes a request without its workspace, and back. */
  interface Asking<T, Q> {
    Q write(Query<T> query);

    Query<T> read(Q request, @Nullable AgentId agent, @Nullable FencingToken session);

    static <T, K extends Query<T>, Q> Asking<T, Q> of(
        Class<K> type, Function<K, Q> write, Function<Q, K> read) {
      return new Asking<>() {
        @Override
        public Q write(Query<T> query) {
          return write.apply(type.cast(query));
        }

        @Override
        public Query<T> read(Q request, @Nullable AgentId agent, @Nullable FencingToken session) {
          return read.apply(request);
        }
      };
    }
  }

  QueryCall(
      MethodDescriptor<Q, A> method,
      Class<? extends Query<T>> query,
      Asking<T, Q> asking,
      Answering<T, A> answering) {
    this.method = method.getFullMethodName();
    this.query = query;
    this.prototype = Methods.prototype(method.getRequestMarshaller());
    this.reply = Methods.prototype(method.getResponseMarshaller());
    this.asking = asking;
    this.answering = answering;
  }

  /** An entry of the table; the method's own types must be those of the functions. */
  static <T, K extends Query<T>, Q extends Message, A extends Message> QueryCall<T, Q, A> of(
      MethodDescriptor<Q, A> method,
      Class<K> query,
      Function<K, Q> write,
      Function<Q, K> read,
      Answering<T, A> answering) {
    return new QueryCall<>(method, query, Asking.of(query, write, read), answering);
  }

  /** The method's full name, as gRPC writes it: {@code yardmaster.v1.TaskService/GetTask}. */
  public String method() {
    return method;
  }

  /** Class of the query. */
  public Class<? extends Query<T>> query() {
    return query;
  }

  /** The empty request. */
  public Q prototype() {
    return prototype;
  }

  /** Class of the request. */
  @SuppressWarnings("unchecked") // a message's class is that of its prototype
  public Class<Q> requestType() {
    return (Class<Q>) prototype.getClass();
  }

  /** Class of the answer. */
  @SuppressWarnings("unchecked") // a message's class is that of its prototype
  public Class<A> replyType() {
    return (Class<A>) reply.getClass();
  }

  /** The request that asks this of a workspace. */
  public Q write(WorkspaceId workspace, Query<T> asked) {
    FieldDescriptor field = prototype.getDescriptorForType().findFieldByName("workspace");
    return requestType()
        .cast(asking.write(asked).toBuilder().setField(field, workspace.value()).build());
  }

  /**
   * The query that a request stands for, whoever asks.
   *
   * @throws IllegalArgumentException for a request that names nothing, or is out of bounds
   */
  public Query<T> read(Q request) {
    return read(request, null, null);
  }

  /**
   * The query that a request stands for.
   *
   * @param agent who asks, in place of an agent the request does not name; null for nobody
   * @param session in place of a session the request does not name; null for none
   * @throws IllegalArgumentException for a request that names nothing, or is out of bounds
   */
  public Query<T> read(Q request, @Nullable AgentId agent, @Nullable FencingToken session) {
    return asking.read(request, agent, session);
  }

  /** The answer as a message; null when there is none: NOT_FOUND. */
  public @Nullable A writeAnswer(T answer) {
    return answering.write(answer);
  }

  /**
   * The answer that a message stands for; null for NOT_FOUND.
   *
   * @throws IllegalArgumentException for null where there is always an answer
   */
  public T readAnswer(@Nullable A answer) {
    return answering.read(answer);
  }

  @Override
  public String toString() {
    return method;
  }
}
