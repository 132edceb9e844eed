package dev.yardmaster.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import org.junit.jupiter.api.Test;

/** What a desk was told of is handed out once, whoever found it first. */
final class DeskTest {
  private final Desk desk = new Desk(new Speaker(AgentId.of("a"), new FencingToken(7)));

  private static AgentPush.Assigned assigned(long epoch) {
    return new AgentPush.Assigned(TaskSpec.named("t" + epoch), new FencingToken(epoch), 1);
  }

  @Test
  void tasksAreOfferedOnceAndOldestFirst() {
    desk.pushed(assigned(11));
    desk.pushed(assigned(12));

    assertThat(desk.takeOffer()).isEqualTo(assigned(11));
    assertThat(desk.takeOffer()).isEqualTo(assigned(12));
    assertThat(desk.takeOffer()).isNull();
  }

  @Test
  void aTaskThatWasFoundByALookIsNoOfferWhetherToldOfBeforeOrLater() {
    desk.pushed(assigned(11));
    desk.take(new FencingToken(11));
    desk.take(new FencingToken(12));
    desk.pushed(assigned(12));

    assertThat(desk.takeOffer()).isNull();
  }

  @Test
  void aTaskTheAgentHasActedOnIsNoOffer() {
    desk.pushed(assigned(11));
    desk.actOn(new FencingToken(11));

    assertThat(desk.takeOffer()).isNull();
  }

  @Test
  void aTaskThatWasTakenAwayIsNoOffer() {
    desk.pushed(assigned(11));
    desk.pushed(
        new AgentPush.Revoked(TaskId.of("t11"), new FencingToken(11), AgentPush.Why.STOLEN));

    assertThat(desk.takeOffer()).isNull();
  }

  @Test
  void afterTheSessionNothingIsOffered() {
    desk.pushed(assigned(11));
    desk.pushed(new AgentPush.SessionEnded(SessionEnd.EXPIRED));

    assertThat(desk.takeOffer()).isNull();
  }
}
