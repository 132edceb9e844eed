package dev.yardmaster.core.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.WorkspaceCommand.PauseWorkspace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked of a workspace is answered as things are. */
class QueriesTest {
  private static final ResourceName FILE = ResourceName.of("file");
  private final Yard yard = new Yard("ann", "bob");
  private final ShardHarness shard = yard.shard;

  private <T> T ask(Query<T> query) {
    return query.answer(shard.workspace(), shard.now());
  }

  private static List<String> ids(List<TaskView> tasks) {
    return tasks.stream().map(task -> task.id().value()).toList();
  }

  /** In whatever state. */
  @SuppressWarnings("NullAway") // an annotation of a nested type is not seen
  private static Query.OfTasks tasksAfter(@Nullable String task, int limit) {
    return new Query.OfTasks(null, task == null ? null : TaskId.of(task), limit);
  }

  @Test
  void tasksAreListedInOrderOfArrivalFromAnyOfThemOn() {
    for (String id : List.of("t1", "t2", "t3", "t4")) {
      shard.submit(id);
    }
    shard.joinAndClaim(AgentProfile.named("worker"));
    shard.run("t1");
    assertThat(ids(ask(tasksAfter(null, 10)))).containsExactly("t1", "t2", "t3", "t4");
    assertThat(ids(ask(tasksAfter("t2", 10)))).containsExactly("t3", "t4");
    assertThat(ids(ask(tasksAfter("none", 2)))).containsExactly("t1", "t2");
    assertThat(ids(ask(new Query.OfTasks(TaskState.Name.READY, null, 10))))
        .containsExactly("t2", "t3", "t4");
    assertThat(ids(ask(new Query.OfTasks(TaskState.Name.SUCCEEDED, null, 10))))
        .containsExactly("t1");
    TaskView first = ask(new Query.OfTask(TaskId.of("t1"))).orElseThrow();
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(first.lastEpoch()).isEqualTo(shard.epoch("t1"));
    assertThat(ask(new Query.OfTask(TaskId.of("none")))).isEmpty();
  }

  @Test
  void agentsAreListedInOrderOfJoiningWithWhatTheyHold() {
    shard.submit("t1");
    shard.submit("t2");
    FencingToken session = shard.joinAndClaim(AgentProfile.named("worker").maxConcurrentTasks(2));
    shard.start("t1");
    assertThat(ask(new Query.OfAgents(10)))
        .extracting(agent -> agent.profile().id().value())
        .containsExactly("ann", "bob", "worker");
    assertThat(ask(new Query.OfAgents(2))).hasSize(2);
    AgentView worker = ask(new Query.OfAgent(AgentId.of("worker"))).orElseThrow();
    assertThat(worker.session()).isEqualTo(session);
    assertThat(worker.running()).containsExactly(TaskId.of("t1"));
    assertThat(worker.assigned()).containsExactly(TaskId.of("t2"));
    assertThat(ask(new Query.OfAgent(AgentId.of("none")))).isEmpty();
  }

  @Test
  void aWorkspaceIsCountedAsItIs() {
    shard.submit(TaskSpec.named("low").priority(10));
    shard.submit(TaskSpec.named("high").priority(90));
    shard.joinAndClaim(AgentProfile.named("worker").maxConcurrentTasks(3));
    shard.start("high");
    yard.granted("ann", LockRequest.exclusive("file"), LockRequest.exclusive("other"));
    yard.waits("bob", LockRequest.exclusive("file"));

    WorkspaceCounts counts = ask(new Query.OfCounts());
    assertThat(counts.tasks().byState())
        .containsEntry(TaskState.Name.RUNNING, 1)
        .containsEntry(TaskState.Name.ASSIGNED, 1)
        .containsEntry(TaskState.Name.READY, 0);
    assertThat(counts.tasks().openByPriority()).isEqualTo(Map.of(10, 1, 90, 1));
    assertThat(counts.tasks().openByType()).isEqualTo(Map.of("", 2));
    assertThat(counts.agents().attached()).isEqualTo(3);
    assertThat(counts.agents().byStatus()).containsEntry(AgentStatus.ACTIVE, 3);
    assertThat(counts.agents().slots()).isEqualTo(5);
    assertThat(counts.agents().busySlots()).isEqualTo(1);
    assertThat(counts.agents().busy()).isEqualTo(1);
    assertThat(counts.locks().grants()).isEqualTo(1);
    assertThat(counts.locks().entries()).isEqualTo(2);
    assertThat(counts.locks().waitsForLocks()).isEqualTo(1);

    WorkspaceView view = ask(new Query.OfWorkspace());
    assertThat(view.id()).isEqualTo(ShardHarness.WORKSPACE);
    assertThat(view.paused()).isFalse();
    assertThat(view.agents()).isEqualTo(3);
    assertThat(view.resources()).isEqualTo(2);
    assertThat(view.tasks()).containsEntry(TaskState.Name.RUNNING, 1);
    shard.ok(new PauseWorkspace("ada"));
    assertThat(ask(new Query.OfWorkspace()).paused()).isTrue();
  }

