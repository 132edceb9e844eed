package dev.yardmaster.server.grpc;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Handles;
import dev.yardmaster.server.gateway.NoException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An agent on its stream: while it is open the agent lives, is told what concerns it, and states
 * its demand. What the client sends comes one by one, on one thread at a time.
 */
final class AttachCall
    implements ServerCalls.BidiStreamingMethod<AttachRequest, Push>, AutoCloseable {
  private final Handles handles;
  private final Set<Attached> open = ConcurrentHashMap.newKeySet();

  AttachCall(Handles handles) {
    this.handles = handles;
  }

  @Override
  public StreamObserver<AttachRequest> invoke(StreamObserver<Push> observer) {
    ServerCallStreamObserver<Push> client = (ServerCallStreamObserver<Push>) observer;
    Attached attached = new Attached(Calls.CALL.get(), new Flow<>(client));
    client.setOnCancelHandler(attached::gone);
    return attached;
  }

  private final class Attached implements StreamObserver<AttachRequest> {
    private final CallContext context;
    private final Flow<Push> flow;
    private @Nullable WorkspaceId workspace;
    private @Nullable Speaker speaker;
    private volatile @Nullable AgentStream stream;

    Attached(CallContext context, Flow<Push> flow) {
      this.context = context;
      this.flow = flow;
    }

    @Override
    public void onNext(AttachRequest request) {
      try {
        switch (request.getKindCase()) {
          case HELLO -> hello(request.getHello());
          case DEMAND -> demand(request.getDemand());
          case KIND_NOT_SET ->
              throw NoException.of(Refusal.invalid("Expected hello or demand, got neither"));
        }
      } catch (NoException | IllegalArgumentException e) {
        end();
        flow.fail(Statuses.of(e));
      }
    }

    /** The stream ends with the attachment: in peace, or as its credential was taken away. */
    private void hello(AttachRequest.Hello hello) {
      if (stream != null) {
        throw NoException.of(Refusal.invalid("Expected hello once, at the beginning"));
      }
      WorkspaceId at = WorkspaceId.of(hello.getWorkspace());
      Speaker who = handles.known(at, context, hello.getAgent(), hello.getSession());
      workspace = at;
      speaker = who;
      long position = context.connection().position().value();
      AgentStream attached =
          context.connection().attach(at, who.agent(), who.session(), this::pushed);
      stream = attached;
      open.add(this);
      var _ =
          attached
              .ended()
              .whenComplete((end, failure) -> {
                open.remove(this);
                if (failure == null) {
                  flow.complete();
                } else {
                  flow.fail(Statuses.of(failure));
                }
              });
      flow.send(
          Push.newBuilder().setAttached(Push.Attached.newBuilder().setPosition(position)).build());
    }

    private void pushed(AgentPush push) {
      flow.send(PushMapping.write(push));
      if (push instanceof AgentPush.SessionEnded) {
        flow.complete();
      }
    }

    private void demand(int demand) {
      WorkspaceId at = workspace;
      Speaker who = speaker;
      if (at == null || who == null) {
        throw NoException.of(Refusal.invalid("Expected hello before any demand"));
      }
      var _ =
          context
              .connection()
              .send(
                  new Request(
                      at,
                      context.connection().principal(),
                      null,
                      new Claim(who.agent(), who.session(), demand)))
              .thenAccept(reply -> {
                if (reply.refusal() != null) {
                  end();
                  flow.fail(Statuses.of(NoException.of(reply.refusal())));
                }
              });
    }

    /** The server is being stopped: the agent attaches again where it can. */
    void stop() {
      flow.fail(
          Statuses.of(
              NoException.of(
                  new Refusal(
                      RefusalCode.UNAVAILABLE, "The server is being stopped; attach again", 100))));
      end();
    }

    @Override
    public void onError(Throwable failure) {
      gone();
    }

    @Override
    public void onCompleted() {
      end();
      flow.complete();
    }

    void gone() {
      flow.cancelled();
      end();
    }

    private void end() {
      AgentStream attached = stream;
      if (attached != null) {
        attached.close();
      }
    }
  }

  @Override
  public void close() {
    open.forEach(Attached::stop);
  }
}
