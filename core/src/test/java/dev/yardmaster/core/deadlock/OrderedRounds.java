package dev.yardmaster.core.deadlock;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sessions that take forks in ascending order only, and at last await a task or ask the oracle,
 * which waits for nobody but the scribe, so that no cycle can arise.
 */
final class OrderedRounds {
  private static final int SEATS = 6;
  private static final int FORKS = 9;
  private static final AgentId WORKER = AgentId.of("worker");

  private final Yard yard;
  private final Random random;
  private final List<String> tasks = new ArrayList<>();
  private int submitted;
  private int waits;
  private int awaits;
  private int asked;
  private int answered;

  /** A seat's way through the forks: the last one it took, and how many are to come. */
  private static final class Way {
    final String seat;
    int fork = -1;
    int steps;

    Way(String seat, int steps) {
      this.seat = seat;
      this.steps = steps;
    }
  }

  OrderedRounds(Yard yard, Random random) {
    this.yard = yard;
    this.random = random;
    yard.join(AgentProfile.named(WORKER.value()).maxConcurrentTasks(SEATS));
    for (int i = 0; i < SEATS; i++) {
      yard.join(AgentProfile.named("p" + i));
    }
    yard.join(AgentProfile.named("oracle"));
    yard.join(AgentProfile.named("scribe"));
    for (int fork = 2; fork < FORKS; fork += 3) {
      yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("fork" + fork), 3));
    }
  }

  int waits() {
    return waits;
  }

  int awaits() {
    return awaits;
  }

  int asked() {
    return asked;
  }

  /** Everybody takes some forks and gives them back. */
  void play() {
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < SEATS; i++) {
      ways.add(new Way("p" + i, 1 + random.nextInt(3)));
    }
    while (!ways.isEmpty()) {
      work();
      while (ways.stream().allMatch(way -> yard.waitsOf(way.seat) > 0) && isAsked()) {
        answer();
      }
      List<Way> free = ways.stream().filter(way -> yard.waitsOf(way.seat) == 0).toList();
      if (free.isEmpty()) {
        throw new AssertionError("S11: everybody waits: " + yard.openWaits());
      }
      Way way = free.get(random.nextInt(free.size()));
      if (way.steps == 0 || way.fork == FORKS - 1) {
        yard.releaseAll(way.seat);
        ways.remove(way);
      } else {
        step(way);
      }
    }
    work();
  }

  private boolean isAsked() {
    return yard.openWaits().stream().anyMatch(wait -> wait.what() instanceof Wait.Reply);
  }

  private void step(Way way) {
    way.steps--;
    way.fork += 1 + random.nextInt(FORKS - 1 - way.fork);
    Reply reply;
    if (way.steps == 0 && random.nextInt(4) == 0) {
      String task = "t" + submitted++;
      tasks.add(task);
      yard.shard.submit(
          TaskSpec.named(task)
              .requirements(
                  new Requirements(
                      new TreeSet<>(), new TreeMap<>(), List.of(ofTask(way.fork)), null)));
      reply = yard.await(way.seat, task);
      awaits++;
    } else if (way.steps == 0 && random.nextInt(3) == 0) {
      reply = yard.request(way.seat, "q" + asked++, "oracle");
    } else {
      reply = yard.acquire(way.seat, 48 + random.nextInt(5), lock(way.fork));
    }
    waits += reply instanceof Reply.Waiting ? 1 : 0;
    if (!(reply instanceof Reply.Waiting) && !(reply instanceof Reply.Granted)) {
      throw new AssertionError("S11: no cycle, no victim, but " + reply);
    }
  }

  private LockRequest lock(int fork) {
    String name = "fork" + fork;
    boolean shared = random.nextInt(3) == 0;
    return switch (fork % 3) {
      case 0 -> shared ? LockRequest.shared(name) : LockRequest.exclusive(name);
      case 1 -> shared ? LockRequest.shared(name + "/tine") : LockRequest.exclusive(name + "/**");
      default -> LockRequest.permits(name, 1 + random.nextInt(2));
    };
  }

  /** Tasks lock no subtrees. */
  private LockRequest ofTask(int fork) {
    return fork % 3 == 1 ? LockRequest.exclusive("fork" + fork + "/tine") : lock(fork);
  }

  /** Answers all questions, unless it waits for its book, which the scribe has at times. */
  private void answer() {
    if (yard.waitsOf("oracle") > 0) {
      yard.releaseAll("scribe");
      yard.releaseAll("oracle");
    } else if (random.nextInt(4) == 0) {
      yard.granted("scribe", LockRequest.exclusive("book"));
      yard.waits("oracle", LockRequest.exclusive("book"));
    } else if (isAsked()) {
      FencingToken token = yard.receive("oracle");
      for (Wait wait : yard.openWaits()) {
        if (wait.what() instanceof Wait.Reply reply) {
          String seat = wait.agent().value();
          String id = "r" + answered++;
          yard.ack("oracle", reply.request().value(), token);
          yard.answer("oracle", id, reply.request().value(), seat);
          yard.ack(seat, id, yard.receive(seat));
        }
      }
    }
  }

  /** The worker does what tasks have got their locks. */
  private void work() {
    answer();
    if (tasks.isEmpty()) {
      return;
    }
    yard.shard.claim(WORKER, yard.caller(WORKER.value()).session(), SEATS);
    for (String task : List.copyOf(tasks)) {
      if (yard.shard.state(task) == TaskState.Name.ASSIGNED) {
        yard.shard.run(task);
        tasks.remove(task);
      }
    }
  }
}