  @Test
  void aPlanIsOverWhenEachOfItsTasksIs() {
    shard.upload("p", false, TaskSpec.named("t1"), TaskSpec.named("t2"));
    shard.joinAndClaim(AgentProfile.named("worker").maxConcurrentTasks(2));
    shard.run("t1");
    PlanView half = ask(new Query.OfPlan(PlanId.of("p"))).orElseThrow();
    assertThat(half.size()).isEqualTo(2);
    assertThat(half.isOver()).isFalse();
    assertThat(half.tasks())
        .containsEntry(TaskState.Name.SUCCEEDED, 1)
        .containsEntry(TaskState.Name.ASSIGNED, 1);
    shard.run("t2");
    assertThat(ask(new Query.OfPlan(PlanId.of("p"))).orElseThrow().isOver()).isTrue();
    assertThat(ask(new Query.OfPlan(PlanId.of("none")))).isEmpty();
    assertThat(ask(new Query.OfWorkspace()).plans()).containsExactly(PlanId.of("p"));
  }

  @Test
  void whoHoldsAndWhoWaitsIsToldWithItsReason() {
    yard.granted("ann", LockRequest.exclusive("file"));
    yard.granted("ann", LockRequest.exclusive("other"));
    yard.waits("bob", LockRequest.exclusive("file"));

    List<ResourceView> all = ask(new Query.OfResources(10));
    assertThat(all).extracting(ResourceView::name).containsExactly(FILE, ResourceName.of("other"));
    assertThat(all.getFirst().holders()).containsExactly(yard.holder("ann"));
    assertThat(ask(new Query.OfResources(1))).hasSize(1);
    List<WaitView> waits = ask(new Query.OfWaits(10));
    assertThat(waits).hasSize(1);
    assertThat(waits.getFirst().open().holder()).isEqualTo(yard.holder("bob"));
    assertThat(waits.getFirst().blockedBy()).hasSize(1).first().asString().contains("ann");
    assertThat(ask(new Query.OfWaitForGraph(10))).hasSize(1);

    FencingToken wait = waits.getFirst().open().id();
    assertThat(ask(new Query.OfWaitOutcome(wait))).isEmpty();
    assertThat(ask(new Query.OfEngaged(AgentId.of("bob"), yard.caller("bob").session())).stakes())
        .containsExactly(new EngagedView.Stake(yard.holder("bob"), wait));
    FencingToken grant = all.getFirst().grants().getFirst().token();
    assertThat(ask(new Query.OfToken(grant))).isPresent();
    yard.releaseAll("ann");
    assertThat(ask(new Query.OfToken(grant))).isEmpty();
  }

  @Test
  void whatASessionHasAStakeInIsItsAttemptsAndLocks() {
    shard.submit("t");
    FencingToken session = yard.join(AgentProfile.named("worker"));
    shard.claim(AgentId.of("worker"), session, 1);
    yard.granted("worker", LockRequest.exclusive("file"));
    EngagedView engaged = ask(new Query.OfEngaged(AgentId.of("worker"), session));
    assertThat(engaged.attempts())
        .containsExactly(new Holder.Attempt(TaskId.of("t"), shard.epoch("t")));
    assertThat(engaged.stakes()).hasSize(1);
    assertThat(ask(new Query.OfEngaged(AgentId.of("worker"), FencingToken.NONE)))
        .isEqualTo(new EngagedView(List.of(), List.of()));
    assertThat(ask(new Query.OfEngaged(AgentId.of("none"), session)))
        .isEqualTo(new EngagedView(List.of(), List.of()));
  }

