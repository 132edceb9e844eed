package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.AccessWorld.Who;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * X2-X5: who may ask for what, for every kind of command and query there is; a kind without a row
 * fails. The rows are written here again, by hand, and not taken from the core.
 */
final class AuthorizationTest {
  private static final Set<Who> PROCESS = EnumSet.of(Who.PROCESS);
  private static final Set<Who> CLUSTER = EnumSet.of(Who.PROCESS, Who.CLUSTER_ADMIN);
  private static final Set<Who> ADMINS =
      EnumSet.of(Who.PROCESS, Who.LOCAL_IN_DEFAULT, Who.LOCAL_IN_OWN, Who.ADMIN, Who.CLUSTER_ADMIN);
  private static final Set<Who> OPERATORS = with(ADMINS, Who.OPERATOR);
  private static final Set<Who> AGENTS = with(OPERATORS, Who.OWNER, Who.OTHER_AGENT);
  private static final Set<Who> READERS = with(AGENTS, Who.READER);

  /** Whoever acts as an agent, or for one. */
  private static final Set<Who> ACTING = with(ADMINS, Who.OWNER);

  /** Only its own principal joins an agent again, and reads its mail. */
  private static final Set<Who> JOINING = EnumSet.of(Who.PROCESS, Who.OWNER);

  private static final Set<Who> CREATING = with(READERS, Who.LOCAL_NOWHERE);
  private static final Set<Who> VALID =
      with(
          READERS,
          Who.LOCAL_ELSEWHERE,
          Who.LOCAL_NOWHERE,
          Who.ADMIN_OF_ANOTHER,
          Who.ADMIN_OF_ANOTHER_NOWHERE);

  private static final Map<Class<?>, Set<Who>> COMMANDS = new HashMap<>();
  private static final Map<Class<?>, Set<Who>> QUERIES = new HashMap<>();

