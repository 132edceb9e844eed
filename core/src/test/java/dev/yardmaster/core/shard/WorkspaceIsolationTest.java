package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.conflict.Conflict;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.ConflictState;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** X3: equal ids in two workspaces never meet, whatever is asked of one of them. */
final class WorkspaceIsolationTest {
  private static final WorkspaceId A = WorkspaceId.of("a");
  private static final WorkspaceId B = WorkspaceId.of("b");
  private static final AgentId W = AgentId.of("w");
  private static final PlanId SETTLED = PlanId.of("settled");
  private static final PlanId OPEN = PlanId.of("open");
  private static final BreakerName API = BreakerName.of("api");
  private static final Failure FAILURE = new Failure("boom", "it broke");

  private final ShardHarness shard = new ShardHarness();
  private final Map<WorkspaceId, FencingToken> mailTokens = new HashMap<>();

  private Reply send(WorkspaceId workspace, Command command) {
    return shard.send(new Request(workspace, ShardHarness.LOCAL, null, command));
  }

  private void ok(WorkspaceId workspace, Command command) {
    Reply reply = send(workspace, command);
    assertThat(reply).as("%s", command).isNotInstanceOfAny(Reply.Refused.class);
    assertThat(reply).as("%s", command).isNotInstanceOfAny(Reply.AnsweredNo.class);
  }

  private Workspace workspace(WorkspaceId id) {
    return Objects.requireNonNull(shard.live().workspace(id));
  }

  private FencingToken session(WorkspaceId workspace) {
    Agent agent = Objects.requireNonNull(workspace(workspace).agents().find(W));
    return agent.session();
  }

  private FencingToken epoch(WorkspaceId workspace, String task) {
    Task found = Objects.requireNonNull(workspace(workspace).tasks().find(TaskId.of(task)));
    return found.lastEpoch();
  }

  private static TaskId task(String id) {
    return TaskId.of(id);
  }

  /** One task in each state that matters, a settled plan, an open upload, an asking agent. */
  private void fill(WorkspaceId id) {
    ok(id, new WorkspaceCommand.CreateWorkspace());
    ok(id, new ResourceCommand.DeclareResource(ResourceName.of("pool"), 3));
    Limits approval = new Limits(Timeouts.NONE, Schedule.NONE, RetryPolicy.DEFAULT, true);
    ok(id, new TaskCommand.SubmitTask(TaskSpec.named("yes").limits(approval)));
    ok(id, new TaskCommand.SubmitTask(TaskSpec.named("no").limits(approval)));
    ok(id, new TaskCommand.SubmitTask(TaskSpec.named("cancelled")));
    ok(id, new TaskCommand.CancelTask(task("cancelled"), "enough"));
    AgentProfile profile = AgentProfile.named("w").maxConcurrentTasks(20);
    ok(id, new AgentCommand.JoinAgent(profile, Attachment.STREAM));
    ok(id, new AgentCommand.Claim(W, session(id), 20));
    for (String held :
        List.of("assigned", "back", "running", "failing", "beating", "stopping", "steady")) {
      ok(id, new TaskCommand.SubmitTask(TaskSpec.named(held)));
      if (!held.equals("assigned") && !held.equals("back")) {
        ok(id, new TaskCommand.StartTask(task(held), epoch(id, held)));
      }
    }
    ok(id, new TaskCommand.CancelTask(task("stopping"), "enough"));
    ok(id, new AgentCommand.Claim(W, session(id), 0));
    Caller caller = Caller.session(W, session(id));
    ok(id, acquire(caller.inside(task("steady"), epoch(id, "steady")), "busy"));
    ok(id, acquire(caller, "busy"));
    for (int i = 0; i < 4; i++) {
      ok(id, acquire(caller, "h" + i));
    }
    fillMailbox(id, caller);
    plan(id, SETTLED, "planned");
    ok(id, new TaskCommand.SealPlan(SETTLED));
    plan(id, OPEN, "uploaded");
    ok(id, new WorkspaceCommand.RegisterStrategy("mine"));
    ok(id, new WorkspaceCommand.RegisterStrategy(StrategyUse.CONFLICT, "judge"));
    AgentProfile other = AgentProfile.named("other").priority(1);
    ok(id, new AgentCommand.JoinAgent(other, Attachment.STREAM));
    ok(id, report(id, "asked", "judge"));
  }

