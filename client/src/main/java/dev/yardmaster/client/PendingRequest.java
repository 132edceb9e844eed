package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.MailView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request of an agent, from its sending until its reply is there or will not come. */
final class PendingRequest {
  private final AgentLink link;
  private final Actor actor;
  private final AgentId to;
  private final Duration timeout;
  private final long start = System.nanoTime();
  private final MessageId id = MessageRouter.newId();
  private final CompletableFuture<MailView> reply;

  PendingRequest(Actor actor, AgentId to, Duration timeout) {
    this.link = AgentLink.of(actor);
    this.actor = actor;
    this.to = to;
    this.timeout = timeout;
    this.reply = link.inbox().expect(id.value());
  }

  /** Sends the request and waits in the calling thread. */
  Received send(Envelope plain) {
    boolean taken = false;
    try {
      FencingToken wait =
          ask(plain.conversation(new Envelope.Conversation(id.value(), link.agent())));
      await(wait);
      taken = true;
      return acknowledged(new Received(link, actor, reply.join()));
    } finally {
      link.inbox().forget(id.value(), reply, taken);
    }
  }

  private FencingToken ask(Envelope envelope) {
    try {
      Reply answer =
          AgentLink.send(
              actor,
              new WaitCommand.RequestReply(
                  actor.caller(), id, to, envelope, Math.max(1, leftMillis())),
              timeout);
      if (answer instanceof Reply.Waiting waiting) {
        return waiting.waitId();
      }
      throw new IllegalStateException("Expected a wait, got " + answer);
    } catch (CoordinationException e) {
      if (e.code() == RefusalCode.DEADLOCK) {
        throw new DeadlockException(e.refusal());
      }
      throw e.code() == RefusalCode.UNKNOWN && leftMillis() == 0 ? late() : e;
    }
  }

  /** Returns once the reply is there; withdraws the wait where it gives up first. */
  private void await(FencingToken wait) {
    CompletableFuture<Outcome> outcome = link.waits().outcome(wait);
    var unused =
        outcome.whenComplete((how, refused) -> {
          if (!(how instanceof Outcome.Replied)) {
            link.mail().arrived(); // no mail will wake the waiting thread
          }
        });
    try {
      long left = leftMillis();
      while (!reply.isDone() && left > 0 && !isGivenUp(outcome)) {
        long seen = link.mail().arrivals();
        link.inbox().search(reply, seen);
        left = leftMillis();
        if (!reply.isDone() && left > 0 && !isGivenUp(outcome)) {
          link.mail().await(seen, left);
          left = leftMillis();
        }
      }
      if (!reply.isDone()) {
        throw isGivenUp(outcome) ? refusal(outcome) : late();
      }
    } catch (InterruptedException e) {
      throw Requests.interrupted();
    } finally {
      if (!outcome.isDone() && !reply.isDone()) {
        link.tell(new WaitCommand.EndWait(actor.caller(), wait));
      }
      link.waits().forget(wait);
    }
  }

  private static boolean isGivenUp(CompletableFuture<Outcome> outcome) {
    return outcome.isCompletedExceptionally()
        || (outcome.isDone() && !(outcome.join() instanceof Outcome.Replied));
  }

  private CoordinationException refusal(CompletableFuture<Outcome> outcome)
      throws InterruptedException {
    try {
      return switch (outcome.get()) {
        case Outcome.Deadlock deadlock -> DeadlockException.of(deadlock);
        case Outcome.Hopeless hopeless ->
            new CoordinationException(
                Refusal.failedPrecondition(
                    "Expected a reply of %s to message %s, but none can come: %s"
                        .formatted(to, id, hopeless.why())));
        case Outcome.TimedOut over -> late();
        case Outcome.Withdrawn over -> late();
        case Outcome.Replied replied -> throw unexpected(replied);
        case Outcome.Granted granted -> throw unexpected(granted);
        case Outcome.TaskEnded ended -> throw unexpected(ended);
      };
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof CoordinationException refused) {
        return refused;
      }
      throw new IllegalStateException("Expected an outcome of request " + id, e);
    }
  }

  private IllegalStateException unexpected(Outcome outcome) {
    return new IllegalStateException("Expected request %s to fail: %s".formatted(id, outcome));
  }

  /** Milliseconds, rounded up. */
  private long leftMillis() {
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    return left.isPositive() ? TimeUnit.MILLISECONDS.convert(left) + 1 : 0;
  }

  private static Received acknowledged(Received reply) {
    try {
      reply.ack();
    } catch (CoordinationException e) {
      if (e.code() != RefusalCode.STALE_TOKEN) { // it comes again, and is then nobody's reply
        throw e;
      }
    }
    return reply;
  }

  private CoordinationException late() {
    String next =
        link.inbox().room() > 0
            ? "ask for the fate of the message, or wait longer"
            : "receive the %d messages that wait before it".formatted(Inbox.MAX_KEPT);
    return new CoordinationException(
        new Refusal(
            RefusalCode.TIMEOUT,
            "Expected a reply of %s to message %s within %s, none came; %s"
                .formatted(to, id, timeout, next)));
  }
}