  static {
    rows(
        COMMANDS,
        PROCESS,
        ShardCommand.Tick.class,
        ShardCommand.Continue.class,
        ShardCommand.EndInProcessSessions.class);
    rows(COMMANDS, VALID, ShardCommand.OpenClientSession.class);
    rows(
        COMMANDS,
        CLUSTER,
        AccessCommand.IssueCredential.class,
        AccessCommand.RevokeCredential.class);
    rows(COMMANDS, CREATING, WorkspaceCommand.CreateWorkspace.class);
    rows(COMMANDS, JOINING, AgentCommand.JoinAgent.class);
    rows(COMMANDS, with(OPERATORS, Who.OWNER), AgentCommand.SetAgentStatus.class);
    rows(
        COMMANDS,
        AGENTS,
        TaskCommand.SubmitTask.class,
        TaskCommand.OpenPlan.class,
        TaskCommand.AddPlanTasks.class,
        TaskCommand.SealPlan.class);
    rows(
        COMMANDS,
        ACTING,
        TaskCommand.StartTask.class,
        TaskCommand.CompleteTask.class,
        TaskCommand.FailTask.class,
        TaskCommand.ReturnTask.class,
        TaskCommand.ConfirmCancelled.class,
        TaskCommand.TaskHeartbeat.class,
        AgentCommand.LeaveAgent.class,
        AgentCommand.Heartbeat.class,
        AgentCommand.ReportLoad.class,
        AgentCommand.Claim.class,
        MessageCommand.SendMessage.class,
        MessageCommand.Receive.class,
        MessageCommand.Ack.class,
        MessageCommand.Nack.class,
        MessageCommand.ExtendVisibility.class,
        MessageCommand.Subscribe.class,
        MessageCommand.Unsubscribe.class,
        RecordCommand.PutRecord.class,
        RecordCommand.DeleteRecord.class,
        ConflictCommand.ReportConflict.class,
        ConflictCommand.AddEvidence.class,
        ConflictCommand.CastVote.class,
        ResourceCommand.ReleaseLock.class,
        ResourceCommand.ReleaseAll.class,
        ResourceCommand.ExtendLock.class,
        ResourceCommand.Charge.class,
        WaitCommand.AcquireLocks.class,
        WaitCommand.AwaitTask.class,
        WaitCommand.RequestReply.class,
        WaitCommand.EndWait.class,
        WorkspaceCommand.Guarded.class);
    rows(
        COMMANDS,
        OPERATORS,
        TaskCommand.CancelPlan.class,
        TaskCommand.ClosePlan.class,
        TaskCommand.CancelTask.class,
        TaskCommand.RetryTask.class,
        TaskCommand.ApproveTask.class,
        TaskCommand.RejectTask.class,
        TaskCommand.SetTaskPriority.class,
        TaskCommand.PurgeTask.class,
        TaskCommand.Place.class,
        MessageCommand.RedriveDeadLetter.class,
        MessageCommand.InspectMail.class,
        MessageCommand.PurgeDeadLetter.class,
        ConflictCommand.ResolveConflict.class,
        ConflictCommand.AutoResolve.class,
        ConflictCommand.AnswerConflict.class,
        BreakerCommand.DeclareBreaker.class,
        BreakerCommand.ForceBreaker.class,
        BreakerCommand.ResetBreaker.class,
        BreakerCommand.RemoveBreaker.class,
        ResourceCommand.DeclareResource.class,
        ResourceCommand.ForceRelease.class,
        WaitCommand.SetDeadlockPolicy.class,
        WorkspaceCommand.PauseWorkspace.class,
        WorkspaceCommand.ResumeWorkspace.class,
        WorkspaceCommand.SetPlacementPolicy.class,
        WorkspaceCommand.RegisterStrategy.class,
        WorkspaceCommand.UnregisterStrategy.class);
    rows(
        QUERIES,
        READERS,
        Query.OfTask.class,
        Query.OfTasks.class,
        Query.OfAgents.class,
        Query.OfAgent.class,
        Query.OfPlan.class,
        Query.OfWorkspace.class,
        Query.OfCounts.class,
        Query.OfResources.class,
        Query.OfMessage.class,
        Query.OfMailbox.class,
        Query.OfDeadLetters.class,
        Query.OfRecord.class,
        Query.OfRecords.class,
        Query.OfConflict.class,
        Query.OfConflicts.class,
        Query.OfConflictStats.class,
        Query.OfBreakers.class,
        Query.OfStoppedTasks.class,
        Query.OfBreaker.class,
        Query.OfWaits.class,
        Query.OfWaitForGraph.class,
        Query.OfWaitOutcome.class,
        Query.OfToken.class,
        Query.Explain.class);
    rows(QUERIES, JOINING, Query.OfMail.class);
    rows(QUERIES, OPERATORS, Query.OfInspectedMail.class);
    rows(QUERIES, AGENTS, Query.OfHandle.class);
    rows(QUERIES, ACTING, Query.OfAccess.class);
    rows(QUERIES, PROCESS, Query.OfCredential.class, Query.OfEngaged.class);
    rows(QUERIES, CLUSTER, Query.OfClusterAccess.class, Query.OfCredentials.class);
  }

  private static Set<Who> with(Set<Who> some, Who... more) {
    Set<Who> all = EnumSet.copyOf(some);
    all.addAll(List.of(more));
    return all;
  }

  private static void rows(Map<Class<?>, Set<Who>> table, Set<Who> may, Class<?>... kinds) {
    for (Class<?> kind : kinds) {
      assertThat(table.put(kind, may)).as("a second row of %s", kind).isNull();
    }
  }

  private static Samples samples(AccessWorld world, Who who) {
    var workspace =
        who.workspace().equals(AccessWorld.MISSING) ? AccessWorld.SHARED : who.workspace();
    return new Samples(world.task(workspace).lastEpoch());
  }

