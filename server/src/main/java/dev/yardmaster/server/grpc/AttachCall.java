package dev.yardmaster.server.grpc;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.Handles;
import dev.yardmaster.server.gateway.NoException;
import org.jspecify.annotations.Nullable;

/**
 * An agent on its stream: while it is open the agent lives, is told what concerns it, states its
 * demand, and may send its commands.
 */
final class AttachCall extends Conversation<AttachRequest, Push> {
  private final Handles handles;
  private final CallContext context;
  private final CallsOnStream calls;
  private @Nullable WorkspaceId workspace;
  private @Nullable Speaker speaker;

  AttachCall(Gateway gateway, Handles handles, CallContext context, Flow<Push> flow) {
    super(flow);
    this.handles = handles;
    this.context = context;
    this.calls = new CallsOnStream(gateway::call, context, Calls.AUDITED.get()::denied, flow);
  }

  @Override
  void said(AttachRequest request) {
    switch (request.getKindCase()) {
      case HELLO -> hello(request.getHello());
      case DEMAND -> demand(request.getDemand());
      case CALL -> {
        if (!isOpened()) {
          throw NoException.of(Refusal.invalid("Expected hello before any call"));
        }
        calls.take(request.getCall());
      }
      case KIND_NOT_SET ->
          throw NoException.of(Refusal.invalid("Expected hello, demand or call, got neither"));
    }
  }

  private void hello(AttachRequest.Hello hello) {
    if (isOpened()) {
      throw NoException.of(Refusal.invalid("Expected hello once, at the beginning"));
    }
    WorkspaceId at = WorkspaceId.of(hello.getWorkspace());
    Speaker who = handles.known(at, context, hello.getAgent(), hello.getSession());
    workspace = at;
    speaker = who;
    long position = context.connection().position().value();
    AgentStream attached =
        context.connection().attach(at, who.agent(), who.session(), this::pushed);
    opened(attached::close, attached.ended());
    flow()
        .send(
            Push.newBuilder()
                .setAttached(Push.Attached.newBuilder().setPosition(position))
                .build());
  }

  private void pushed(AgentPush push) {
    flow().send(PushMapping.write(push));
    if (push instanceof AgentPush.SessionEnded) {
      finish();
    }
  }

  @Override
  void finish() {
    calls.whenAnswered(super::finish);
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
                refuse(NoException.of(reply.refusal()));
              }
            });
  }
}
