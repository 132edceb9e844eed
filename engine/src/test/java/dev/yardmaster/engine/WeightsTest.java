package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues and batches are bounded by the bytes that commands carry (R4). */
final class WeightsTest {
  private static final AgentId AGENT = AgentId.of("a");
  private static final Caller CALLER = Caller.session(AGENT, new FencingToken(1));

  record Carrier(Command command, int bytes) {}

  private static List<Carrier> carriers() {
    Payload result = Payload.of(new byte[Payload.MAX_BYTES], "");
    Command complete = new TaskCommand.CompleteTask(TaskId.of("t"), new FencingToken(1), result);
    Delivery delivery = new Delivery(MessageId.of("m".repeat(128)), new FencingToken(1));
    return List.of(
        new Carrier(send(0), MailLimits.MAX_PAYLOAD_BYTES),
        new Carrier(complete, Payload.MAX_BYTES),
        new Carrier(new WorkspaceCommand.Guarded(List.of(), complete), Payload.MAX_BYTES),
        new Carrier(
            new RecordCommand.PutRecord(
                CALLER, RecordKey.of("k"), 0, Payload.of(new byte[64 << 10], "")),
            64 << 10),
        new Carrier(new MessageCommand.Ack(CALLER, Collections.nCopies(1_000, delivery)), 128_000));
  }

  private static MessageCommand send(int number) {
    Payload payload = Payload.of(new byte[MailLimits.MAX_PAYLOAD_BYTES], "");
    return new MessageCommand.SendMessage(
        CALLER, MessageId.of("m" + number), Audience.of(AGENT), Envelope.of("t", payload));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aCommandWeighsAtLeastWhatItCarries(Carrier carrier) {
    assertThat(Weights.of(carrier.command())).isBetween(carrier.bytes(), 2 * carrier.bytes());
  }

  @Test
  void aHundredLargestMessagesThatComeAtOnceAreSharedOutAmongRecordsOfOneMebibyte() {
    SteppedShard shard = SteppedShard.empty();
    Caller caller = Caller.session(AGENT, shard.join("a", Attachment.STREAM));
    int before = shard.log.committed.size();
    List<Pending.OfCommand> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      MessageCommand.SendMessage command = (MessageCommand.SendMessage) send(i);
      sent.add(
          shard.send(
              new MessageCommand.SendMessage(
                  caller, command.id(), command.audience(), command.envelope())));
    }
    shard.settle();
    assertThat(sent).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Reply.Sent.class));
    List<byte[]> records = shard.log.committed.subList(before, shard.log.committed.size());
    // Without weights all are one record that no log takes, and then each is decided alone.
    assertThat(records).hasSizeBetween(20, 35);
    assertThat(records).allSatisfy(each -> assertThat(each.length).isLessThan(3 << 19));
  }
}