  @Test
  void everyKindOfCommandAndQueryHasARow() {
    assertThat(COMMANDS.keySet()).containsExactlyInAnyOrderElementsOf(CommandCoverage.kinds());
    assertThat(QUERIES.keySet()).containsExactlyInAnyOrderElementsOf(Samples.kinds(Query.class));
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void eachKindOfCommandIsDeniedToWhomItIsNotFor(Who who) {
    for (Class<?> kind : CommandCoverage.kinds()) {
      AccessWorld world = new AccessWorld();
      check(world, who, (Command) samples(world, who).of(kind), row(COMMANDS, kind).contains(who));
    }
  }

  /** Guards change nothing about who may. */
  @ParameterizedTest
  @EnumSource(Who.class)
  void whatIsGuardedNeedsWhatTheCommandInsideNeeds(Who who) {
    for (Class<?> kind : CommandCoverage.kinds()) {
      AccessWorld world = new AccessWorld();
      Command inner = (Command) samples(world, who).of(kind);
      Command guarded = new WorkspaceCommand.Guarded(List.of(), inner);
      check(world, who, guarded, row(COMMANDS, kind).contains(who));
      check(
          new AccessWorld(),
          who,
          new WorkspaceCommand.Guarded(List.of(), guarded),
          row(COMMANDS, kind).contains(who));
    }
  }

  private static Set<Who> row(Map<Class<?>, Set<Who>> table, Class<?> kind) {
    return Objects.requireNonNull(table.get(kind), () -> "no row of " + kind);
  }

  private static void check(AccessWorld world, Who who, Command command, boolean allowed) {
    long before = world.shard.live().hash();
    Reply reply = world.send(who, command);
    Refusal denial = AccessWorld.denial(reply);
    String what = who + " sends " + command;
    if (allowed) {
      assertThat(denial).as(what).isNull();
      return;
    }
    assertThat(denial).as("%s: %s", what, reply).isNotNull();
    assertThat(world.shard.live().hash()).as(what).isEqualTo(before);
    assertThat(Objects.requireNonNull(denial).text())
        .contains(who.principal().value())
        .contains("; ");
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void eachKindOfQueryIsDeniedToWhomItIsNotFor(Who who) {
    AccessWorld world = new AccessWorld();
    Authorization authorization = new Authorization(world.shard.live());
    for (Class<?> kind : Samples.kinds(Query.class)) {
      Query<?> query = (Query<?>) samples(world, who).of(kind);
      Refusal denial =
          authorization.check(
              who.workspace(), who.principal(), who.authority(), query, world.shard.now());
      assertThat(denial == null)
          .as("%s asks %s: %s", who, query, denial)
          .isEqualTo(row(QUERIES, kind).contains(who));
    }
  }

  /** X3: the same words, whether the workspace exists or not. */
  @Test
  void aDenialDoesNotTellWhetherTheWorkspaceExists() {
    for (Class<?> kind : CommandCoverage.kinds()) {
      AccessWorld world = new AccessWorld();
      Command command = (Command) samples(world, Who.ADMIN_OF_ANOTHER).of(kind);
      Refusal there = AccessWorld.denial(world.send(Who.ADMIN_OF_ANOTHER, command));
      Refusal nowhere = AccessWorld.denial(world.send(Who.ADMIN_OF_ANOTHER_NOWHERE, command));
      assertThat(there == null).isEqualTo(nowhere == null);
      if (there != null && nowhere != null) {
        assertThat(nowhere.text()).isEqualTo(there.text().replace("shared", "missing"));
      }
    }
  }

  @Test
  void everyRowHasSomebodyWhoMayAndSomebodyWhoMayNot() {
    COMMANDS.forEach((kind, may) -> {
      assertThat(may).as("%s", kind).contains(Who.PROCESS);
      assertThat(may).as("%s", kind).doesNotContain(Who.REVOKED, Who.EXPIRED, Who.WRONG_PRINCIPAL);
    });
    QUERIES.values().forEach(may -> assertThat(may).contains(Who.PROCESS));
  }
}
