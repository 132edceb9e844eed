package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics and the patterns that subscribers name them by (R60). */
final class TopicTest {
  private final MailWorld world = new MailWorld("ann", "bob", "cid");

  private void subscribe(String agent, String pattern) {
    world.shard.ok(new MessageCommand.Subscribe(world.caller(agent), TopicPattern.of(pattern)));
  }

  private void unsubscribe(String agent, String pattern) {
    world.shard.ok(new MessageCommand.Unsubscribe(world.caller(agent), TopicPattern.of(pattern)));
  }

  private Reply.Sent publish(String id, String topic) {
    return world.sent(
        new MessageCommand.SendMessage(
            world.caller("ann"),
            MessageId.of(id),
            new Audience.Subscribers(Topic.of(topic)),
            MailWorld.plain()));
  }

  @ParameterizedTest
  @CsvSource({
    "build/done, build/done, true",
    "build/done, build, false",
    "build, build/done, false",
    "*, build, true",
    "*, build/done, false",
    "build/*, build/done, true",
    "build/*/done, build/x/done, true",
    "build/*/done, build/done, false",
    "build/**, build/x/done, true",
    "build/**, build/x, true",
    "build/**, build, false",
    "**, build/x/done, true",
    "*/**, build/x/done, true",
    "*/**, build, false",
  })
  void aStarIsOneSegmentAndTwoStarsAreTheRest_R60(String pattern, String topic, boolean matches) {
    subscribe("bob", pattern);
    assertThat(publish("m", topic).accepted()).isEqualTo(matches ? 1 : 0);
    assertThat(world.ids("bob")).hasSize(matches ? 1 : 0);
  }

  @Test
  void twoPatternsThatMatchDeliverOnce_R60() {
    subscribe("bob", "build/*");
    subscribe("bob", "build/**");
    subscribe("cid", "build/done");
    subscribe("cid", "build/done");
    assertThat(publish("m", "build/done").accepted()).isEqualTo(2);
    assertThat(world.ids("bob")).containsExactly("m");
    unsubscribe("bob", "build/*");
    assertThat(publish("m2", "build/done").accepted()).isEqualTo(2);
    unsubscribe("bob", "build/**");
    unsubscribe("bob", "build/**");
    unsubscribe("cid", "build/done");
    assertThat(publish("m3", "build/done").accepted()).isZero();
    assertThat(world.fate("m3")).as("nobody has to acknowledge it").isEqualTo(Fate.ACKED);
  }

  @Test
  void aSubscriptionOutlivesTheSession_R60() {
    subscribe("bob", "build/**");
    world.shard.pass(120_000);
    world.join("ann");
    publish("m", "build/done");
    world.shard.failOver();
    world.shard.checkSnapshot();
    world.join("bob");
    assertThat(world.ids("bob")).containsExactly("m");
  }

  @Test
  void anAgentHasAtMostAThousandPatterns_R4() {
    MailWorld many = new MailWorld(new ShardHarness(false), "bob");
    for (int i = 0; i < MailLimits.MAX_SUBSCRIPTIONS_PER_AGENT; i++) {
      many.shard.ok(new MessageCommand.Subscribe(many.caller("bob"), TopicPattern.of("t" + i)));
    }
    assertThat(
            many.refused(
                    new MessageCommand.Subscribe(many.caller("bob"), TopicPattern.of("one-more")))
                .code())
        .isEqualTo(RefusalCode.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "a/**/b", "a*", "***", "ü", "a/b/"})
  void anOddPatternIsRefused_R60(String pattern) {
    assertThatThrownBy(() -> TopicPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "*", "a/**", "a/b/"})
  void anOddTopicIsRefused_R60(String topic) {
    assertThatThrownBy(() -> Topic.of(topic)).isInstanceOf(IllegalArgumentException.class);
  }
}
