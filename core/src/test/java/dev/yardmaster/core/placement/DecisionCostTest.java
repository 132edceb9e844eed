package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.ClassKey;
import dev.yardmaster.core.task.TaskSpec;
import java.util.Comparator;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * R32: what a decision costs, counted in elements compared and looked at, never in time. A hundred
 * times as many tasks or agents may cost as much more as their logarithm has grown.
 */
final class DecisionCostTest {
  private static final int FEW = 1_000;
  private static final int MANY = 100_000;
  private static final int DECISIONS = 1_000;

  private final Random random = new Random(32);
  private long looks;

  private <E> Comparator<E> counting(Comparator<E> order) {
    return (a, b) -> {
      looks++;
      return order.compare(a, b);
    };
  }

  private static double log2(int size) {
    return Math.log(size) / Math.log(2);
  }

  /** The log grows by two thirds from a thousand to a hundred thousand; a scan a hundredfold. */
  private static void assertLogarithmic(double few, double many) {
    assertThat(few).isBetween(1.0, 5 * log2(FEW));
    assertThat(many)
        .as("looks per decision among %d, %.1f among %d", MANY, few, FEW)
        .isBetween(1.0, 5 * log2(MANY))
        .isLessThanOrEqualTo(few * 1.5 * log2(MANY) / log2(FEW));
  }

  private double looksPerTaskTaken(int ready) {
    OrderedQueue<Integer> queue =
        new OrderedQueue<>(
            this.<Integer>counting(Comparator.naturalOrder()),
            element -> {
              looks++;
              return true;
            });
    for (int i = 0; i < ready; i++) {
      queue.add(random.nextInt());
    }
    looks = 0;
    for (int i = 0; i < DECISIONS; i++) {
      assertThat(queue.take()).isNotNull();
      queue.add(random.nextInt());
    }
    assertThat(queue.size()).isEqualTo(ready);
    return (double) looks / DECISIONS;
  }

  @Test
  void takingTheNextOfAHundredThousandTasksLooksAtAsManyAsALogarithm_R32() {
    assertLogarithmic(looksPerTaskTaken(FEW), looksPerTaskTaken(MANY));
  }

  private double looksPerAgentChosen(Agent agent, int attached) {
    TaskClass taskClass = new TaskClass(new TaskClass.Key(ClassKey.of(TaskSpec.named("t")), false));
    AgentGroup group =
        new AgentGroup(Set.of(taskClass), counting(BuiltInStrategy.CAPABILITY.order()));
    for (int i = 0; i < attached; i++) {
      AgentSlot slot = new AgentSlot(agent, i);
      slot.maxConcurrent = 1 + random.nextInt(8);
      slot.held = random.nextInt(slot.maxConcurrent);
      slot.roomToRun = true;
      group.add(slot);
    }
    looks = 0;
    for (int i = 0; i < DECISIONS; i++) {
      AgentSlot chosen = Objects.requireNonNull(group.first(taskClass));
      group.remove(chosen);
      chosen.held = (chosen.held + 1) % chosen.maxConcurrent;
      chosen.lastTurn = i;
      group.add(chosen);
    }
    return (double) looks / (4 * DECISIONS); // two orders, of which each is left and joined
  }

  @Test
  void choosingAmongAHundredThousandAgentsLooksAtAsManyAsALogarithm_R32() {
    ShardHarness shard = new ShardHarness();
    shard.join(AgentProfile.named("w"));
    Agent agent = Objects.requireNonNull(shard.workspace().agents().find(AgentId.of("w")));
    assertLogarithmic(looksPerAgentChosen(agent, FEW), looksPerAgentChosen(agent, MANY));
  }
}
