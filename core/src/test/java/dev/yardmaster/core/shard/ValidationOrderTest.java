package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.CredentialTable;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.ConflictLimits;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.ClassKey;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * R3: a request with several faults is refused for the first, in the order shape, idempotency,
 * existence, state, limits; every kind of command has its rows.
 */
final class ValidationOrderTest {
  private static final FencingToken OLD = new FencingToken(1);
  private static final TaskId NOBODY = TaskId.of("nobody");
  private static final TaskId RUNNING = TaskId.of("running");
  private static final TaskId NEXT = TaskId.of("next");
  private static final TaskId ENDED = TaskId.of("ended");
  private static final TaskId READY = TaskId.of("ready");
  private static final AgentId W = AgentId.of("w");
  private static final AgentId NO_AGENT = AgentId.of("nobody");
  private static final PlanId UPLOADING = PlanId.of("uploading");
  private static final PlanId NO_PLAN = PlanId.of("nobody");
  private static final ResourceName POOL = ResourceName.of("pool");
  private static final Failure FAILURE = new Failure("boom", "it broke");
  private static final Payload TOO_LARGE =
      Payload.of(new byte[Payload.MAX_BYTES + 1], "text/plain");

  private final ShardHarness shard = new ShardHarness(false);
  private final Set<String> seen = new TreeSet<>();
  private FencingToken session = FencingToken.NONE;

  /** An agent with one slot that is taken and one task ahead; a pool in use; every class taken. */
  @BeforeEach
  void fill() {
    shard.ok(new ResourceCommand.DeclareResource(POOL, 3));
    session = shard.joinAndClaim(AgentProfile.named("w").prefetch(1));
    shard.submit("ended");
    shard.run("ended");
    shard.claim(W, session, 1);
    shard.submit(asking("running", LockRequest.permits("pool", 2)));
    shard.start("running");
    shard.claim(W, session, 1);
    shard.submit("next");
    shard.submit("ready");
    shard.ok(new TaskCommand.OpenPlan(UPLOADING, false));
    shard.ok(new TaskCommand.AddPlanTasks(UPLOADING, List.of(TaskSpec.named("uploaded"))));
    for (int i = 1; i < ClassKey.MAX_CLASSES; i++) {
      shard.submit(ofClass("class" + i, "c" + i));
    }
    for (int i = 0; i < 100; i++) {
      shard.ok(new WorkspaceCommand.RegisterStrategy("s" + i));
    }
  }

