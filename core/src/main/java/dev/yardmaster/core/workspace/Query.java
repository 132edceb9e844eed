package dev.yardmaster.core.workspace;

import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.CredentialTable;
import dev.yardmaster.core.access.CredentialView;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.deadlock.Node;
import dev.yardmaster.core.deadlock.WaitForGraph;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A question about one workspace, answered on the driver between two commands. */
public sealed interface Query<T> {
  /** Most objects in one answer. */
  int MAX_LIMIT = 10_000;

  /** The answer; reads only. */
  T answer(Workspace workspace);

  /** The answer at a moment of state time, which few answers tell. */
  default T answer(Workspace workspace, Now now) {
    return answer(workspace);
  }

  /** One task. */
  record OfTask(TaskId task) implements Query<Optional<TaskView>> {
    @Override
    public Optional<TaskView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.tasks().find(task)).map(TaskView::of);
    }
  }

  /** Tasks in order of arrival, those after {@code after} if named, of one state if named. */
  record OfTasks(TaskState.@Nullable Name state, @Nullable TaskId after, int limit)
      implements Query<List<TaskView>> {
    public OfTasks {
      checkLimit(limit);
    }

    @Override
    public List<TaskView> answer(Workspace workspace) {
      return TaskView.list(workspace, state, after, limit);
    }
  }

  /** All agents, in order of joining. */
  record OfAgents(int limit) implements Query<List<AgentView>> {
    public OfAgents {
      checkLimit(limit);
    }

    @Override
    public List<AgentView> answer(Workspace workspace) {
      return workspace.agents().all().stream()
          .limit(limit)
          .map(agent -> AgentView.of(workspace, agent))
          .toList();
    }
  }

  /** One agent. */
  record OfAgent(AgentId agent) implements Query<Optional<AgentView>> {
    @Override
    public Optional<AgentView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.agents().find(agent))
          .map(found -> AgentView.of(workspace, found));
    }
  }

  /** One plan, with its tasks counted by state. */
  record OfPlan(PlanId plan) implements Query<Optional<PlanView>> {
    @Override
    public Optional<PlanView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.tasks().find(plan)).map(PlanView::of);
    }
  }

  /** The workspace in numbers. */
  record OfWorkspace() implements Query<WorkspaceView> {
    @Override
    public WorkspaceView answer(Workspace workspace) {
      return WorkspaceView.of(workspace);
    }
  }

  /** The workspace counted, at the same cost whatever there is (R82). */
  record OfCounts() implements Query<WorkspaceCounts> {
    @Override
    public WorkspaceCounts answer(Workspace workspace) {
      return WorkspaceCounts.of(workspace);
    }
  }

  /**
   * Resources that are declared or held, by name; if one is named only those whose locks may stand
   * in its way: itself, subtrees above it and, of a subtree, all below.
   */
  record OfResources(@Nullable ResourceName at, int limit) implements Query<List<ResourceView>> {
    public OfResources {
      checkLimit(limit);
    }

    public OfResources(int limit) {
      this(null, limit);
    }

    @Override
    public List<ResourceView> answer(Workspace workspace) {
      return answer(workspace, Now.ZERO);
    }

    @Override
    public List<ResourceView> answer(Workspace workspace, Now now) {
      ResourceTable table = workspace.resources();
      return (at == null ? table.used() : table.usedAt(at))
          .stream().limit(limit).map(resource -> ResourceView.of(resource, now)).toList();
    }
  }

  /** What became of a message (R62); empty when it was never sent, or ended long ago. */
  record OfMessage(MessageId message) implements Query<Optional<MessageView>> {
    @Override
    public Optional<MessageView> answer(Workspace workspace) {
      return MessageView.of(workspace, message);
    }
  }

  /**
   * Contents of messages delivered to a live session, for that session alone (S19); what it does
   * not have is left out.
   */
  record OfMail(AgentId agent, FencingToken session, List<MessageId> messages)
      implements Query<List<MailView>> {
    public OfMail {
      messages = List.copyOf(messages);
      if (messages.size() > MailLimits.MAX_RECEIVED) {
        throw new IllegalArgumentException(
            "Expected at most %d messages, got %d"
                .formatted(MailLimits.MAX_RECEIVED, messages.size()));
      }
    }

    @Override
    public List<MailView> answer(Workspace workspace) {
      return MailView.list(workspace, this);
    }
  }

  /**
   * Contents of messages that an operator was shown, by the token of its look (R62), as far as they
   * are still there; of the last 100 looks.
   */
  record OfInspectedMail(FencingToken token) implements Query<List<InspectedMailView>> {
    @Override
    public List<InspectedMailView> answer(Workspace workspace) {
      return InspectedMailView.list(workspace, token);
    }
  }

  /** The mailbox of an agent in numbers; empty when no such agent has ever joined. */
  record OfMailbox(AgentId agent) implements Query<Optional<MailboxView>> {
    @Override
    public Optional<MailboxView> answer(Workspace workspace) {
      return MailboxView.of(workspace, agent);
    }
  }

  /** Dead letters, oldest first, without their contents. */
  record OfDeadLetters(int limit) implements Query<List<DeadLetterView>> {
    public OfDeadLetters {
      checkLimit(limit);
    }

    @Override
    public List<DeadLetterView> answer(Workspace workspace) {
      return workspace.mail().deadLetters().stream().limit(limit).map(DeadLetterView::of).toList();
    }
  }

  /** One record. */
  record OfRecord(RecordKey key) implements Query<Optional<StoredRecord>> {
    @Override
    public Optional<StoredRecord> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.records().find(key));
    }
  }

  /** Records by key, those after {@code after} if named. */
  record OfRecords(@Nullable RecordKey after, int limit) implements Query<List<StoredRecord>> {
    public OfRecords {
      checkLimit(limit);
    }

    @Override
    public List<StoredRecord> answer(Workspace workspace) {
      return workspace.records().after(after).stream().limit(limit).toList();
    }
  }

  /** One conflict, open or resolved; empty when it was never reported, or is forgotten. */
  record OfConflict(ConflictId conflict) implements Query<Optional<ConflictView>> {
    @Override
    public Optional<ConflictView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.conflicts().find(conflict)).map(ConflictView::of);
    }
  }

  /** Conflicts: open ones, oldest first, or resolved ones, newest first. */
  record OfConflicts(boolean history, int limit) implements Query<List<ConflictView>> {
    public OfConflicts {
      checkLimit(limit);
    }

    @Override
    public List<ConflictView> answer(Workspace workspace) {
      return (history
              ? workspace.conflicts().resolved().reversed().stream()
              : workspace.conflicts().open().stream())
          .limit(limit)
          .map(ConflictView::of)
          .toList();
    }
  }

  /** Conflicts in numbers. */
  record OfConflictStats() implements Query<ConflictStats> {
    @Override
    public ConflictStats answer(Workspace workspace) {
      return ConflictStats.of(workspace.conflicts());
    }
  }

  /** Breakers: those tasks name by name, then those of agents that are or were in trouble. */
  record OfBreakers(int limit) implements Query<List<BreakerView>> {
    public OfBreakers {
      checkLimit(limit);
    }

    @Override
    public List<BreakerView> answer(Workspace workspace) {
      return workspace.breakers().all().stream().limit(limit).map(BreakerView::of).toList();
    }

    @Override
    public List<BreakerView> answer(Workspace workspace, Now now) {
      return answer(workspace).stream().map(view -> view.at(now)).toList();
    }
  }

  /** One breaker; empty when nothing was declared or counted: CLOSED, whoever asks. */
  record OfBreaker(BreakerName breaker) implements Query<Optional<BreakerView>> {
    @Override
    public Optional<BreakerView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.breakers().find(breaker)).map(BreakerView::of);
    }

    @Override
    public Optional<BreakerView> answer(Workspace workspace, Now now) {
      return answer(workspace).map(view -> view.at(now));
    }
  }

  /** How many READY tasks each breaker keeps from starting; those that stop none are left out. */
  record OfStoppedTasks() implements Query<Map<BreakerName, Integer>> {
    @Override
    public Map<BreakerName, Integer> answer(Workspace workspace) {
      return StoppedTasks.count(workspace);
    }
  }

  /** Open waits, oldest first, and what each waits for. */
  record OfWaits(int limit) implements Query<List<WaitView>> {
    public OfWaits {
      checkLimit(limit);
    }

    @Override
    public List<WaitView> answer(Workspace workspace) {
      WaitForGraph graph =
          WaitForGraph.of(
              workspace.waits(), workspace.tasks(), workspace.agents(), workspace.resources());
      return workspace.waits().all().stream()
          .limit(limit)
          .map(open -> WaitView.of(open, graph.edges(new Node.OfHolder(open.holder()))))
          .toList();
    }
  }

  /** The wait-for graph: who waits for whom, of at most so many edges. */
  record OfWaitForGraph(int limit) implements Query<List<Edge>> {
    public OfWaitForGraph {
      checkLimit(limit);
    }

    @Override
    public List<Edge> answer(Workspace workspace) {
      return WaitForGraph.of(
              workspace.waits(), workspace.tasks(), workspace.agents(), workspace.resources())
          .edges(limit);
    }
  }

  /** How a wait ended; empty while it is open, when it was granted, and when it is forgotten. */
  record OfWaitOutcome(FencingToken waitId) implements Query<Optional<Outcome>> {
    @Override
    public Optional<Outcome> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.waits().outcome(waitId));
    }
  }

  /** The grant under a token (R53); empty when it is over, and whoever shows it must be refused. */
  record OfToken(FencingToken token) implements Query<Optional<GrantView>> {
    @Override
    public Optional<GrantView> answer(Workspace workspace) {
      return answer(workspace, Now.ZERO);
    }

    @Override
    public Optional<GrantView> answer(Workspace workspace, Now now) {
      return Optional.ofNullable(workspace.resources().grant(token))
          .map(grant -> GrantView.of(grant, now));
    }
  }

  /** Why a task is where it is, in sentences. */
  record Explain(TaskId task) implements Query<Optional<List<String>>> {
    @Override
    public Optional<List<String>> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.tasks().find(task))
          .map(found -> Explanation.of(workspace, found));
    }
  }

  /**
   * The agent that got this handle when it joined, while that session lives; empty otherwise. Found
   * in a hash map: what it takes longer for some than for others tells nothing of 128 random bits.
   */
  record OfHandle(String handle) implements Query<Optional<HandleView>> {
    @Override
    public Optional<HandleView> answer(Workspace workspace) {
      return Optional.ofNullable(workspace.agents().findByHandle(handle))
          .map(agent -> new HandleView(agent.id(), agent.session(), agent.principal()));
    }

    @Override
    public String toString() {
      return "OfHandle";
    }
  }

  /** What a session has a stake in; nothing where it is over. Of the process alone. */
  record OfEngaged(AgentId agent, FencingToken session) implements Query<EngagedView> {
    @Override
    public EngagedView answer(Workspace workspace) {
      return EngagedView.of(workspace, agent, session);
    }
  }

  /**
   * Whether whoever asks has this role in the workspace and, if an agent is named, joined it or is
   * ADMIN; refused DENIED otherwise. False where no such agent has ever joined.
   */
  record OfAccess(Role role, @Nullable AgentId agent) implements Query<Boolean> {
    @Override
    public Boolean answer(Workspace workspace) {
      Agent found = agent == null ? null : workspace.agents().find(agent);
      return agent == null || found != null;
    }
  }

  /** A question about the shard; it does not matter which workspace is named. */
  sealed interface OfShard<T> extends Query<T> {
    /** The answer; reads only. */
    T answer(CredentialTable credentials, Now now);

    @Override
    default T answer(Workspace workspace) {
      throw new IllegalStateException("Expected to ask the shard, not workspace " + workspace.id());
    }
  }

  /**
   * What the token with this hash is worth now; empty when it is unknown, expired or revoked. Only
   * the process itself may ask.
   */
  record OfCredential(String secretHash) implements OfShard<Optional<Credential>> {
    @Override
    public Optional<Credential> answer(CredentialTable credentials, Now now) {
      return Optional.ofNullable(credentials.bySecretHash(secretHash))
          .filter(known -> !known.isExpired(now.wallMillis()));
    }

    @Override
    public String toString() {
      return "OfCredential";
    }
  }

  /**
   * Who has which credential, without secrets: those not revoked by id, after one if named; or
   * those revoked last, newest first.
   */
  record OfCredentials(boolean revoked, @Nullable CredentialId after, int limit)
      implements OfShard<List<CredentialView>> {
    /** Most credentials of one answer: each may have many roles. */
    public static final int MAX_CREDENTIALS = 1_000;

    public OfCredentials {
      if (limit < 1 || limit > MAX_CREDENTIALS) {
        throw new IllegalArgumentException(
            "Expected a limit of 1 to %d, got %d".formatted(MAX_CREDENTIALS, limit));
      }
      if (revoked && after != null) {
        throw new IllegalArgumentException(
            "Expected no id to go on after where revoked credentials are asked for, got %s; ask for all, of which there are at most %d"
                .formatted(after, CredentialTable.MAX_REVOKED));
      }
    }

    @Override
    public List<CredentialView> answer(CredentialTable credentials, Now now) {
      return revoked ? credentials.revokedViews(limit) : credentials.views(after, limit);
    }
  }

  /** True for an administrator of the cluster; refused DENIED otherwise. */
  record OfClusterAccess() implements OfShard<Boolean> {
    @Override
    public Boolean answer(CredentialTable credentials, Now now) {
      return true;
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "Expected a limit of 1 to %d, got %d".formatted(MAX_LIMIT, limit));
    }
  }
}
