package dev.yardmaster.remote;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.protocol.api.StrategyMapping;
import dev.yardmaster.protocol.connection.ConflictChoice;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.protocol.v1.StrategyQuestion;
import dev.yardmaster.protocol.v1.StrategyRequest;
import dev.yardmaster.protocol.v1.WorkspaceServiceGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's strategy in this process that a server elsewhere asks: registered for as long as its
 * stream is open, and again when that breaks, until the server says a no that is final.
 */
final class RemoteStrategy implements StrategyRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteStrategy.class);
  private static final long PAUSE_MILLIS = 200;

  private final Calls calls;
  private final What what;
  private final LinkedBlockingQueue<Optional<StrategyQuestion>> questions =
      new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable Refusal refusal;
  private volatile boolean closed;
  private volatile @Nullable StreamObserver<StrategyRequest> answers;

  /** What is asked, under which name, and how it answers. */
  record What(WorkspaceId workspace, StrategyUse use, String name, Answering answering) {}

  /** The answer to a question: an agent and why. */
  @FunctionalInterface
  interface Answering {
    StrategyRequest.Answer.Builder to(StrategyQuestion question);
  }

  static Answering placing(PlacementHandler handler) {
    return question -> {
      PlacementChoice choice = handler.choose(StrategyMapping.placement(question));
      return StrategyRequest.Answer.newBuilder()
          .setAgent(choice.agent().value())
          .setReason(choice.reason());
    };
  }

  static Answering deciding(ConflictHandler handler) {
    return question -> {
      ConflictChoice choice = handler.choose(StrategyMapping.conflict(question));
      return StrategyRequest.Answer.newBuilder()
          .setAgent(choice.winner().value())
          .setReason(choice.reason());
    };
  }

  private RemoteStrategy(Calls calls, What what) {
    this.calls = calls;
    this.what = what;
  }

  /** Returns when the server knows the strategy, or it takes too long. */
  static RemoteStrategy start(Calls calls, What what) {
    RemoteStrategy strategy = new RemoteStrategy(calls, what);
    CountDownLatch registered = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("yardmaster-strategy-" + what.name())
        .start(() -> strategy.run(registered));
    try {
      if (!registered.await(30, TimeUnit.SECONDS)) {
        LOG.warn("Strategy {} is not registered yet; going on to try", what.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return strategy;
  }

  private void run(CountDownLatch registered) {
    try {
      while (!closed && refusal == null) {
        open();
        Optional<StrategyQuestion> next = questions.take();
        while (next.isPresent()) {
          if (next.get().getId() == 0) {
            registered.countDown();
          } else {
            answer(next.get());
          }
          next = questions.take();
        }
        TimeUnit.MILLISECONDS.sleep(closed || refusal != null ? 0 : PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      registered.countDown();
      Refusal no = refusal;
      if (no == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(new RefusedException(no));
      }
    }
  }

  private void refused(Refusal no) {
    if (no.code() != RefusalCode.UNAVAILABLE && no.code() != RefusalCode.LIMIT) {
      LOG.warn("Strategy {} is not asked any more: {}", what.name(), no.text());
      refusal = no;
    }
  }

  private void open() {
    questions.clear();
    StreamObserver<StrategyRequest> observer =
        ClientCalls.asyncBidiStreamingCall(
            calls.streaming(WorkspaceServiceGrpc.getStrategyMethod(), Calls.Beside.NOTHING),
            new StreamObserver<StrategyQuestion>() {
              @Override
              public void onNext(StrategyQuestion question) {
                questions.add(Optional.of(question));
              }

              @Override
              public void onError(Throwable failure) {
                if (Calls.isAnswer(failure)) {
                  refused(Calls.refusalOf(failure));
                }
                questions.add(Optional.empty());
              }

              @Override
              public void onCompleted() {
                questions.add(Optional.empty());
              }
            });
    answers = observer;
    observer.onNext(
        StrategyRequest.newBuilder()
            .setHello(
                StrategyRequest.Hello.newBuilder()
                    .setWorkspace(what.workspace().value())
                    .setUse(StrategyMapping.write(what.use()))
                    .setName(what.name()))
            .build());
  }

  private void answer(StrategyQuestion question) {
    StrategyRequest.Answer.Builder answer;
    try {
      answer = what.answering().to(question);
    } catch (RuntimeException | Error e) { // whatever a user's code throws, the next is asked again
      LOG.warn("Strategy {} threw; a built-in one decides", what.name(), e);
      answer = StrategyRequest.Answer.newBuilder(); // no answer, said at once
    }
    StreamObserver<StrategyRequest> observer = answers;
    if (observer != null) {
      try {
        observer.onNext(
            StrategyRequest.newBuilder().setAnswer(answer.setId(question.getId())).build());
      } catch (IllegalStateException e) {
        LOG.debug("The stream of strategy {} broke before its answer", what.name());
      }
    }
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    closed = true;
    StreamObserver<StrategyRequest> observer = answers;
    if (observer != null) {
      try {
        observer.onCompleted();
      } catch (IllegalStateException e) {
        LOG.debug("The stream of strategy {} was over already", what.name());
      }
    }
    questions.add(Optional.empty());
  }
}
