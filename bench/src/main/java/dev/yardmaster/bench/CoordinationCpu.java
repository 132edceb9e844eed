package dev.yardmaster.bench;

import com.sun.management.ThreadMXBean;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardLeader;
import dev.yardmaster.core.shard.ShardState;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * CPU time of locks, messages and conflicts in the core: each command decided and applied on the
 * calling thread, without a log. Prints the median of nine rounds, after five to warm up.
 */
public final class CoordinationCpu {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("bench");
  private static final Principal LOCAL = Principal.of("local");
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 5;
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ShardLeader leader;
  private final List<Caller> callers = new ArrayList<>();
  private long seed;
  private long messages;

  private CoordinationCpu(int agents) {
    ShardState state = new ShardState();
    leader = new ShardLeader(state, () -> Hashing.mix(seed++));
    LogRecord record = leader.takeOver(Now.ZERO, 1, 1);
    state.replay(record);
    leader.lead(Now.ZERO);
    send(new WorkspaceCommand.CreateWorkspace());
    for (int i = 0; i < agents; i++) {
      AgentProfile profile = AgentProfile.named("agent-" + i);
      Reply reply = send(new AgentCommand.JoinAgent(profile, Attachment.STREAM));
      callers.add(Caller.session(profile.id(), ((Reply.Joined) reply).session()));
    }
  }

  private Reply send(Command command) {
    return leader.decide(new Request(WORKSPACE, LOCAL, null, command), Now.ZERO).reply();
  }

  private Reply acquire(Caller caller, List<LockRequest> set) {
    return send(new WaitCommand.AcquireLocks(caller, set, 50, WaitCommand.FOREVER, 0));
  }

  private void release(Caller caller, Reply granted) {
    send(new ResourceCommand.ReleaseLock(caller, ((Reply.Granted) granted).token()));
  }

  public static void main(String[] args) {
    uncontended(500);
    uncontended(500_000);
    contended(100);
    for (int waiters : new int[] {10, 100, 1_000, 10_000}) {
      deadlockCheck(waiters);
    }
    for (int queued : new int[] {0, 1_000, 100_000, 990_000}) {
      sendReceiveAck(queued);
    }
    broadcast(1_000);
    conflicts();
    memory(10_000);
  }

  /** Acquire and release, over so many names, with every second of them held by somebody else. */
  private static void uncontended(int names) {
    CoordinationCpu yard = new CoordinationCpu(2);
    Caller caller = yard.callers.getFirst();
    List<List<LockRequest>> sets = new ArrayList<>();
    int step = Math.max(1, names / 900);
    for (int i = 0; i < names; i++) {
      sets.add(List.of(LockRequest.exclusive("file-" + i)));
      if (i % 2 == 1 && i % step == 1 % step) {
        yard.acquire(yard.callers.get(1), sets.getLast());
      }
    }
    measure(
        "lock pair, uncontended, %,d names".formatted(names),
        200_000,
        i -> {
          List<LockRequest> set = sets.get((int) (i * 2L * 7_919 % names) & ~1);
          yard.release(caller, yard.acquire(caller, set));
        });
  }

  /** Each release grants the lock to the next of a queue, who then queues again. */
  private static void contended(int agents) {
    CoordinationCpu yard = new CoordinationCpu(agents);
    List<LockRequest> set = List.of(LockRequest.exclusive("file"));
    yard.callers.forEach(caller -> yard.acquire(caller, set));
    measure(
        "lock pair, contended by %,d agents".formatted(agents),
        100_000,
        i -> {
          Caller holder = yard.callers.get(i % agents);
          yard.send(new ResourceCommand.ReleaseAll(holder));
          yard.acquire(holder, set);
        });
  }

  /** One more waits and gives up, behind so many who each hold what the one before waits for. */
  private static void deadlockCheck(int waiters) {
    CoordinationCpu yard = new CoordinationCpu(waiters + 1);
    for (int i = 0; i <= waiters; i++) {
      yard.acquire(yard.callers.get(i), List.of(LockRequest.exclusive("fork-" + i)));
    }
    for (int i = 0; i < waiters; i++) {
      yard.acquire(yard.callers.get(i), List.of(LockRequest.exclusive("fork-" + (i + 1))));
    }
    Caller last = yard.callers.get(waiters);
    List<LockRequest> closing = List.of(LockRequest.exclusive("fork-0"));
    measure(
        "deadlock of %,d found and refused".formatted(waiters + 1),
        Math.max(20, 20_000 / waiters),
        i -> {
          if (!(yard.acquire(last, closing) instanceof Reply.AnsweredNo)) {
            throw new IllegalStateException("Expected a deadlock");
          }
        });
  }

