package dev.yardmaster.core.deadlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Attempts in a ring, each of which waits for the next one in some way. */
final class PhilosopherTable {
  /** In what way a seat waits for the next one. */
  enum Edge {
    EXCLUSIVE,
    SHARED,
    SUBTREE,
    BELOW_SUBTREE,
    PERMITS,
    TASK_THAT_NEEDS_ITS_LOCK,
    ITS_TASK,
    REPLY_OF_ITS_AGENT,
    REPLY_TO_WHAT_IT_RECEIVED;

    boolean isReply() {
      return this == REPLY_OF_ITS_AGENT || this == REPLY_TO_WHAT_IT_RECEIVED;
    }
  }

  private final Yard yard = new Yard();
  private final List<Edge> edges = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private @Nullable Reply reply;

  PhilosopherTable(int seats, Random random) {
    for (int i = 0; i < seats; i++) {
      edges.add(Edge.values()[random.nextInt(Edge.values().length)]);
      order.add(i);
    }
    Collections.shuffle(order, random);
    for (int i = 0; i < seats; i++) {
      Edge wanted = edges.get((i + seats - 1) % seats);
      yard.join(
          AgentProfile.named("p" + i)
              .maxConcurrentTasks(wanted == Edge.REPLY_TO_WHAT_IT_RECEIVED ? 2 : 1));
      yard.begin(seat(i));
      take(i, wanted);
    }
  }

  private static String seat(int i) {
    return "p" + i + ":seat" + i;
  }

  private int next(int i) {
    return (i + 1) % edges.size();
  }

  /** What the seat before will want. */
  private void take(int i, Edge wanted) {
    String fork = "fork" + i;
    switch (wanted) {
      case EXCLUSIVE, BELOW_SUBTREE, TASK_THAT_NEEDS_ITS_LOCK ->
          yard.granted(
              seat(i), LockRequest.exclusive(wanted == Edge.BELOW_SUBTREE ? fork + "/**" : fork));
      case SHARED -> yard.granted(seat(i), LockRequest.shared(fork));
      case SUBTREE -> yard.granted(seat(i), LockRequest.exclusive(fork + "/tine/left"));
      case PERMITS -> {
        yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of(fork), 3));
        yard.granted(seat(i), LockRequest.permits(fork, 2));
      }
      case ITS_TASK, REPLY_OF_ITS_AGENT, REPLY_TO_WHAT_IT_RECEIVED -> {}
    }
  }

  /** Every seat but the last to come may wait; the way in which the last one does. */
  Edge waitInRandomOrder() {
    for (int i : order) {
      assertThat(yard.shard.allEvents())
          .as("no victim before the cycle is closed, %s", edges)
          .noneMatch(WaitEvent.DeadlockDetected.class::isInstance);
      reply = wait(i);
    }
    return edges.get(order.getLast());
  }

  private Reply wait(int i) {
    String fork = "fork" + next(i);
    return switch (edges.get(i)) {
      case EXCLUSIVE, SHARED -> yard.acquire(seat(i), LockRequest.exclusive(fork));
      case SUBTREE -> yard.acquire(seat(i), LockRequest.shared(fork + "/**"));
      case BELOW_SUBTREE -> yard.acquire(seat(i), LockRequest.shared(fork + "/tine"));
      case PERMITS -> yard.acquire(seat(i), LockRequest.permits(fork, 2));
      case TASK_THAT_NEEDS_ITS_LOCK -> {
        yard.shard.submit(
            TaskSpec.named("wash" + i)
                .requirements(
                    new Requirements(
                        new TreeSet<>(),
                        new TreeMap<>(),
                        List.of(LockRequest.exclusive(fork)),
                        null)));
        yield yard.await(seat(i), "wash" + i);
      }
      case ITS_TASK -> yard.await(seat(i), "seat" + next(i));
      case REPLY_OF_ITS_AGENT -> yard.request(seat(i), "q" + i, "p" + next(i));
      case REPLY_TO_WHAT_IT_RECEIVED -> {
        FencingToken wait = Yard.waits(yard.request(seat(i), "q" + i, "p" + next(i)));
        yard.receive(seat(next(i)));
        yield told(wait);
      }
    };
  }

  /** What the delivery of its request has made of the wait. */
  private Reply told(FencingToken wait) {
    LogPosition now = new LogPosition(yard.shard.allEvents().size());
    return yard.outcome(wait) instanceof Outcome.Deadlock deadlock
        ? new Reply.AnsweredNo(now, new Refusal(RefusalCode.DEADLOCK, deadlock.cycle()))
        : new Reply.Waiting(now, wait);
  }

  /** The last to wait is refused, with everybody named, and nobody else is. */
  void checkRefused(String which) {
    assertThat(reply)
        .as("%s: %s in order %s", which, edges, order)
        .isInstanceOf(Reply.AnsweredNo.class);
    if (reply instanceof Reply.AnsweredNo no) {
      assertThat(no.refusal().code()).as(which).isEqualTo(RefusalCode.DEADLOCK);
      for (int i = 0; i < edges.size(); i++) {
        assertThat(no.refusal().text()).as(which).contains("task seat" + i + " ");
      }
    }
    assertThat(yard.shard.events(WaitEvent.DeadlockDetected.class)).as(which).hasSize(1);
    assertThat(yard.openWaits()).as(which).hasSize(edges.size() - 1);
  }

  /** One after the other finishes, the refused one first; each lets the one before it go on. */
  void finish() {
    yard.join(AgentProfile.named("dishwasher"));
    int i = order.getLast();
    for (int left = edges.size(); left > 0; left--) {
      assertThat(yard.waitsOf(seat(i))).as("%s goes on, %s", seat(i), edges).isZero();
      int before = (i + edges.size() - 1) % edges.size();
      if (edges.get(before).isReply()) {
        yard.answer(seat(i), "r" + before, "q" + before, "p" + before);
      }
      yard.shard.complete("seat" + i);
      i = before;
      if (left > 1 && edges.get(i) == Edge.TASK_THAT_NEEDS_ITS_LOCK) {
        yard.shard.claim(AgentId.of("dishwasher"), yard.caller("dishwasher").session(), 1);
        yard.shard.run("wash" + i);
      }
    }
    assertThat(yard.openWaits()).isEmpty();
  }
}