  @Test
  void breakersAreListedWithHowManyTasksTheyStop() {
    BreakerName api = BreakerName.of("api");
    shard.ok(new BreakerCommand.DeclareBreaker(api, BreakerConfig.DEFAULT));
    shard.ok(new BreakerCommand.ForceBreaker(api, true, "ada"));
    shard.joinAndClaim(AgentProfile.named("worker").maxConcurrentTasks(4));
    shard.submit(calling("t1", api));
    shard.submit(calling("t2", api));
    shard.submit("t3");
    assertThat(ask(new Query.OfStoppedTasks())).isEqualTo(Map.of(api, 2));
    assertThat(ask(new Query.OfBreakers(10))).extracting(BreakerView::name).containsExactly(api);
    BreakerView view = ask(new Query.OfBreaker(api)).orElseThrow();
    assertThat(view.config()).isEqualTo(BreakerConfig.DEFAULT);
    assertThat(ask(new Query.OfBreaker(BreakerName.of("none")))).isEmpty();
    assertThat(ask(new Query.Explain(TaskId.of("t1"))).orElseThrow())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("READY, parked on breaker api, which ");
  }

  private static TaskSpec calling(String id, BreakerName breaker) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                new TreeSet<>(),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(List.of(breaker)),
                null));
  }

  @Test
  void aMailboxIsCountedForWhoeverHasJoined() {
    yard.request("ann", "m1", "bob");
    MailboxView box = ask(new Query.OfMailbox(AgentId.of("bob"))).orElseThrow();
    assertThat(box.messages()).isEqualTo(1);
    assertThat(box.waiting()).isEqualTo(1);
    assertThat(box.delivered()).isZero();
    assertThat(box.patterns()).isEmpty();
    assertThat(ask(new Query.OfMailbox(AgentId.of("none")))).isEmpty();
  }

  @Test
  void whyATaskWaitsIsToldInSentences() {
    shard.submit("t");
    assertThat(ask(new Query.Explain(TaskId.of("t"))).orElseThrow())
        .first()
        .asString()
        .startsWith("READY with priority 50: 2 agents can do it (2 active)");
    shard.ok(new PauseWorkspace("ada"));
    assertThat(ask(new Query.Explain(TaskId.of("t"))).orElseThrow())
        .first()
        .isEqualTo("READY, but the workspace is paused.");
    assertThat(ask(new Query.Explain(TaskId.of("none")))).isEmpty();
  }

  @Test
  void accessIsThatOfAnAgentThatIsKnown() {
    assertThat(ask(new Query.OfAccess(Role.AGENT, null))).isTrue();
    assertThat(ask(new Query.OfAccess(Role.AGENT, AgentId.of("ann")))).isTrue();
    assertThat(ask(new Query.OfAccess(Role.AGENT, AgentId.of("none")))).isFalse();
  }

  @Test
  void noAnswerIsWithoutBoundAndSecretsAreNotWritten() {
    limited(limit -> tasksAfter(null, limit));
    limited(Query.OfAgents::new);
    limited(Query.OfResources::new);
    limited(Query.OfDeadLetters::new);
    limited(limit -> new Query.OfRecords(null, limit));
    limited(limit -> new Query.OfConflicts(true, limit));
    limited(Query.OfBreakers::new);
    limited(Query.OfWaits::new);
    limited(Query.OfWaitForGraph::new);
    assertThat(new Query.OfHandle("secret")).hasToString("OfHandle");
    assertThat(new Query.OfCredential("secret")).hasToString("OfCredential");
  }

  private static void limited(IntConsumer make) {
    assertThatCode(() -> make.accept(1)).doesNotThrowAnyException();
    assertThatCode(() -> make.accept(Query.MAX_LIMIT)).doesNotThrowAnyException();
    assertThatIllegalArgumentException().isThrownBy(() -> make.accept(0));
    assertThatIllegalArgumentException().isThrownBy(() -> make.accept(Query.MAX_LIMIT + 1));
  }
}
