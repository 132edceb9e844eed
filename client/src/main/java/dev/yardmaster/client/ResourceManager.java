package dev.yardmaster.client;

import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.GrantView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.ResourceView;
import dev.yardmaster.core.workspace.WaitView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Resources of a workspace: locks, capacities, rates and budgets, who holds and who waits.
 *
 * {@snippet file="LockExamplesTest.java" region="resources"}
 *
 * <p>Calls block and are meant for virtual threads; interrupting one gives the wait up.
 */
public final class ResourceManager {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final WorkspaceSettings settings;

  ResourceManager(WorkspaceId workspace, Requests requests, WorkspaceSettings settings) {
    this.settings = settings;
    this.workspace = workspace;
    this.requests = requests;
  }

  /** Gives a resource a capacity of permits (1-1,000,000); 0 withdraws it. */
  public void declare(ResourceName resource, int capacity) {
    declare(resource, capacity, Refill.NONE);
  }

  /** Makes a rate or a budget: permits that are used up, and come back by the refill. */
  public void declare(ResourceName resource, int capacity, Refill refill) {
    requests.send(workspace, new ResourceCommand.DeclareResource(resource, capacity, refill));
  }

  /**
   * Takes a lock set, all or nothing, and waits as long as it takes, or as the setting {@code
   * resourceTimeout} says. Asking again for what is held gives the same token.
   *
   * @throws DeadlockException when the wait would never end
   * @throws ResourceTimeoutException when the setting is in force and the time is over
   */
  public Lock acquire(Actor actor, LockRequest... locks) {
    return acquire(actor, settings.lockOptions(), locks);
  }

  /**
   * Takes a lock set, all or nothing.
   *
   * @throws DeadlockException when the wait would never end
   * @throws ResourceTimeoutException when it could not be had in time
   * @throws CoordinationException STALE_TOKEN when the actor is over, and other refusals
   */
  public Lock acquire(Actor actor, LockOptions options, LockRequest... locks) {
    List<LockRequest> set = LockRequest.set(List.of(locks));
    AgentLink link = AgentLink.of(actor);
    Reply reply = ask(link, actor, options, set);
    return switch (reply) {
      case Reply.Granted granted -> new Lock(actor, granted.token(), set);
      case Reply.Waiting waiting -> {
        Outcome outcome = Blocking.await(link, actor, waiting.waitId());
        if (outcome instanceof Outcome.Granted granted) {
          yield new Lock(actor, granted.token(), set);
        }
        throw refused(outcome, set);
      }
      default -> throw new IllegalStateException("Expected a lock or a wait, got " + reply);
    };
  }

  private static Reply ask(
      AgentLink link, Actor actor, LockOptions options, List<LockRequest> set) {
    try {
      return link.send(
          new WaitCommand.AcquireLocks(
              actor.caller(),
              set,
              options.priority(),
              options.waitMillis(),
              options.leaseMillis()));
    } catch (CoordinationException e) {
      throw switch (e.code()) {
        case DEADLOCK -> new DeadlockException(e.refusal());
        case HELD -> new ResourceTimeoutException(e.refusal());
        default -> e;
      };
    }
  }

  private CoordinationException refused(Outcome outcome, List<LockRequest> set) {
    return switch (outcome) {
      case Outcome.Deadlock deadlock -> DeadlockException.of(deadlock);
      case Outcome.Hopeless hopeless ->
          new CoordinationException(Refusal.failedPrecondition(hopeless.why()));
      case Outcome.Withdrawn over ->
          new CoordinationException(
              Refusal.failedPrecondition(
                  "Expected to wait for %s, but its holder gave all up meanwhile; acquire it anew"
                      .formatted(set)));
      default ->
          new ResourceTimeoutException(
              new Refusal(
                  RefusalCode.TIMEOUT,
                  "Expected %s in time, but it is held by %s; wait longer, or ask for less"
                      .formatted(set, holders(set))));
    };
  }

  private List<String> holders(List<LockRequest> set) {
    return list(Query.MAX_LIMIT).stream()
        .flatMap(resource -> resource.grants().stream())
        .filter(grant -> grant.locks().stream().anyMatch(held -> meets(held, set)))
        .map(grant -> grant.holder().toString())
        .distinct()
        .limit(5)
        .toList();
  }

  private static boolean meets(LockRequest held, List<LockRequest> set) {
    return set.stream().anyMatch(wanted -> wanted.resource().overlaps(held.resource()));
  }

  /** Takes a lock set if it is free now. */
  public Optional<Lock> tryAcquire(Actor actor, LockRequest... locks) {
    try {
      return Optional.of(acquire(actor, LockOptions.DEFAULT.timeout(Duration.ZERO), locks));
    } catch (ResourceTimeoutException e) {
      return Optional.empty();
    }
  }

  /**
   * Gives back all that the actor holds, and gives up the locks it waits for, those too whose
   * answer was lost; the lock set of its task stays until the task ends.
   */
  public void releaseAll(Actor actor) {
    requests.send(workspace, new ResourceCommand.ReleaseAll(actor.caller()));
  }

  /** Uses up permits of a rate or budget without waiting; it may go below nothing. */
  public void charge(Actor actor, ResourceName resource, int amount) {
    requests.send(workspace, new ResourceCommand.Charge(actor.caller(), resource, amount));
  }

  /** Takes a lock from its holder; an operator's act, on record under this name. */
  public void forceRelease(FencingToken token, String by) {
    requests.send(workspace, new ResourceCommand.ForceRelease(token, by));
  }

  /** The grant under a token; empty when it is over, and whoever shows it must be refused. */
  public Optional<GrantView> check(FencingToken token) {
    return requests.query(workspace, new Query.OfToken(token));
  }

  /** Resources that are declared or held, by name, at most this many (1-10,000). */
  public List<ResourceView> list(int limit) {
    return requests.query(workspace, new Query.OfResources(limit));
  }

  /** Open waits, oldest first, and what each waits for, at most this many (1-10,000). */
  public List<WaitView> waits(int limit) {
    return requests.query(workspace, new Query.OfWaits(limit));
  }

  /** Who waits for whom, at most this many edges (1-10,000). */
  public List<Edge> waitForGraph(int limit) {
    return requests.query(workspace, new Query.OfWaitForGraph(limit));
  }

  /** What is done about deadlocks from now on. */
  public void deadlockPolicy(DeadlockPolicy policy) {
    requests.send(workspace, new WaitCommand.SetDeadlockPolicy(policy));
  }
}
