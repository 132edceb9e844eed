package dev.yardmaster.client;

import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.workspace.ConflictStats;
import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Conflicts of a workspace: about a resource, or about a task's assignment, dependency or output
 * (R71). Only parties win, once, and a resolution acts at once: about a resource, the winner keeps
 * what it holds or its waits head the queue; about an assignment, an attempt of a loser ends and
 * the task is the winner's; about an output, the winner's is the task's result.
 *
 * {@snippet file="ConflictExamplesTest.java" region="conflicts"}
 *
 * <p>Losers learn of it by {@link #await}, or by the event {@code ConflictResolved}; whoever loses
 * a task is told at once as for any task taken from it.
 */
public final class ConflictResolver {
  private static final Set<String> BUILT_IN = Set.of("priority", "timestamp", "vote", "manual");

  private final WorkspaceId workspace;
  private final Requests requests;
  private final Connection connection;

  ConflictResolver(WorkspaceId workspace, Requests requests, Connection connection) {
    this.workspace = workspace;
    this.requests = requests;
    this.connection = connection;
  }

  /**
   * Says that agents are in conflict about a resource; whoever says so may be one of them. Again
   * with the same content changes nothing.
   *
   * @param parties 2-64 agents that have joined at least once
   * @throws CoordinationException ALREADY_EXISTS with other content; NOT_FOUND for an agent; LIMIT
   *     beyond 1,000 open conflicts
   */
  public ConflictView reportResourceConflict(
      Actor by,
      ConflictId id,
      ResourceName resource,
      Collection<AgentId> parties,
      ConflictOptions options) {
    return report(by, id, new Subject.OfResource(resource), parties, options);
  }

  /**
   * As {@link #reportResourceConflict}, about a task.
   *
   * @throws CoordinationException also NOT_FOUND for the task; FAILED_PRECONDITION about the
   *     assignment of one that has ended, or the output of one that has not succeeded
   */
  public ConflictView reportTaskConflict(
      Actor by,
      ConflictId id,
      TaskId task,
      Subject.Aspect aspect,
      Collection<AgentId> parties,
      ConflictOptions options) {
    return report(by, id, new Subject.OfTask(task, aspect), parties, options);
  }

  private ConflictView report(
      Actor by,
      ConflictId id,
      Subject subject,
      Collection<AgentId> parties,
      ConflictOptions options) {
    List<ConflictCommand.Claim> claims = new ArrayList<>();
    for (AgentId party : parties) {
      Payload evidence = options.evidence().getOrDefault(party, Payload.EMPTY);
      claims.add(new ConflictCommand.Claim(party, evidence));
    }
    AgentLink.send(
        by,
        new ConflictCommand.ReportConflict(
            by.caller(), id, subject, claims, options.strategy(), options.deadline().toMillis()));
    return present(id);
  }

  /** A party says something for itself, in place of what was said for it before. */
  public void addEvidence(Actor party, ConflictId id, Payload evidence) {
    AgentLink.send(party, new ConflictCommand.AddEvidence(party.caller(), id, evidence));
  }

  /**
   * Votes for a party, in place of an earlier vote; more than half of all who may vote decide.
   *
   * @throws CoordinationException FAILED_PRECONDITION when there is no vote, or not for this agent
   */
  public void vote(Actor voter, ConflictId id, AgentId party) {
    AgentLink.send(voter, new ConflictCommand.CastVote(voter.caller(), id, party));
  }

  /**
   * Lets a strategy decide: {@code priority} and {@code timestamp} at once, {@code vote} within a
   * minute, one of the user's own within 50 ms. One that is resolved already stays as it is.
   *
   * @throws CoordinationException FAILED_PRECONDITION when the strategy cannot tell
   */
  public ConflictView resolveConflict(ConflictId id, String strategy, String by) {
    return resolve(id, new ConflictCommand.ByStrategy(strategy), by);
  }

  /** Lets priorities decide: those given by this person, and the agents' own for the others. */
  public ConflictView resolveByPriority(
      ConflictId id, Map<AgentId, Integer> priorities, String by) {
    SortedMap<AgentId, Integer> given = new java.util.TreeMap<>(priorities);
    return resolve(
        id,
        new ConflictCommand.ByStrategy("priority", Collections.unmodifiableSortedMap(given)),
        by);
  }

  /**
   * A person names the winner. One that is resolved already stays as it is: the answer tells who
   * won.
   *
   * @throws CoordinationException FAILED_PRECONDITION for one that is no party, or cannot have it
   */
  public ConflictView resolve(ConflictId id, AgentId winner, String by) {
    return resolve(id, winner, by, "", false);
  }

  /**
   * As {@link #resolve(ConflictId, AgentId, String)}, with a reason for everybody to read.
   *
   * @param force whether locks that losers hold on the resource are taken from them
   */
  public ConflictView resolve(ConflictId id, AgentId winner, String by, String why, boolean force) {
    return resolve(id, new ConflictCommand.Winner(winner, force, why), by);
  }

  private ConflictView resolve(ConflictId id, ConflictCommand.Decision decision, String by) {
    return once(id, new ConflictCommand.ResolveConflict(id, decision, by));
  }

  /**
   * Decides by what is known alone: by the agents' priorities if they differ, else by who asked
   * first, else a vote begins.
   */
  public ConflictView autoResolve(ConflictId id, String by) {
    return once(id, new ConflictCommand.AutoResolve(id, by));
  }

  /** Whoever comes late gets the first result. */
  private ConflictView once(ConflictId id, ConflictCommand command) {
    try {
      requests.send(workspace, command);
    } catch (CoordinationException e) {
      if (e.code() != RefusalCode.ALREADY_EXISTS) {
        throw e;
      }
    }
    return present(id);
  }

  private ConflictView present(ConflictId id) {
    return find(id).orElseThrow(() -> new CoordinationException(missing(id)));
  }

  private static Refusal missing(ConflictId id) {
    return Refusal.notFound("Expected conflict %s to be reported, or not forgotten".formatted(id));
  }

  public Optional<ConflictView> find(ConflictId id) {
    return requests.query(workspace, new Query.OfConflict(id));
  }

  /** Open conflicts, oldest first, at most this many (1-10,000). */
  public List<ConflictView> activeConflicts(int limit) {
    return requests.query(workspace, new Query.OfConflicts(false, limit));
  }

  /** Resolved conflicts, newest first: the last 10,000, none older than 30 days. */
  public List<ConflictView> history(int limit) {
    return requests.query(workspace, new Query.OfConflicts(true, limit));
  }

  public ConflictStats stats() {
    return requests.query(workspace, new Query.OfConflictStats());
  }

  /**
   * Makes a strategy of the user's own known under a name, until the registration is closed; it is
   * asked where a report or {@link #resolveConflict} names it.
   *
   * @throws IllegalArgumentException for the name of a built-in strategy
   */
  public StrategyRegistration registerStrategy(String name, ConflictStrategy strategy) {
    if (BUILT_IN.contains(name)) {
      throw new IllegalArgumentException(
          "Expected a name of your own, but %s is built in; choose another".formatted(name));
    }
    return connection.registerConflictStrategy(
        workspace, name, request -> strategy.choose(present(request.conflict())));
  }

  /**
   * Waits until a conflict is resolved, and tells how.
   *
   * @throws CoordinationException TIMEOUT when it is not by then; NOT_FOUND
   */
  public Ruling await(ConflictId id, Duration timeout) {
    LogPosition before = connection.position();
    Optional<Ruling> ruling = present(id).ruling();
    return ruling.orElseGet(() ->
        new Events(workspace, connection)
            .of(ConflictEvent.ConflictResolved.class)
            .where(event -> event.conflict().equals(id))
            .after(before)
            .await(timeout)
            .ruling());
  }
}
