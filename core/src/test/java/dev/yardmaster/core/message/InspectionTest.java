package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.workspace.InspectedMailView;
import dev.yardmaster.core.workspace.Query;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R62: an operator sees what is in a mailbox, and the log says so. */
final class InspectionTest {
  private static final AgentId BOB = AgentId.of("bob");

  private final MailWorld world = new MailWorld("ann", "bob", "cid");

  @AfterEach
  void snapshotEqualsState() {
    world.shard.checkSnapshot();
  }

  private Reply.Received look(int limit) {
    Reply reply = world.shard.send(new MessageCommand.InspectMail(BOB, limit, "ada"));
    assertThat(reply).isInstanceOf(Reply.Received.class);
    return (Reply.Received) reply;
  }

  private List<InspectedMailView> read(FencingToken token) {
    return new Query.OfInspectedMail(token).answer(world.shard.workspace());
  }

  private List<String> ids(FencingToken token) {
    return read(token).stream().map(view -> view.id().value()).toList();
  }

  private List<MessageEvent.MailInspected> events() {
    return world.shard.events(MessageEvent.MailInspected.class);
  }

  /** A dead letter, one in bob's hands, one that waits. */
  private void fill() {
    world.send("ann", "bob", "dead");
    world.kill("bob", "dead");
    world.send("cid", "bob", "held");
    world.take("bob", "held");
    world.send("ann", "bob", "urgent", Envelope.of("order", Payload.text("at once")).priority(9));
  }

  @Test
  void aLookShowsDeadLettersThenTheMailboxInOrderOfArrivalWithContents() {
    fill();
    Reply.Received seen = look(100);
    assertThat(seen.messages())
        .extracting(MessageId::value)
        .containsExactly("dead", "held", "urgent");
    assertThat(read(seen.token()))
        .containsExactly(
            new InspectedMailView(
                MessageId.of("dead"), AgentId.of("ann"), MailWorld.plain(), Fate.DEAD, 5),
            new InspectedMailView(
                MessageId.of("held"), AgentId.of("cid"), MailWorld.plain(), Fate.DELIVERED, 1),
            new InspectedMailView(
                MessageId.of("urgent"),
                AgentId.of("ann"),
                Envelope.of("order", Payload.text("at once")).priority(9),
                Fate.QUEUED,
                0));
    assertThat(look(2).messages()).extracting(MessageId::value).containsExactly("dead", "held");
  }

  @Test
  void aLookIsOnRecordWithIdsAlone() {
    fill();
    Reply.Received seen = look(100);
    assertThat(events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.recipient()).isEqualTo(BOB);
          assertThat(event.messages()).isEqualTo(seen.messages());
          assertThat(event.token()).isEqualTo(seen.token());
          assertThat(event.by()).isEqualTo("ada");
          assertThat(event.waiting()).isEmpty();
        });
  }

  @Test
  void withoutALookNothingIsShownAndALookShowsNothingButWhatItsEventNames() {
    fill();
    assertThat(read(FencingToken.NONE)).isEmpty();
    FencingToken first = look(1).token();
    for (long other = 1; other < first.value() + 100 && other < 100_000; other++) {
      if (other != first.value()) {
        assertThat(read(new FencingToken(other))).as("token %d", other).isEmpty();
      }
    }
    assertThat(ids(first)).containsExactly("dead");
    world.send("ann", "bob", "later");
    assertThat(ids(first)).containsExactly("dead");
  }

  @Test
  void aLookChangesNothingForTheAgent() {
    fill();
    Mailbox mailbox = Objects.requireNonNull(world.shard.workspace().mail().mailbox(BOB));
    String before =
        mailbox.all().stream().map(mail -> mail + " " + mail.state()).toList().toString();
    look(100);
    assertThat(mailbox.all().stream().map(mail -> mail + " " + mail.state()).toList())
        .hasToString(before);
    assertThat(world.ids("bob")).containsExactly("urgent");
    assertThat(world.fate("dead")).isEqualTo(Fate.DEAD);
  }

  @Test
  void whatLeftOrMovedSinceTheLookIsNotShownAnyMore() {
    fill();
    FencingToken token = look(100).token();
    world.shard.ok(new MessageCommand.RedriveDeadLetter(BOB, MessageId.of("dead"), "ada"));
    world.acked("bob", "urgent", world.take("bob", "urgent"));
    assertThat(ids(token)).containsExactly("held");
  }

  @Test
  void anEmptyMailboxIsAnEmptyAnswerWithoutAnEventAndWhoNeverJoinedHasNone() {
    Reply.Received seen = look(1);
    assertThat(seen.messages()).isEmpty();
    assertThat(seen.token()).isEqualTo(FencingToken.NONE);
    assertThat(events()).isEmpty();
    assertThat(world.refused(new MessageCommand.InspectMail(AgentId.of("nobody"), 1, "ada")).code())
        .isEqualTo(RefusalCode.NOT_FOUND);
    assertThat(world.refused(new MessageCommand.InspectMail(BOB, 0, "ada")).code())
        .isEqualTo(RefusalCode.INVALID);
    assertThat(world.refused(new MessageCommand.InspectMail(BOB, 101, "ada")).code())
        .isEqualTo(RefusalCode.INVALID);
  }

  @Test
  void theLastHundredLooksOutliveAChangeOfLeader() {
    fill();
    FencingToken first = look(1).token();
    FencingToken second = look(1).token();
    for (int i = 2; i <= MailLimits.MAX_LOOKS; i++) {
      look(1);
    }
    world.shard.failOver();
    assertThat(read(first)).isEmpty();
    assertThat(ids(second)).containsExactly("dead");
  }
}