  private static TaskSpec asking(String id, LockRequest... locks) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                Collections.emptySortedSet(), Collections.emptySortedMap(), List.of(locks), null));
  }

  private static TaskSpec ofClass(String id, String capability, LockRequest... locks) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                new TreeSet<>(Set.of(capability)),
                Collections.emptySortedMap(),
                List.of(locks),
                null));
  }

  private static List<TaskSpec> tooMany() {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i <= TaskCommand.AddPlanTasks.MAX_CHUNK; i++) {
      tasks.add(TaskSpec.named("many" + i));
    }
    return tasks;
  }

  private void refused(RefusalCode code, Command command) {
    refused(code, ShardHarness.WORKSPACE, ShardHarness.LOCAL, command);
  }

  private void refused(RefusalCode code, WorkspaceId workspace, Principal by, Command command) {
    seen.add(command.getClass().getSimpleName());
    long before = shard.workspace().hash();
    Reply reply = shard.send(new Request(workspace, by, null, command));
    RefusalCode actual =
        switch (reply) {
          case Reply.Refused no -> no.refusal().code();
          case Reply.AnsweredNo no -> no.refusal().code();
          default -> throw new AssertionError("Expected " + code + " for " + command);
        };
    assertThat(actual).as("%s: %s", command, reply).isEqualTo(code);
    assertThat(shard.workspace().hash()).as("%s", command).isEqualTo(before);
  }

  private static TaskCommand submit(TaskSpec spec) {
    return new TaskCommand.SubmitTask(spec);
  }

  private static TaskCommand add(PlanId plan, TaskSpec... specs) {
    return new TaskCommand.AddPlanTasks(plan, List.of(specs));
  }

  @Test
  void theFirstFaultWinsForEveryKindOfCommand() {
    submissions();
    plans();
    attempts();
    people();
    agents();
    locks();
    messages();
    records();
    conflicts();
    breakers();
    workspaces();
    credentials();
    Set<String> kinds = new TreeSet<>();
    CommandCoverage.kinds().stream()
        .filter(kind -> !ShardCommand.class.isAssignableFrom(kind))
        .forEach(kind -> kinds.add(kind.getSimpleName()));
    assertThat(seen).isEqualTo(kinds);
  }

  private void submissions() {
    LockRequest impossible = LockRequest.permits("pool", 4);
    Dependency missing = Dependency.onSuccess("nobody");
    refused(RefusalCode.ALREADY_EXISTS, submit(asking("ended", impossible).dependsOn(missing)));
    refused(RefusalCode.ALREADY_EXISTS, submit(asking("uploaded", impossible).dependsOn(missing)));
    refused(RefusalCode.NOT_FOUND, submit(ofClass("new", "new", impossible).dependsOn(missing)));
    refused(RefusalCode.FAILED_PRECONDITION, submit(ofClass("new", "new", impossible)));
    refused(RefusalCode.LIMIT, submit(ofClass("new", "new")));
    shard.ok(submit(TaskSpec.named("ended")));
  }

  private void plans() {
    LockRequest impossible = LockRequest.permits("pool", 4);
    refused(RefusalCode.INVALID, new TaskCommand.AddPlanTasks(NO_PLAN, tooMany()));
    refused(RefusalCode.FAILED_PRECONDITION, add(NO_PLAN, TaskSpec.named("ended")));
    refused(
        RefusalCode.INVALID,
        add(UPLOADING, ofClass("new", "new", impossible).dependsOn(Dependency.onSuccess("x"))));
    refused(RefusalCode.ALREADY_EXISTS, add(UPLOADING, ofClass("ended", "new", impossible)));
    refused(RefusalCode.ALREADY_EXISTS, add(UPLOADING, ofClass("uploaded", "new", impossible)));
    refused(RefusalCode.FAILED_PRECONDITION, add(UPLOADING, ofClass("new", "new", impossible)));
    refused(RefusalCode.LIMIT, add(UPLOADING, ofClass("new", "new")));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.SealPlan(NO_PLAN));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.CancelPlan(NO_PLAN, "enough"));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.ClosePlan(NO_PLAN, "ada"));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.ClosePlan(UPLOADING, "ada"));
    takenIn();
  }

  /** A plan that is being taken in refuses what would disturb it, with a hint to come back. */
  private void takenIn() {
    ShardHarness slow = new ShardHarness(true, 9);
    slow.ok(new TaskCommand.OpenPlan(UPLOADING, false));
    slow.ok(new TaskCommand.AddPlanTasks(UPLOADING, tooMany().subList(0, 50)));
    slow.goesOnWhile(() -> false);
    slow.ok(new TaskCommand.SealPlan(UPLOADING));
    for (Command command :
        List.of(
            new TaskCommand.OpenPlan(UPLOADING, false),
            new TaskCommand.CancelPlan(UPLOADING, "enough"))) {
      seen.add(command.getClass().getSimpleName());
      assertThat(slow.refused(command).code()).isEqualTo(RefusalCode.LIMIT);
      assertThat(slow.refused(command).retryAfterMillis()).isPositive();
    }
  }

  private void attempts() {
    refused(RefusalCode.INVALID, new TaskCommand.CompleteTask(NOBODY, OLD, TOO_LARGE));
    refused(RefusalCode.INVALID, new TaskCommand.CompleteTask(RUNNING, OLD, TOO_LARGE));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.CompleteTask(NOBODY, OLD, Payload.EMPTY));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.CompleteTask(RUNNING, OLD, Payload.EMPTY));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.FailTask(NOBODY, OLD, FAILURE, true));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.FailTask(RUNNING, OLD, FAILURE, true));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.ReturnTask(NOBODY, OLD));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.ReturnTask(NEXT, OLD));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.ConfirmCancelled(NOBODY, OLD));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.ConfirmCancelled(RUNNING, OLD));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.TaskHeartbeat(NOBODY, OLD));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.TaskHeartbeat(RUNNING, OLD));
    FencingToken epoch = shard.epoch("next");
    shard.ok(new WorkspaceCommand.PauseWorkspace("ada"));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.StartTask(NOBODY, OLD));
    refused(RefusalCode.STALE_TOKEN, new TaskCommand.StartTask(NEXT, OLD));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.StartTask(NEXT, epoch));
    shard.ok(new TaskCommand.StartTask(RUNNING, shard.epoch("running")));
    shard.ok(new WorkspaceCommand.ResumeWorkspace("ada"));
    refused(RefusalCode.LIMIT, new TaskCommand.StartTask(NEXT, epoch));
  }

  private void people() {
    refused(RefusalCode.NOT_FOUND, new TaskCommand.CancelTask(NOBODY, "enough"));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.CancelTask(ENDED, "enough"));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.RetryTask(NOBODY, "ada"));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.RetryTask(ENDED, "ada"));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.ApproveTask(NOBODY, "ada"));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.ApproveTask(READY, "ada"));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.RejectTask(NOBODY, "ada", "no"));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.RejectTask(READY, "ada", "no"));
    refused(RefusalCode.INVALID, new TaskCommand.SetTaskPriority(NOBODY, 101));
    refused(RefusalCode.INVALID, new TaskCommand.SetTaskPriority(ENDED, -1));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.SetTaskPriority(NOBODY, 1));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.SetTaskPriority(ENDED, 1));
    refused(RefusalCode.NOT_FOUND, new TaskCommand.PurgeTask(NOBODY));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.PurgeTask(READY));
    refused(RefusalCode.FAILED_PRECONDITION, new TaskCommand.Place(NOBODY, 1, W));
  }

  private void agents() {
    AgentCommand join = new AgentCommand.JoinAgent(AgentProfile.named("w"), Attachment.STREAM);
    refused(RefusalCode.DENIED, ShardHarness.WORKSPACE, Principal.of("stranger"), join);
    refused(RefusalCode.NOT_FOUND, new AgentCommand.LeaveAgent(NO_AGENT, OLD, SessionEnd.LEFT));
    refused(RefusalCode.STALE_TOKEN, new AgentCommand.LeaveAgent(W, OLD, SessionEnd.LEFT));
    refused(RefusalCode.INVALID, new AgentCommand.SetAgentStatus(NO_AGENT, AgentStatus.LOST));
    refused(RefusalCode.NOT_FOUND, new AgentCommand.SetAgentStatus(NO_AGENT, AgentStatus.PAUSED));
    refused(RefusalCode.NOT_FOUND, new AgentCommand.Heartbeat(NO_AGENT, OLD));
    refused(RefusalCode.STALE_TOKEN, new AgentCommand.Heartbeat(W, OLD));
    refused(RefusalCode.INVALID, new AgentCommand.ReportLoad(NO_AGENT, OLD, 101, 0));
    refused(RefusalCode.INVALID, new AgentCommand.ReportLoad(W, OLD, 0, -1));
    refused(RefusalCode.NOT_FOUND, new AgentCommand.ReportLoad(NO_AGENT, OLD, 1, 1));
    refused(RefusalCode.STALE_TOKEN, new AgentCommand.ReportLoad(W, OLD, 1, 1));
    refused(RefusalCode.INVALID, new AgentCommand.Claim(NO_AGENT, OLD, -1));
    refused(RefusalCode.INVALID, new AgentCommand.Claim(W, OLD, 1_001));
    refused(RefusalCode.NOT_FOUND, new AgentCommand.Claim(NO_AGENT, OLD, 1));
    refused(RefusalCode.STALE_TOKEN, new AgentCommand.Claim(W, OLD, 1));
  }

  private void locks() {
    Caller nobody = Caller.session(NO_AGENT, OLD);
    Caller stale = Caller.session(W, OLD);
    Caller ghost = Caller.session(W, session).inside(NOBODY, OLD);
    Caller past = Caller.session(W, session).inside(RUNNING, OLD);
    Caller running = Caller.session(W, session).inside(RUNNING, shard.epoch("running"));
    List<LockRequest> file = List.of(LockRequest.exclusive("file"));
    List<LockRequest> impossible = List.of(LockRequest.permits("pool", 4));
    refused(RefusalCode.INVALID, new WaitCommand.AcquireLocks(nobody, List.of(), 101, -1, 1));
    refused(RefusalCode.INVALID, new WaitCommand.AcquireLocks(nobody, impossible, 101, -1, 1));
    refused(RefusalCode.INVALID, new WaitCommand.AcquireLocks(nobody, impossible, 50, -1, 1));
    refused(RefusalCode.INVALID, new WaitCommand.AcquireLocks(nobody, impossible, 50, 0, 1));
    refused(RefusalCode.NOT_FOUND, new WaitCommand.AcquireLocks(nobody, impossible, 50, 0, 0));
    refused(RefusalCode.STALE_TOKEN, new WaitCommand.AcquireLocks(stale, impossible, 50, 0, 0));
    refused(RefusalCode.NOT_FOUND, new WaitCommand.AcquireLocks(ghost, impossible, 50, 0, 0));
    refused(RefusalCode.STALE_TOKEN, new WaitCommand.AcquireLocks(past, impossible, 50, 0, 0));
    refused(
        RefusalCode.FAILED_PRECONDITION,
        new WaitCommand.AcquireLocks(running, impossible, 50, 0, 0));
    refused(RefusalCode.INVALID, new WaitCommand.AwaitTask(nobody, NOBODY, -1));
    refused(RefusalCode.NOT_FOUND, new WaitCommand.AwaitTask(nobody, NOBODY, 0));
    refused(RefusalCode.STALE_TOKEN, new WaitCommand.AwaitTask(stale, NOBODY, 0));
    refused(RefusalCode.NOT_FOUND, new WaitCommand.AwaitTask(running, NOBODY, 0));
    refused(RefusalCode.NOT_FOUND, new WaitCommand.EndWait(nobody, OLD));
    refused(RefusalCode.STALE_TOKEN, new WaitCommand.EndWait(stale, OLD));
    refused(RefusalCode.NOT_FOUND, new ResourceCommand.ReleaseLock(nobody, OLD));
    refused(RefusalCode.STALE_TOKEN, new ResourceCommand.ReleaseLock(running, OLD));
    FencingToken own = shard.epoch("running");
    refused(RefusalCode.FAILED_PRECONDITION, new ResourceCommand.ReleaseLock(running, own));
    refused(RefusalCode.NOT_FOUND, new ResourceCommand.ReleaseAll(nobody));
    refused(RefusalCode.INVALID, new ResourceCommand.ExtendLock(nobody, OLD, 1));
    refused(RefusalCode.NOT_FOUND, new ResourceCommand.ExtendLock(nobody, OLD, 0));
    refused(RefusalCode.STALE_TOKEN, new ResourceCommand.ExtendLock(running, OLD, 0));
    refused(RefusalCode.NOT_FOUND, new ResourceCommand.ForceRelease(OLD, "ada"));
    refused(RefusalCode.FAILED_PRECONDITION, new ResourceCommand.ForceRelease(own, "ada"));
    refused(RefusalCode.INVALID, new ResourceCommand.Charge(nobody, POOL, 0));
    refused(RefusalCode.NOT_FOUND, new ResourceCommand.Charge(nobody, POOL, 1));
    refused(RefusalCode.FAILED_PRECONDITION, new ResourceCommand.Charge(running, POOL, 1));
    assertThat(shard.send(new WaitCommand.AcquireLocks(running, file, 50, 0, 0)))
        .isInstanceOf(Reply.Granted.class);
    Command inner = new TaskCommand.CancelTask(NOBODY, "enough");
    Guard over = new Guard(ResourceName.of("file"), OLD);
    Command pausing = new WorkspaceCommand.PauseWorkspace("ada");
    refused(RefusalCode.INVALID, new WorkspaceCommand.Guarded(List.of(over), pausing));
    refused(RefusalCode.STALE_TOKEN, new WorkspaceCommand.Guarded(List.of(over), inner));
    refused(RefusalCode.NOT_FOUND, new WorkspaceCommand.Guarded(List.of(), inner));
    refused(
        RefusalCode.HELD, new WaitCommand.AcquireLocks(Caller.session(W, session), file, 50, 0, 0));
  }

  private void messages() {
    Caller nobody = Caller.session(NO_AGENT, OLD);
    Caller stale = Caller.session(W, OLD);
    Caller caller = Caller.session(W, session);
    MessageId id = MessageId.of("m");
    Envelope plain = Envelope.of("note", Payload.EMPTY);
    Audience missing = Audience.of(NO_AGENT);
    refused(RefusalCode.NOT_FOUND, new MessageCommand.SendMessage(nobody, id, missing, plain));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.SendMessage(stale, id, missing, plain));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.SendMessage(caller, id, missing, plain));
    requests(nobody, stale, caller);
    refused(RefusalCode.INVALID, new MessageCommand.Receive(nobody, 0));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.Receive(nobody, 1));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Receive(stale, 1));
    refused(RefusalCode.INVALID, new MessageCommand.Ack(nobody, List.of()));
    List<Delivery> old = List.of(new Delivery(id, OLD));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.Ack(nobody, old));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Ack(stale, old));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Ack(caller, old));
    refused(RefusalCode.INVALID, new MessageCommand.Nack(nobody, id, OLD, -1));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.Nack(nobody, id, OLD, 0));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Nack(caller, id, OLD, 0));
    refused(RefusalCode.INVALID, new MessageCommand.ExtendVisibility(nobody, id, OLD, -1));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.ExtendVisibility(nobody, id, OLD, 9_000));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.ExtendVisibility(caller, id, OLD, 9_000));
    TopicPattern pattern = TopicPattern.of("news/*");
    refused(RefusalCode.NOT_FOUND, new MessageCommand.Subscribe(nobody, pattern));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Subscribe(stale, pattern));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.Unsubscribe(nobody, pattern));
    refused(RefusalCode.STALE_TOKEN, new MessageCommand.Unsubscribe(stale, pattern));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.RedriveDeadLetter(W, id, "ada"));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.PurgeDeadLetter(W, id, "ada"));
    refused(RefusalCode.INVALID, new MessageCommand.InspectMail(NO_AGENT, 0, "ada"));
    refused(RefusalCode.INVALID, new MessageCommand.InspectMail(NO_AGENT, 101, "ada"));
    refused(RefusalCode.NOT_FOUND, new MessageCommand.InspectMail(NO_AGENT, 1, "ada"));
  }

  private void requests(Caller nobody, Caller stale, Caller caller) {
    Envelope unrelated = Envelope.of("question", Payload.EMPTY);
    refused(
        RefusalCode.INVALID,
        new WaitCommand.RequestReply(nobody, MessageId.of("q"), NO_AGENT, unrelated, 0));
    Envelope elsewhere = unrelated.conversation(new Envelope.Conversation("q", W));
    refused(
        RefusalCode.INVALID,
        new WaitCommand.RequestReply(nobody, MessageId.of("q"), NO_AGENT, elsewhere, 5));
    refused(RefusalCode.INVALID, Yard.request(nobody, "q", "nobody", 0));
    refused(RefusalCode.INVALID, Yard.request(nobody, "q", "nobody", -1));
    refused(RefusalCode.NOT_FOUND, Yard.request(nobody, "q", "nobody", 5));
    refused(RefusalCode.STALE_TOKEN, Yard.request(stale, "q", "nobody", 5));
    refused(RefusalCode.NOT_FOUND, Yard.request(caller, "q", "nobody", 5));
    Envelope question = Yard.request(caller, "q", "w", 5).envelope();
    shard.send(new MessageCommand.SendMessage(caller, MessageId.of("q"), Audience.of(W), question));
    refused(RefusalCode.ALREADY_EXISTS, Yard.request(caller, "q", "nobody", 5));
    refused(RefusalCode.FAILED_PRECONDITION, Yard.request(caller, "q", "w", 5));
  }

  private void records() {
    Caller nobody = Caller.session(NO_AGENT, OLD);
    Caller stale = Caller.session(W, OLD);
    RecordKey key = RecordKey.of("k");
    refused(RefusalCode.INVALID, new RecordCommand.PutRecord(nobody, key, -2, TOO_LARGE));
    refused(RefusalCode.INVALID, new RecordCommand.PutRecord(nobody, key, -2, Payload.EMPTY));
    refused(RefusalCode.NOT_FOUND, new RecordCommand.PutRecord(nobody, key, 5, Payload.EMPTY));
    refused(RefusalCode.STALE_TOKEN, new RecordCommand.PutRecord(stale, key, 5, Payload.EMPTY));
    refused(RefusalCode.INVALID, new RecordCommand.DeleteRecord(nobody, key, -2));
    refused(RefusalCode.NOT_FOUND, new RecordCommand.DeleteRecord(nobody, key, 5));
    refused(RefusalCode.STALE_TOKEN, new RecordCommand.DeleteRecord(stale, key, 5));
  }

  private static ConflictCommand.ReportConflict report(
      Caller by, String id, Subject about, String strategy, Payload said, String... parties) {
    List<ConflictCommand.Claim> claims = new ArrayList<>();
    for (String party : parties) {
      claims.add(new ConflictCommand.Claim(AgentId.of(party), said));
    }
    return new ConflictCommand.ReportConflict(by, ConflictId.of(id), about, claims, strategy, 0);
  }

  private void conflicts() {
    FencingToken second = shard.join(AgentProfile.named("v"));
    Caller nobody = Caller.session(NO_AGENT, OLD);
    Caller stale = Caller.session(W, OLD);
    Caller w = Caller.session(W, session);
    Caller v = Caller.session(AgentId.of("v"), second);
    Subject file = new Subject.OfResource(ResourceName.of("disputed"));
    Subject missing = new Subject.OfTask(NOBODY, Subject.Aspect.ASSIGNMENT);
    Subject ended = new Subject.OfTask(ENDED, Subject.Aspect.ASSIGNMENT);
    Subject open = new Subject.OfTask(READY, Subject.Aspect.OUTPUT);
    refused(RefusalCode.INVALID, report(nobody, "c", missing, "", TOO_LARGE, "w", "nobody"));
    refused(RefusalCode.INVALID, report(nobody, "c", missing, "", Payload.EMPTY, "w"));
    refused(RefusalCode.INVALID, report(nobody, "c", missing, "", Payload.EMPTY, "w", "w"));
    refused(RefusalCode.INVALID, report(nobody, "c", missing, "", Payload.EMPTY, "w", "nobody"));
    String manual = "manual";
    refused(
        RefusalCode.NOT_FOUND, report(nobody, "c", missing, manual, Payload.EMPTY, "w", "nobody"));
    refused(
        RefusalCode.STALE_TOKEN, report(stale, "c", missing, manual, Payload.EMPTY, "w", "nobody"));
    shard.ok(report(w, "c", file, manual, Payload.EMPTY, "w", "v"));
    shard.ok(report(w, "c", file, manual, Payload.EMPTY, "w", "v"));
    refused(
        RefusalCode.ALREADY_EXISTS, report(w, "c", missing, manual, Payload.EMPTY, "w", "nobody"));
    refused(RefusalCode.NOT_FOUND, report(w, "d", ended, manual, Payload.EMPTY, "w", "nobody"));
    refused(RefusalCode.NOT_FOUND, report(w, "d", missing, manual, Payload.EMPTY, "w", "v"));
    refused(
        RefusalCode.FAILED_PRECONDITION, report(w, "d", ended, manual, Payload.EMPTY, "w", "v"));
    refused(RefusalCode.FAILED_PRECONDITION, report(w, "d", open, manual, Payload.EMPTY, "w", "v"));
    for (int i = 1; i < ConflictLimits.MAX_OPEN; i++) {
      shard.ok(report(w, "more" + i, file, manual, Payload.EMPTY, "w", "v"));
    }
    refused(RefusalCode.LIMIT, report(w, "d", file, manual, Payload.EMPTY, "w", "v"));
    resolutions(w, v, nobody, stale);
  }

  private void resolutions(Caller w, Caller v, Caller nobody, Caller stale) {
    ConflictId none = ConflictId.of("none");
    ConflictId c = ConflictId.of("c");
    shard.join(AgentProfile.named("u"));
    Caller u = Caller.session(AgentId.of("u"), shard.join(AgentProfile.named("u")));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.AddEvidence(nobody, none, TOO_LARGE));
    refused(RefusalCode.STALE_TOKEN, new ConflictCommand.AddEvidence(stale, none, TOO_LARGE));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.AddEvidence(u, none, TOO_LARGE));
    refused(RefusalCode.FAILED_PRECONDITION, new ConflictCommand.AddEvidence(u, c, TOO_LARGE));
    refused(RefusalCode.INVALID, new ConflictCommand.AddEvidence(w, c, TOO_LARGE));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.CastVote(nobody, none, NO_AGENT));
    refused(RefusalCode.STALE_TOKEN, new ConflictCommand.CastVote(stale, none, NO_AGENT));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.CastVote(w, none, NO_AGENT));
    refused(RefusalCode.FAILED_PRECONDITION, new ConflictCommand.CastVote(w, c, W));
    ConflictCommand.Decision outsider = new ConflictCommand.Winner(NO_AGENT, true, "");
    ConflictCommand.Decision itself = new ConflictCommand.Winner(W, false, "");
    ConflictCommand.Decision manual = new ConflictCommand.ByStrategy("manual");
    ConflictCommand.Decision undecided = new ConflictCommand.ByStrategy("timestamp");
    refused(RefusalCode.INVALID, new ConflictCommand.ResolveConflict(none, outsider, ""));
    refused(RefusalCode.INVALID, new ConflictCommand.ResolveConflict(none, manual, "ada"));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.ResolveConflict(none, outsider, "ada"));
    refused(
        RefusalCode.FAILED_PRECONDITION, new ConflictCommand.ResolveConflict(c, outsider, "ada"));
    refused(RefusalCode.INVALID, new ConflictCommand.AutoResolve(none, ""));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.AutoResolve(none, "ada"));
    refused(RefusalCode.NOT_FOUND, new ConflictCommand.AnswerConflict(none, 7, NO_AGENT, ""));
    refused(RefusalCode.FAILED_PRECONDITION, new ConflictCommand.AnswerConflict(c, 7, W, ""));
    ConflictId more = ConflictId.of("more1");
    shard.ok(new ConflictCommand.ResolveConflict(c, itself, "ada"));
    for (Command late :
        List.of(
            new ConflictCommand.ResolveConflict(c, outsider, "ada"),
            new ConflictCommand.AutoResolve(c, "ada"),
            new ConflictCommand.AddEvidence(v, c, Payload.EMPTY),
            new ConflictCommand.CastVote(w, c, W),
            new ConflictCommand.AnswerConflict(c, 7, W, ""))) {
      refused(RefusalCode.ALREADY_EXISTS, late);
    }
    for (AgentId agent : List.of(W, AgentId.of("v"), AgentId.of("u"))) {
      shard.ok(new AgentCommand.SetAgentStatus(agent, AgentStatus.PAUSED));
    }
    refused(
        RefusalCode.FAILED_PRECONDITION,
        new ConflictCommand.ResolveConflict(ConflictId.of("more2"), undecided, "ada"));
    refused(RefusalCode.FAILED_PRECONDITION, new ConflictCommand.AutoResolve(more, "ada"));
  }

  private void breakers() {
    BreakerName none = BreakerName.of("nobody");
    BreakerName own = BreakerName.of(W);
    BreakerConfig config = BreakerConfig.DEFAULT;
    refused(RefusalCode.INVALID, new BreakerCommand.DeclareBreaker(own, config));
    refused(
        RefusalCode.NOT_FOUND,
        new BreakerCommand.ForceBreaker(BreakerName.of(NO_AGENT), true, "ada"));
    refused(RefusalCode.NOT_FOUND, new BreakerCommand.ResetBreaker(none, "ada"));
    refused(RefusalCode.NOT_FOUND, new BreakerCommand.RemoveBreaker(none));
    refused(
        RefusalCode.FAILED_PRECONDITION,
        new TaskCommand.FailTask(
            RUNNING, shard.epoch("running"), FAILURE, true, new Attribution(none, 0)));
    refused(
        RefusalCode.STALE_TOKEN,
        new TaskCommand.FailTask(RUNNING, OLD, FAILURE, true, new Attribution(none, 0)));
    for (int i = 0; i < BreakerTable.MAX_BREAKERS; i++) {
      shard.ok(new BreakerCommand.DeclareBreaker(BreakerName.of("b" + i), config));
    }
    refused(RefusalCode.LIMIT, new BreakerCommand.DeclareBreaker(none, config));
    refused(RefusalCode.LIMIT, new BreakerCommand.ForceBreaker(none, true, "ada"));
  }

  private static AccessCommand issue(String id, String principal, String token) {
    return new AccessCommand.IssueCredential(
        new Credential(
            CredentialId.of(id),
            Principal.of(principal),
            AccessWorld.hash(token),
            Collections.emptySortedMap(),
            false,
            0));
  }

  private void credentials() {
    CredentialId nobody = CredentialId.of("nobody");
    shard.ok(issue("0", "ada", "token0"));
    shard.ok(issue("0", "ada", "token0"));
    refused(RefusalCode.INVALID, issue("0", "local", "token0"));
    refused(RefusalCode.INVALID, issue("0", "engine", "token0"));
    for (int i = 1; i < CredentialTable.MAX_CREDENTIALS; i++) {
      shard.ok(issue(Integer.toString(i), "ada", "token" + i));
    }
    refused(RefusalCode.ALREADY_EXISTS, issue("0", "ada", "token"));
    refused(RefusalCode.ALREADY_EXISTS, issue("another", "ada", "token0"));
    refused(RefusalCode.LIMIT, issue("another", "ada", "token"));
    refused(RefusalCode.NOT_FOUND, new AccessCommand.RevokeCredential(nobody, "ada"));
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of("0"), "ada"));
    refused(RefusalCode.NOT_FOUND, new AccessCommand.RevokeCredential(CredentialId.of("0"), "ada"));
    shard.ok(issue("another", "ada", "token0"));
    shard.checkSnapshot();
  }

  private void workspaces() {
    ResourceName subtree = ResourceName.of("a/**");
    refused(RefusalCode.INVALID, new ResourceCommand.DeclareResource(POOL, -1));
    refused(RefusalCode.INVALID, new ResourceCommand.DeclareResource(subtree, 0));
    refused(RefusalCode.FAILED_PRECONDITION, new ResourceCommand.DeclareResource(POOL, 1));
    refused(RefusalCode.LIMIT, new WorkspaceCommand.RegisterStrategy("one more"));
    shard.ok(new WorkspaceCommand.RegisterStrategy("s0"));
    WorkspaceId nowhere = WorkspaceId.of("nowhere");
    for (Command command :
        List.of(
            new WorkspaceCommand.PauseWorkspace("ada"),
            new WorkspaceCommand.ResumeWorkspace("ada"),
            new WorkspaceCommand.SetPlacementPolicy(PlacementPolicy.DEFAULT),
            new WorkspaceCommand.RegisterStrategy("one more"),
            new WorkspaceCommand.UnregisterStrategy("s0"),
            new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.OFF),
            submit(TaskSpec.named("t")))) {
      refused(RefusalCode.NOT_FOUND, nowhere, ShardHarness.LOCAL, command);
    }
    refused(
        RefusalCode.INVALID,
        WorkspaceId.of("-"),
        ShardHarness.LOCAL,
        new WorkspaceCommand.CreateWorkspace());
  }
}
