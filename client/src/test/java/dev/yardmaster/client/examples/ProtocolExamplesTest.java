package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.Barrier;
import dev.yardmaster.client.ContractNet;
import dev.yardmaster.client.CoordinationProtocol;
import dev.yardmaster.client.Json;
import dev.yardmaster.client.LeaderElection;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.ProtocolRun;
import dev.yardmaster.client.Protocols;
import dev.yardmaster.client.Received;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Vote;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ProtocolExamplesTest extends ExampleYard {
  private static final Duration TIME = Duration.ofSeconds(30);

  private final AgentSession coder = agent("coder-1");
  private final AgentSession tester = agent("tester-1");

  @Test
  void bothMeet() throws Exception {
    Future<Integer> other =
        threads.submit(() -> manager.protocols().run(Barrier.of(2), tester, "built", "", TIME));
    // @start region="barrier"
    Protocols protocols = manager.protocols();
    int place = protocols.run(Barrier.of(2), coder, "built", "all is compiled", TIME);
    // @end
    assertThat(place + other.get()).isEqualTo(1);
  }

  @Test
  void oneLeads() {
    // @start region="election"
    try (Lock lead = manager.protocols().run(new LeaderElection(), coder, "planner", 50, TIME)) {
      manager
          .records()
          .putAny(coder.ifHolds(lead), RecordKey.of("plan"), Payload.text("v1")); // fenced
    }
    // @end
    assertThat(manager.records().get(RecordKey.of("plan"))).isPresent();
  }

  @Test
  void theyChoose() throws Exception {
    Set<AgentId> both = Set.of(coder.id(), tester.id());
    Future<Vote.Result> other =
        threads.submit(
            () -> manager.protocols().run(Vote.among(both), tester, "release", "yes", TIME));
    // @start region="vote"
    Vote.Result result = manager.protocols().run(Vote.among(both), coder, "release", "yes", TIME);
    result.winner(); // yes
    // @end
    assertThat(result.winner()).contains("yes");
    assertThat(other.get()).isEqualTo(result);
  }

  @Test
  void theLowestBidWins() throws Exception {
    Future<?> bidding =
        threads.submit(() -> {
          // @start region="bid"
          Received told = manager.messages().receive(tester, 1, TIME).getFirst();
          Object instance = Json.read(told.payload()).get("instance");
          manager
              .protocols()
              .run(ContractNet.bid(), tester, "" + instance, OptionalDouble.of(3), TIME);
          told.ack();
          // @end
          return true;
        });
    // @start region="announce"
    ContractNet.Award award =
        manager
            .protocols()
            .run(
                ContractNet.announce(),
                coder,
                "paint-job",
                new ContractNet.Announcement(Task.of("paint"), List.of(tester.id())),
                TIME);
    award.winner(); // tester-1, and the task is its
    // @end
    assertThat(award.winner()).isEqualTo(tester.id());
    bidding.get();
  }

  @Test
  void oneOfOnesOwn() {
    // @start region="own"
    /* Whoever comes first names the project. */
    final class FirstName implements CoordinationProtocol<String, Object> {
      @Override
      public String name() {
        return "first-name";
      }

      @Override
      public Object play(ProtocolRun run, String name) {
        Map<String, Object> state =
            run.update(present -> {
              present.putIfAbsent("name", name);
              return present;
            });
        return state.getOrDefault("name", name);
      }
    }
    // @end
    assertThat(manager.protocols().run(new FirstName(), coder, "yard", "north", TIME))
        .isEqualTo("north");
    assertThat(manager.protocols().run(new FirstName(), tester, "yard", "south", TIME))
        .isEqualTo("north");
  }
}