  private void plan(WorkspaceId id, PlanId plan, String task) {
    ok(id, new TaskCommand.OpenPlan(plan, false));
    ok(id, new TaskCommand.AddPlanTasks(plan, List.of(TaskSpec.named(task))));
  }

  /** Two dead letters, three messages out of sight under one token, and one that waits. */
  private void fillMailbox(WorkspaceId id, Caller caller) {
    for (String dead : List.of("dead", "lost")) {
      ok(id, note(caller, dead));
      for (int i = 0; i < MailLimits.MAX_DELIVERIES; i++) {
        FencingToken token = received(id, caller, 1);
        ok(id, new MessageCommand.Nack(caller, MessageId.of(dead), token, 0));
      }
    }
    for (String message : List.of("a", "b", "c", "d")) {
      ok(id, note(caller, message));
    }
    mailTokens.put(id, received(id, caller, 3));
    ok(id, new MessageCommand.Subscribe(caller, TopicPattern.of("news/*")));
  }

  private static Command note(Caller caller, String id) {
    return new MessageCommand.SendMessage(
        caller,
        MessageId.of(id),
        Audience.of(caller.agent()),
        Envelope.of("note", Payload.text("hello")));
  }

  private FencingToken received(WorkspaceId id, Caller caller, int max) {
    Reply reply = send(id, new MessageCommand.Receive(caller, max));
    assertThat(reply).isInstanceOf(Reply.Received.class);
    return ((Reply.Received) reply).token();
  }

  private FencingToken mail(WorkspaceId id) {
    return Objects.requireNonNull(mailTokens.get(id));
  }

  private static Command acquire(Caller caller, String name) {
    List<LockRequest> set = List.of(LockRequest.exclusive(name));
    return new WaitCommand.AcquireLocks(caller, set, 50, WaitCommand.FOREVER, 0);
  }

  private FencingToken grant(WorkspaceId id, String name) {
    return workspace(id).resources().grants().stream()
        .filter(grant -> grant.locks().getFirst().resource().value().equals(name))
        .map(Grant::token)
        .findFirst()
        .orElseThrow();
  }

  private Command report(WorkspaceId id, String conflict, String strategy) {
    return new ConflictCommand.ReportConflict(
        Caller.session(W, session(id)),
        ConflictId.of(conflict),
        new Subject.OfResource(ResourceName.of("disputed")),
        List.of(
            new ConflictCommand.Claim(W, Payload.EMPTY),
            new ConflictCommand.Claim(AgentId.of("other"), Payload.EMPTY)),
        strategy,
        0);
  }

  private Command answerConflict(WorkspaceId id) {
    Conflict asked = Objects.requireNonNull(workspace(id).conflicts().find(ConflictId.of("asked")));
    long generation =
        asked.state() instanceof ConflictState.Asked question ? question.generation() : 0;
    return new ConflictCommand.AnswerConflict(asked.id(), generation, W, "");
  }

