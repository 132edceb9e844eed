package dev.yardmaster.client;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits in the calling thread for the end of a wait; interrupted, gives the wait up. */
final class Blocking {
  private static final Logger LOG = LoggerFactory.getLogger(Blocking.class);

  private Blocking() {}

  static Outcome await(AgentLink link, Actor actor, FencingToken waitId) {
    CompletableFuture<Outcome> outcome = link.waits().outcome(waitId);
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      giveUp(link, actor, waitId, outcome);
      throw Requests.interrupted();
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof CoordinationException refused) {
        throw refused;
      }
      throw new IllegalStateException("Expected an outcome of wait " + waitId, e);
    }
  }

  /** Ends the wait; what was granted in the meantime is given back. */
  private static void giveUp(
      AgentLink link, Actor actor, FencingToken waitId, CompletableFuture<Outcome> outcome) {
    try {
      link.send(new WaitCommand.EndWait(actor.caller(), waitId));
      if (outcome.get(Requests.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          instanceof Outcome.Granted granted) {
        link.send(new ResourceCommand.ReleaseLock(actor.caller(), granted.token()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CoordinationException | ExecutionException | TimeoutException e) {
      LOG.debug("Giving up wait {} was refused", waitId, e);
    } finally {
      link.waits().forget(waitId);
    }
  }
}
