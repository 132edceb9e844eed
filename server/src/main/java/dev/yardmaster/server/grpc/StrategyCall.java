package dev.yardmaster.server.grpc;

import dev.yardmaster.core.conflict.ConflictEvent.ResolutionRequested;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.protocol.api.StrategyMapping;
import dev.yardmaster.protocol.connection.ConflictChoice;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.protocol.v1.StrategyQuestion;
import dev.yardmaster.protocol.v1.StrategyRequest;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.NoException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A user's strategy on the other side of a stream: the engine asks it like one in its own process,
 * and gives it as long as any other.
 */
final class StrategyCall extends Conversation<StrategyRequest, StrategyQuestion> {
  /** Beyond what the core waits for, so that the core decides what is too late. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final CallContext context;
  private final Map<Long, CompletableFuture<StrategyRequest.Answer>> asked =
      new ConcurrentHashMap<>();
  private final AtomicLong questions = new AtomicLong();

  StrategyCall(CallContext context, Flow<StrategyQuestion> flow) {
    super(flow);
    this.context = context;
  }

  @Override
  void said(StrategyRequest request) {
    switch (request.getKindCase()) {
      case HELLO -> hello(request.getHello());
      case ANSWER -> {
        CompletableFuture<StrategyRequest.Answer> question =
            asked.remove(request.getAnswer().getId());
        if (question != null) {
          question.complete(request.getAnswer());
        }
      }
      case KIND_NOT_SET ->
          throw NoException.of(Refusal.invalid("Expected hello or answer, got neither"));
    }
  }

  private void hello(StrategyRequest.Hello hello) {
    if (isOpened()) {
      throw NoException.of(Refusal.invalid("Expected hello once, at the beginning"));
    }
    WorkspaceId workspace = WorkspaceId.of(hello.getWorkspace());
    StrategyRegistration registered =
        switch (hello.getUse()) {
          case STRATEGY_USE_PLACEMENT ->
              context.connection().registerStrategy(workspace, hello.getName(), this::place);
          case STRATEGY_USE_CONFLICT ->
              context
                  .connection()
                  .registerConflictStrategy(workspace, hello.getName(), this::decide);
          case STRATEGY_USE_UNSPECIFIED, UNRECOGNIZED ->
              throw NoException.of(
                  Refusal.invalid("Expected use PLACEMENT or CONFLICT, got neither"));
        };
    opened(registered::close, registered.ended());
    flow().send(StrategyQuestion.getDefaultInstance());
  }

  private PlacementChoice place(PlacementRequested request) {
    StrategyRequest.Answer answer =
        ask(StrategyQuestion.newBuilder().setPlacement(StrategyMapping.write(request)));
    return new PlacementChoice(AgentId.of(answer.getAgent()), answer.getReason());
  }

  private ConflictChoice decide(ResolutionRequested request) {
    StrategyRequest.Answer answer =
        ask(StrategyQuestion.newBuilder().setConflict(StrategyMapping.write(request)));
    return new ConflictChoice(AgentId.of(answer.getAgent()), answer.getReason());
  }

  /** Throws what the engine takes for no answer. */
  private StrategyRequest.Answer ask(StrategyQuestion.Builder question) {
    long id = questions.incrementAndGet();
    CompletableFuture<StrategyRequest.Answer> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      flow().send(question.setId(id).build());
      return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("The strategy's client gave no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Closed before the strategy's client answered", e);
    } finally {
      asked.remove(id);
    }
  }
}