  private List<Command> commands(WorkspaceId id) {
    FencingToken session = session(id);
    Caller caller = Caller.session(W, session);
    Caller attempt = caller.inside(task("steady"), epoch(id, "steady"));
    return List.of(
        new WorkspaceCommand.CreateWorkspace(),
        new TaskCommand.StartTask(task("assigned"), epoch(id, "assigned")),
        new TaskCommand.ReturnTask(task("back"), epoch(id, "back")),
        new TaskCommand.CompleteTask(task("running"), epoch(id, "running"), Payload.text("done")),
        new TaskCommand.FailTask(task("failing"), epoch(id, "failing"), FAILURE, true),
        new TaskCommand.TaskHeartbeat(task("beating"), epoch(id, "beating")),
        new TaskCommand.ConfirmCancelled(task("stopping"), epoch(id, "stopping")),
        new TaskCommand.CancelTask(task("beating"), "enough"),
        new TaskCommand.RetryTask(task("cancelled"), "ada"),
        new TaskCommand.ApproveTask(task("yes"), "ada"),
        new TaskCommand.RejectTask(task("no"), "ada", "too dear"),
        new TaskCommand.PurgeTask(task("no")),
        new TaskCommand.SetTaskPriority(task("yes"), 99),
        new TaskCommand.SubmitTask(TaskSpec.named("more")),
        new TaskCommand.AddPlanTasks(OPEN, List.of(TaskSpec.named("uploaded-too"))),
        new TaskCommand.SealPlan(OPEN),
        new TaskCommand.CancelPlan(SETTLED, "enough"),
        new TaskCommand.ClosePlan(SETTLED, "ada"),
        new TaskCommand.OpenPlan(PlanId.of("another"), true),
        new ResourceCommand.DeclareResource(ResourceName.of("pool"), 5),
        new ResourceCommand.DeclareResource(ResourceName.of("rate"), 9, new Refill(1, 1_000)),
        new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.PREEMPT),
        acquire(caller, "file"),
        new ResourceCommand.ExtendLock(caller, grant(id, "h0"), 60_000),
        new WorkspaceCommand.Guarded(
            List.of(new Guard(ResourceName.of("h0"), grant(id, "h0"))),
            new ResourceCommand.ReleaseLock(caller, grant(id, "h1"))),
        new ResourceCommand.ReleaseLock(caller, grant(id, "h3")),
        new ResourceCommand.ForceRelease(grant(id, "h2"), "ada"),
        new WaitCommand.AwaitTask(caller, task("yes"), WaitCommand.FOREVER),
        new WaitCommand.EndWait(caller, workspace(id).waits().all().iterator().next().id()),
        new ResourceCommand.Charge(caller, ResourceName.of("rate"), 2),
        new ResourceCommand.ReleaseAll(attempt),
        note(caller, "e"),
        Yard.request(attempt, "q", "w", WaitCommand.FOREVER),
        new MessageCommand.Receive(caller, 1),
        new MessageCommand.Ack(caller, List.of(new Delivery(MessageId.of("a"), mail(id)))),
        new MessageCommand.Nack(caller, MessageId.of("b"), mail(id), 0),
        new MessageCommand.ExtendVisibility(caller, MessageId.of("c"), mail(id), 60_000),
        new MessageCommand.Subscribe(caller, TopicPattern.of("more/*")),
        new MessageCommand.Unsubscribe(caller, TopicPattern.of("news/*")),
        new MessageCommand.InspectMail(W, 5, "ada"),
        new MessageCommand.RedriveDeadLetter(W, MessageId.of("dead"), "ada"),
        new MessageCommand.PurgeDeadLetter(W, MessageId.of("lost"), "ada"),
        new RecordCommand.PutRecord(
            caller, RecordKey.of("k"), RecordCommand.ANY_VERSION, Payload.text("v")),
        new RecordCommand.DeleteRecord(caller, RecordKey.of("k"), RecordCommand.ANY_VERSION),
        answerConflict(id),
        report(id, "named", "manual"),
        new ConflictCommand.AddEvidence(caller, ConflictId.of("named"), Payload.text("mine")),
        new ConflictCommand.ResolveConflict(
            ConflictId.of("named"), new ConflictCommand.Winner(W, false, ""), "ada"),
        report(id, "known", "manual"),
        new ConflictCommand.AutoResolve(ConflictId.of("known"), "ada"),
        report(id, "voted", "vote"),
        new ConflictCommand.CastVote(caller, ConflictId.of("voted"), W),
        new BreakerCommand.DeclareBreaker(API, BreakerConfig.DEFAULT),
        new BreakerCommand.ForceBreaker(API, true, "ada"),
        new BreakerCommand.ResetBreaker(API, "ada"),
        new BreakerCommand.RemoveBreaker(API),
        new WorkspaceCommand.PauseWorkspace("ada"),
        new WorkspaceCommand.ResumeWorkspace("ada"),
        new AgentCommand.Heartbeat(W, session),
        new AgentCommand.ReportLoad(W, session, 95, 5),
        new AgentCommand.ReportLoad(W, session, 5, 5),
        new AgentCommand.SetAgentStatus(W, AgentStatus.PAUSED),
        new AgentCommand.SetAgentStatus(W, AgentStatus.ACTIVE),
        new WorkspaceCommand.SetPlacementPolicy(
            new PlacementPolicy("mine", PlacementPolicy.Stealing.OFF)),
        new WorkspaceCommand.RegisterStrategy("mine"),
        new AgentCommand.Claim(W, session, 5));
  }

  private void onlyIn(WorkspaceId workspace, WorkspaceId other, Command command) {
    long before = workspace(other).hash();
    ok(workspace, command);
    assertThat(workspace(other).hash()).as("%s", command).isEqualTo(before);
  }

  @Test
  void everyKindOfCommandChangesItsOwnWorkspaceAlone() {
    fill(A);
    fill(B);
    Set<String> asked = new TreeSet<>();
    for (Command command : commands(A)) {
      onlyIn(A, B, command);
      asked.add(command.getClass().getSimpleName());
    }
    Event question =
        shard.allEvents().reversed().stream()
            .filter(PlacementEvent.PlacementRequested.class::isInstance)
            .findFirst()
            .orElseThrow();
    PlacementEvent.PlacementRequested placement = (PlacementEvent.PlacementRequested) question;
    TaskCommand.Place answer = new TaskCommand.Place(placement.task(), placement.generation(), W);
    assertThat(send(B, answer)).isInstanceOf(Reply.Refused.class);
    for (Command last :
        List.of(
            answer,
            new WorkspaceCommand.UnregisterStrategy("mine"),
            new AgentCommand.LeaveAgent(W, session(A), SessionEnd.LEFT),
            new AgentCommand.JoinAgent(AgentProfile.named("w"), Attachment.STREAM))) {
      onlyIn(A, B, last);
      asked.add(last.getClass().getSimpleName());
    }
    Set<String> kinds = new TreeSet<>();
    CommandCoverage.kinds().stream()
        .filter(kind -> !ShardCommand.class.isAssignableFrom(kind))
        .filter(kind -> !AccessCommand.class.isAssignableFrom(kind))
        .forEach(kind -> kinds.add(kind.getSimpleName()));
    assertThat(asked).isEqualTo(kinds);
    commands(B).forEach(command -> onlyIn(B, A, command));
  }

  @Test
  void sessionsAndEpochsOfOneWorkspaceOpenNothingInTheOther() {
    fill(A);
    fill(B);
    FencingToken session = session(A);
    long before = workspace(B).hash();
    for (Command foreign :
        List.of(
            new TaskCommand.StartTask(task("assigned"), epoch(A, "assigned")),
            new TaskCommand.ReturnTask(task("back"), epoch(A, "back")),
            new TaskCommand.CompleteTask(task("running"), epoch(A, "running"), Payload.EMPTY),
            new TaskCommand.FailTask(task("failing"), epoch(A, "failing"), FAILURE, true),
            new TaskCommand.TaskHeartbeat(task("beating"), epoch(A, "beating")),
            new TaskCommand.ConfirmCancelled(task("stopping"), epoch(A, "stopping")),
            new AgentCommand.Heartbeat(W, session),
            new AgentCommand.ReportLoad(W, session, 5, 5),
            new AgentCommand.Claim(W, session, 5),
            new AgentCommand.LeaveAgent(W, session, SessionEnd.LEFT))) {
      Reply reply = send(B, foreign);
      assertThat(reply)
          .as("%s", foreign)
          .isInstanceOfAny(Reply.Refused.class, Reply.AnsweredNo.class);
      assertThat(workspace(B).hash()).as("%s", foreign).isEqualTo(before);
    }
  }

  @Test
  void aLockOfOneWorkspaceHoldsNobodyUpInTheOther() {
    fill(A);
    fill(B);
    for (WorkspaceId id : List.of(A, B)) {
      TaskSpec locking =
          TaskSpec.named("locking")
              .priority(100)
              .requirements(
                  new Requirements(
                      Collections.emptySortedSet(),
                      Collections.emptySortedMap(),
                      List.of(LockRequest.permits("pool", 3)),
                      null));
      ok(id, new AgentCommand.Claim(W, session(id), 5));
      ok(id, new TaskCommand.SubmitTask(locking));
      assertThat(Objects.requireNonNull(workspace(id).tasks().find(task("locking"))).state().name())
          .isEqualTo(TaskState.Name.ASSIGNED);
    }
  }
}
