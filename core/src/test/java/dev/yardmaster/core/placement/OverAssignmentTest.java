package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OverAssignmentTest {

  /** Once, an agent's turn changed while it stood in the order, and it was never found again. */
  @ParameterizedTest
  @EnumSource(BuiltInStrategy.class)
  void nobodyGetsMoreThanItAskedForHoweverOftenItWasServed(BuiltInStrategy strategy) {
    ShardHarness shard = new ShardHarness();
    shard.ok(
        new WorkspaceCommand.SetPlacementPolicy(
            PlacementPolicy.DEFAULT.strategy(strategy.title())));
    Map<String, FencingToken> sessions = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      AgentProfile profile = AgentProfile.named("agent-" + i);
      sessions.put("agent-" + i, shard.joinAndClaim(profile));
    }
    for (int i = 0; i < 40; i++) {
      shard.submit("task-" + i);
    }
    for (int i = 0; i < 40; i++) {
      String task = "task-" + i;
      String holder = shard.holder(task);
      sessions.forEach((agent, session) ->
          assertThat(shard.workspace().tasks().heldCount(session)).as(agent).isLessThan(2));
      FencingToken session = sessions.get(holder);
      if (session != null) {
        shard.run(task);
        shard.claim(AgentId.of(holder), session, 1);
      }
    }
  }
}
