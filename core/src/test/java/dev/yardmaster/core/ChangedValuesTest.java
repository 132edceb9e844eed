package dev.yardmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.Trip;
import org.junit.jupiter.api.Test;

/** A value that is changed in one respect is the same in all others. */
class ChangedValuesTest {
  @Test
  void aBreakerIsConfiguredValueByValue() {
    BreakerConfig config =
        BreakerConfig.DEFAULT
            .failureRate(50, 20, 10)
            .timeoutMillis(11)
            .successThreshold(12)
            .halfOpenLimit(13)
            .probeTimeoutMillis(14);
    assertThat(config).isEqualTo(new BreakerConfig(new Trip.Rate(50, 20, 10), 11, 12, 13, 14));
    assertThat(config.failureThreshold(7))
        .isEqualTo(new BreakerConfig(new Trip.InARow(7), 11, 12, 13, 14));
  }

  @Test
  void anAgentIsDescribedValueByValue() {
    AgentProfile profile =
        AgentProfile.named("ada")
            .capabilities("review", "shell")
            .type("model")
            .label("zone", "a")
            .label("size", "l")
            .priority(70)
            .prefetch(2)
            .maxConcurrentTasks(3);
    assertThat(profile.id().value()).isEqualTo("ada");
    assertThat(profile.name()).isEqualTo("ada");
    assertThat(profile.capabilities()).containsExactly("review", "shell");
    assertThat(profile.type()).isEqualTo("model");
    assertThat(profile.labels()).containsEntry("zone", "a").containsEntry("size", "l").hasSize(2);
    assertThat(profile.priority()).isEqualTo(70);
    assertThat(profile.slots()).isEqualTo(new AgentProfile.Slots(3, 2));
    assertThat(profile.slots().total()).isEqualTo(5);
  }
}
