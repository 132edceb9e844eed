package dev.yardmaster.server.grpc;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.gateway.NoException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A stream both ways from its first message to its end, whoever ends it: the client, the server
 * that is being stopped, or what was opened for the client, be it in peace or because its
 * credential was taken away. What the client says comes one by one, on one thread at a time.
 */
abstract class Conversation<Q, A> implements StreamObserver<Q> {
  private final Flow<A> flow;
  private volatile @Nullable Runnable closing;
  private volatile boolean over;
  private volatile Runnable forget = () -> {};

  Conversation(Flow<A> flow) {
    this.flow = flow;
  }

  /** Takes what the client says; a no ends the stream. */
  abstract void said(Q request);

  final Flow<A> flow() {
    return flow;
  }

  /** What is done once it is over. */
  final void whenOver(Runnable action) {
    forget = action;
  }

  final boolean isOpened() {
    return closing != null;
  }

  /** From now on the stream lasts as long as what was opened for it, and the other way round. */
  final void opened(Runnable close, CompletionStage<Void> ended) {
    closing = close;
    var _ =
        ended.whenComplete((end, failure) -> {
          if (failure == null) {
            finish();
          } else {
            flow.fail(Statuses.of(failure));
          }
          end();
        });
    if (over) {
      close.run();
    }
  }

  @Override
  public final void onNext(Q request) {
    try {
      said(request);
    } catch (CancellationException e) {
      end(); // over meanwhile, and its client was told why if it is there
    } catch (RuntimeException e) {
      refuse(e); // whatever it is: the client is told, and what is no refusal is logged as a bug
    }
  }

  /** Ends the stream with a no, or with INTERNAL where it is a bug. */
  final void refuse(RuntimeException no) {
    flow.fail(Statuses.of(no));
    end();
  }

  /** The server is being stopped: the client comes again where it can. */
  final void stop() {
    refuse(
        NoException.of(
            new Refusal(
                RefusalCode.UNAVAILABLE, "The server is being stopped; open it again", 100)));
  }

  @Override
  public final void onError(Throwable failure) {
    gone();
  }

  @Override
  public final void onCompleted() {
    finish();
    end();
  }

  /** Ends the stream in peace, once all is said that is due. */
  void finish() {
    flow.complete();
  }

  /** The client is there no more. */
  final void gone() {
    flow.cancelled();
    end();
  }

  private void end() {
    over = true;
    forget.run();
    Runnable close = closing;
    if (close != null) {
      close.run();
    }
  }
}