  /** Beside so many messages that wait in other mailboxes. */
  private static void sendReceiveAck(int queued) {
    CoordinationCpu yard = new CoordinationCpu(2 + (queued + 9_899) / 9_900);
    Caller from = yard.callers.get(0);
    Caller to = yard.callers.get(1);
    Envelope envelope = Envelope.of("note", Payload.text("x".repeat(200)));
    for (int i = 0; i < queued; i++) {
      yard.sendTo(from, Audience.of(yard.callers.get(2 + i / 9_900).agent()), envelope);
    }
    measure(
        "message sent, received, acknowledged, %,d queued".formatted(queued),
        100_000,
        i -> {
          yard.sendTo(from, Audience.of(to.agent()), envelope);
          Reply.Received received = (Reply.Received) yard.send(new MessageCommand.Receive(to, 1));
          yard.send(
              new MessageCommand.Ack(
                  to, List.of(new Delivery(received.messages().getFirst(), received.token()))));
        });
  }

  private void sendTo(Caller from, Audience audience, Envelope envelope) {
    MessageId id = MessageId.of("m" + messages++);
    Reply reply = send(new MessageCommand.SendMessage(from, id, audience, envelope));
    if (!(reply instanceof Reply.Sent)) {
      throw new IllegalStateException("Expected it to be sent, got " + reply);
    }
  }

  /** To everybody, and each recipient receives and acknowledges it. */
  private static void broadcast(int agents) {
    CoordinationCpu yard = new CoordinationCpu(agents + 1);
    Envelope envelope = Envelope.of("note", Payload.text("x".repeat(200)));
    measure(
        "broadcast to %,d, received and acknowledged".formatted(agents),
        20,
        i -> {
          yard.sendTo(yard.callers.getFirst(), new Audience.Everybody(), envelope);
          for (Caller to : yard.callers.subList(1, agents + 1)) {
            Reply.Received received = (Reply.Received) yard.send(new MessageCommand.Receive(to, 1));
            yard.send(
                new MessageCommand.Ack(
                    to, List.of(new Delivery(received.messages().getFirst(), received.token()))));
          }
        });
  }

  /** Bytes of heap, derived indexes included, for each of so many. */
  private static void memory(int count) {
    CoordinationCpu yard = new CoordinationCpu(1);
    Caller caller = yard.callers.getFirst();
    Envelope envelope = Envelope.of("note", Payload.text("x".repeat(200)));
    heap(
        "an idle agent",
        count,
        i -> {
          AgentProfile profile = AgentProfile.named("idle-" + i).capabilities("java", "review");
          Reply reply = yard.send(new AgentCommand.JoinAgent(profile, Attachment.STREAM));
          yard.callers.add(Caller.session(profile.id(), ((Reply.Joined) reply).session()));
        });
    heap(
        "a held lock",
        count,
        i ->
            yard.acquire(yard.callers.get(1 + i), List.of(LockRequest.exclusive("src/file-" + i))));
    heap(
        "a queued message of 200 bytes",
        count,
        i -> yard.sendTo(caller, Audience.of(yard.callers.get(1 + i).agent()), envelope));
  }

  private static void heap(String what, int count, IntConsumer make) {
    long before = usedHeap();
    for (int i = 0; i < count; i++) {
      make.accept(i);
    }
    System.out.printf("%-52s %,12d bytes of heap%n", what, (usedHeap() - before) / count);
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Reported and resolved by facts, in two commands and in one. */
  private static void conflicts() {
    CoordinationCpu yard = new CoordinationCpu(3);
    Caller by = yard.callers.getFirst();
    Subject subject = new Subject.OfResource(ResourceName.of("file"));
    yard.callers.forEach(caller -> yard.acquire(caller, List.of(LockRequest.exclusive("file"))));
    List<ConflictCommand.Claim> claims =
        List.of(
            new ConflictCommand.Claim(yard.callers.get(1).agent(), Payload.EMPTY),
            new ConflictCommand.Claim(yard.callers.get(2).agent(), Payload.EMPTY));
    measure(
        "conflict reported, then resolved",
        100_000,
        i -> {
          ConflictId id = ConflictId.of("c" + yard.messages++);
          yard.resolved(new ConflictCommand.ReportConflict(by, id, subject, claims, "manual", 0));
          yard.resolved(new ConflictCommand.AutoResolve(id, "bench"));
        });
    measure(
        "conflict reported and resolved in one command",
        100_000,
        i -> {
          ConflictId id = ConflictId.of("c" + yard.messages++);
          yard.resolved(
              new ConflictCommand.ReportConflict(by, id, subject, claims, "timestamp", 0));
        });
  }

  private void resolved(Command command) {
    if (!(send(command) instanceof Reply.Done)) {
      throw new IllegalStateException("Expected it to be done: " + command);
    }
  }

  private static void measure(String what, int times, IntConsumer work) {
    long[] nanos = new long[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long before = THREAD.getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        work.accept(i);
      }
      if (round >= 0) {
        nanos[round] = (THREAD.getCurrentThreadCpuTime() - before) / times;
      }
    }
    Arrays.sort(nanos);
    long median = nanos[ROUNDS / 2];
    System.out.printf(
        "%-52s %,12d ns CPU (best %,d), %,12d per CPU second%n",
        what, median, nanos[0], 1_000_000_000 / Math.max(1, median));
  }
}
