package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.ConflictOptions;
import dev.yardmaster.client.ConflictResolver;
import dev.yardmaster.client.ConflictStrategy;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.protocol.connection.ConflictChoice;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConflictExamplesTest extends ExampleYard {
  private final AgentSession ann = agent("ann");
  private final AgentSession bob =
      manager.agents().register(AgentProfile.named("bob").priority(60));
  private final ConflictId id = ConflictId.of("c1");

  @Test
  void aConflictIsReportedAndResolvedOnce() {
    // @start region="conflicts"
    ConflictResolver conflicts = manager.conflicts();
    conflicts.reportResourceConflict(
        ann, id, ResourceName.of("docs/**"), List.of(ann.id(), bob.id()), ConflictOptions.MANUAL);
    conflicts.addEvidence(ann, id, Payload.text("half done"));
    conflicts.resolve(id, ann.id(), "ada"); // or autoResolve: by facts, else by vote
    Ruling ruling = conflicts.await(id, Duration.ofMinutes(2)); // for losers too: who won, and why
    // @end
    assertThat(ruling.winner()).isEqualTo(ann.id());
  }

  @Test
  void aRuleOfOnesOwn() {
    // @start region="strategy"
    ConflictStrategy firstNamed =
        conflict -> new ConflictChoice(conflict.report().parties().getFirst().agent(), "is first");
    StrategyRegistration registered =
        manager.conflicts().registerStrategy("first-named", firstNamed);
    // @end
    manager
        .conflicts()
        .reportResourceConflict(
            bob,
            id,
            ResourceName.of("docs"),
            List.of(ann.id(), bob.id()),
            ConflictOptions.by("first-named"));
    assertThat(manager.conflicts().await(id, Duration.ofSeconds(30)).how())
        .isIn("first-named", "priority", "timestamp"); // its own answer may come too late
    registered.close();
  }
}
