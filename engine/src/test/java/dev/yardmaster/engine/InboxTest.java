package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.WorkspaceCommand.CreateWorkspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class InboxTest {
  private final Inbox inbox = new Inbox(new InboxOptions(20, 64, 256, 1 << 20, 4), () -> {});

  private Pending.OfCommand offer(String principal) {
    Pending.OfCommand pending =
        new Pending.OfCommand(
            new Request(WorkspaceId.of("w"), Principal.of(principal), null, new CreateWorkspace()));
    inbox.offer(pending);
    return pending;
  }

  private static Refusal refusal(Pending.OfCommand pending) {
    return ((Reply.Refused) pending.join()).refusal();
  }

  @Test
  void aQuietLaneWaitsForOneRoundHoweverLongAnotherIs() {
    for (int i = 0; i < 40; i++) {
      offer("noisy");
    }
    Pending.OfCommand quiet = offer("quiet");
    List<Pending> taken = new ArrayList<>();
    inbox.drainTo(taken, 2, Integer.MAX_VALUE);
    assertThat(taken).contains(quiet);
  }

  @Test
  void requestsOfOneLaneStayInOrder() {
    List<Pending> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sent.add(offer("a"));
    }
    List<Pending> taken = new ArrayList<>();
    inbox.drainTo(taken, 100, Integer.MAX_VALUE);
    assertThat(taken).containsExactlyElementsOf(sent);
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void aFullInboxRefusesWithARetryHintButTakesQuietLanes() {
    for (int i = 0; i < 56; i++) {
      assertThat(offer("noisy")).isNotDone();
    }
    Pending.OfCommand refused = offer("noisy");
    assertThat(refusal(refused).code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(refusal(refused).retryAfterMillis()).isPositive();
    assertThat(offer("quiet")).isNotDone();
    for (int i = 0; i < 100; i++) {
      offer("q" + i);
    }
    assertThat(refusal(offer("last")).code()).isEqualTo(RefusalCode.LIMIT);
  }

  @Test
  void theRetryHintFollowsTheMeasuredRate() {
    inbox.served(1, 10_000_000); // 0.1 per millisecond
    for (int i = 0; i < 56; i++) {
      offer("a");
    }
    assertThat(refusal(offer("a")).retryAfterMillis()).isEqualTo(561);
  }

  @Test
  void aFasterDriverAllowsMoreToWaitUpToTheBound() {
    for (int i = 0; i < 1_000; i++) {
      inbox.served(1_000, 1_000_000);
    }
    for (int i = 0; i < 224; i++) {
      assertThat(offer("a")).isNotDone();
    }
    assertThat(refusal(offer("a")).code()).isEqualTo(RefusalCode.LIMIT);
  }

  @Test
  void aClosedInboxRefusesWhatComesLater() {
    inbox.close(Refusals.unavailable("it is closing"));
    assertThat(refusal(offer("a")).code()).isEqualTo(RefusalCode.UNAVAILABLE);
  }
}
