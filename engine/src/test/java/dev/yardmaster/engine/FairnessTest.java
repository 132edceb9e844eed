package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.WorkspaceCommand.PauseWorkspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** O1 and O2 through the driver, by the order of decisions: a flood keeps nobody else out. */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class FairnessTest {
  private static final int BATCH = 64;
  private static final DriverOptions SMALL =
      new DriverOptions(
          BATCH,
          1 << 20,
          Duration.ofMillis(2),
          4,
          Duration.ofSeconds(5),
          new InboxOptions(20, 512, 512, 32 << 20, 64));

  private final FakeTime time = new FakeTime();
  private final ScriptedLog log = new ScriptedLog();
  private final FakeMachine.Script machines = new FakeMachine.Script();
  private final List<Commit> published = new ArrayList<>();
  private final Driver driver =
      new Driver(
          new ShardParts(
              7,
              log,
              machines::make,
              time,
              () -> 42,
              Runnable::run,
              new ShardParts.TakeOver(1, false, () -> {})),
          SMALL,
          new CommitSink() {
            @Override
            public void restored(long index, LogPosition position, long incarnation) {}

            @Override
            public void committed(Commit commit, Machine machine) {
              published.add(commit);
            }

            @Override
            public void leading(Machine machine) {}

            @Override
            public List<Request> signsOfLife() {
              return List.of();
            }
          });

  private Pending.OfCommand send(String workspace, String principal, Command command) {
    Pending.OfCommand pending =
        new Pending.OfCommand(
            new Request(WorkspaceId.of(workspace), Principal.of(principal), null, command));
    driver.submit(pending);
    return pending;
  }

  private Pending.OfCommand pause(String workspace, String principal, String name) {
    return send(workspace, principal, new PauseWorkspace(name));
  }

  /** Sends until one is refused; those let in. */
  private List<Pending.OfCommand> flood(String workspace, String principal) {
    List<Pending.OfCommand> waiting = new ArrayList<>();
    Pending.OfCommand next = pause(workspace, principal, "flood");
    while (!next.isDone()) {
      waiting.add(next);
      next = pause(workspace, principal, "flood");
    }
    Refusal refusal = ((Reply.Refused) next.join()).refusal();
    assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(refusal.retryAfterMillis()).isPositive();
    return waiting;
  }

  private void lead() {
    assertThat(driver.open()).isTrue();
    driver.turn();
    log.commitAll();
    driver.turn();
  }

  /** Decides one batch and commits it. */
  private void batch() {
    driver.turn();
    log.commitAll();
  }

  private int decidedBefore(String name) {
    return machines.current().names().indexOf(name);
  }

  @Test
  void o2AFloodOfOneWorkspaceIsRefusedLimitWhileAnothersCommandIsInTheNextBatch() {
    lead();
    List<Pending.OfCommand> noisy = flood("noisy", "p");
    Pending.OfCommand quiet = pause("quiet", "p", "quiet");
    assertThat(quiet).isNotDone();
    batch();
    assertThat(decidedBefore("quiet")).isBetween(0, 1);
    assertThat(noisy.size()).isGreaterThan(3 * BATCH);
  }

  @Test
  void o2AFloodOfOnePrincipalDelaysAnotherOfItsWorkspaceByOneCommandAtATime() {
    lead();
    flood("w", "noisy");
    for (int i = 0; i < 20; i++) {
      assertThat(pause("w", "quiet", "quiet" + i)).isNotDone();
    }
    batch();
    for (int i = 0; i < 20; i++) {
      assertThat(decidedBefore("quiet" + i)).isBetween(2 * i, 2 * i + 1);
    }
  }

  @Test
  void o2AFloodOfOneAgentDelaysAnotherAgentOfTheSamePrincipalByOneCommand() {
    lead();
    List<Pending.OfCommand> noisy = new ArrayList<>();
    Pending.OfCommand refused = join("noisy");
    while (!refused.isDone()) {
      noisy.add(refused);
      refused = join("noisy");
    }
    assertThat(((Reply.Refused) refused.join()).refusal().code()).isEqualTo(RefusalCode.LIMIT);
    Pending.OfCommand quiet = join("quiet");
    assertThat(quiet).isNotDone();
    batch(); // the fake machine refuses each, which is an answer too
    assertThat(quiet).isDone();
    assertThat(noisy.stream().filter(Pending.OfCommand::isDone)).hasSize(BATCH - 1);
  }

  private Pending.OfCommand join(String agent) {
    return send("w", "p", new JoinAgent(AgentProfile.named(agent), Attachment.REQUESTS));
  }

  @Test
  void o2AFloodThatGoesOnForEverTakesItsTurnsOnly() {
    lead();
    flood("noisy", "p");
    for (int round = 0; round < 50; round++) {
      Pending.OfCommand quiet = pause("quiet", "p", "quiet" + round);
      assertThat(quiet).as("let in, round %d", round).isNotDone();
      batch();
      driver.turn();
      log.commitAll();
      assertThat(quiet).as("answered, round %d", round).isDone();
      assertThat(quiet.join()).isInstanceOf(Reply.Done.class);
      flood("noisy", "p");
    }
  }

  @Test
  void aFloodDoesNotKeepACascadeFromItsStepInEachBatch() {
    lead();
    pause("w", "p", FakeMachine.CASCADE);
    flood("noisy", "p");
    for (int i = 0; i < 3; i++) {
      batch();
      flood("noisy", "p");
    }
    List<String> names = machines.current().names();
    assertThat(names).hasSize(3 * BATCH);
    assertThat(names.get(BATCH)).isEqualTo("step");
    assertThat(names.get(2 * BATCH)).isEqualTo("step");
    assertThat(names).containsOnlyOnce(FakeMachine.CASCADE);
  }

  @Test
  void o1WhatTheFloodWasLetInWithIsAnsweredAndRefusedRequestsChangeNothing() {
    lead();
    List<Pending.OfCommand> noisy = flood("noisy", "p");
    int left = 1_000;
    while (driver.turn() == 0 || !log.proposed.isEmpty()) {
      log.commitAll();
      assertThat(left--).isPositive();
    }
    assertThat(noisy).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Reply.Done.class));
    assertThat(machines.current().names()).hasSize(noisy.size());
    assertThat(published).hasSizeGreaterThan(noisy.size() / BATCH);
  }
}
