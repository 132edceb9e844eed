package dev.yardmaster.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run of random commands, played to the core and to the model. */
final class ComparedYard {
  /** What a whole test must have seen: each kind yes and no, and each end of a wait. */
  static final Set<String> EXPECTED =
      Set.of(
          "AcquireLocks Granted",
          "AcquireLocks Waiting",
          "AcquireLocks INVALID",
          "AcquireLocks NOT_FOUND",
          "AcquireLocks STALE_TOKEN",
          "AcquireLocks FAILED_PRECONDITION",
          "AcquireLocks HELD",
          "AcquireLocks DEADLOCK",
          "RequestReply Waiting",
          "RequestReply INVALID",
          "RequestReply NOT_FOUND",
          "RequestReply STALE_TOKEN",
          "RequestReply ALREADY_EXISTS",
          "RequestReply FAILED_PRECONDITION",
          "RequestReply DEADLOCK",
          "SendMessage Sent",
          "SendMessage NOT_FOUND",
          "SendMessage STALE_TOKEN",
          "EndWait Done",
          "EndWait STALE_TOKEN",
          "ReleaseLock Done",
          "ReleaseLock STALE_TOKEN",
          "ReleaseAll Done",
          "ReleaseAll STALE_TOKEN",
          "ExtendLock Done",
          "ExtendLock INVALID",
          "ExtendLock STALE_TOKEN",
          "ForceRelease Done",
          "ForceRelease NOT_FOUND",
          "DeclareResource Done",
          "DeclareResource INVALID",
          "DeclareResource FAILED_PRECONDITION",
          "JoinAgent Joined",
          "JoinAgent DENIED",
          "LeaveAgent Done",
          "LeaveAgent STALE_TOKEN",
          "Heartbeat Done",
          "Heartbeat STALE_TOKEN",
          "SetDeadlockPolicy Done",
          "ended GRANTED",
          "ended TIMED_OUT",
          "ended WITHDRAWN",
          "ended DEADLOCK",
          "ended HOPELESS",
          "ended REPLIED",
          "ended GONE",
          "lease over",
          "new leader",
          "victim other than the caller");

  private static final int LONGEST_STEP_MILLIS = 9_000;

  private final ShardHarness shard = new ShardHarness(false);
  private final ReferenceYard model = new ReferenceYard();
  private final Random random;
  private final RandomYard commands;
  private final Map<String, Integer> seen;
  private final List<FencingToken> victims = new ArrayList<>();
  private long newestToken;
  private int step;
  private @Nullable Object last;
  private String before = "";

  ComparedYard(long seed, Map<String, Integer> seen) {
    this.random = new Random(seed);
    this.commands = new RandomYard(model, random);
    this.seen = seen;
  }

  int step() {
    return step;
  }

  @Nullable Object lastCommand() {
    return last;
  }

  /** The model before the last command and after it. */
  String pictures() {
    return "before, %s%nthen, %s".formatted(before, picture());
  }

  private String picture() {
    StringBuilder text = new StringBuilder("at %d ms".formatted(model.now));
    for (ReferenceYard.Held held : model.grants) {
      text.append("%n  holds ".formatted()).append(text(held.holder.agent(), held.locks));
    }
    for (ReferenceYard.Waiter w : model.waiters) {
      text.append(
          "%n  waits %s since %d, rank %d, agent priority %d: "
              .formatted(w.id(), w.sinceMillis(), w.rank(), w.holder().priority()));
      text.append(text(w));
    }
    return text.toString();
  }

  void play(int count) {
    for (step = 1; step <= count; step++) {
      if (commands.oneIn(5)) {
        pass(commands.oneIn(8) ? 0 : 1 + random.nextInt(LONGEST_STEP_MILLIS));
      }
      if (commands.oneIn(200)) {
        last = "a new leader";
        shard.failOver();
        model.newLeader();
        see("new leader");
        compare();
      }
      send(commands.command());
    }
  }

  /** Time goes on to each moment at which the model has something due, and then to the end. */
  private void pass(long millis) {
    for (ReferenceYard.Session session : new ArrayList<>(model.agents.values())) {
      if (session != null) {
        shard.ok(new AgentCommand.Heartbeat(session.agent(), session.token()));
      }
    }
    long end = model.now + millis;
    while (model.now < end) {
      long next = Math.max(model.now, Math.min(end, model.nextMillis()));
      before = picture();
      last = "time going on from %d to %d".formatted(model.now, next);
      int events = shard.allEvents().size();
      shard.pass(next - model.now);
      model.now = next;
      read(events);
      int before = model.grants.size();
      model.expire();
      if (model.grants.size() < before) {
        see("lease over");
      }
      settle();
      compare();
    }
  }

  private void send(Command command) {
    last = command;
    before = picture();
    boolean stranger =
        command instanceof AgentCommand.JoinAgent join
            && model.agents.containsKey(join.agent())
            && commands.oneIn(8);
    int events = shard.allEvents().size();
    Reply reply =
        stranger
            ? shard.send(
                new Request(ShardHarness.WORKSPACE, Principal.of("mallory"), null, command))
            : shard.send(command);
    FencingToken begun = read(events);
    ReferenceYard.Answer expected = answer(command, reply, stranger, begun);
    if (command instanceof WaitCommand.AcquireLocks
        || command instanceof WaitCommand.RequestReply) {
      boolean mine = begun != null && victims.contains(begun);
      resolve();
      if (mine) {
        expected = ReferenceYard.Answer.no(RefusalCode.DEADLOCK);
        if (command instanceof WaitCommand.RequestReply request) {
          model.sent.remove(request.id()); // it is not sent
        }
      }
    }
    settle();
    assertThat(answer(reply)).as("the reply %s", reply).isEqualTo(expected);
    RefusalCode code = expected.code();
    see(command.getClass().getSimpleName() + " " + (code == null ? expected.kind() : code));
    compare();
  }

  /** Grants and gives up waits until neither leads to the other any more. */
  private void settle() {
    int before;
    do {
      before = model.waiters.size();
      model.grantAll();
      resolve();
    } while (model.waiters.size() < before);
  }

  private ReferenceYard.Answer answer(
      Command command, Reply reply, boolean stranger, @Nullable FencingToken begun) {
    return switch (command) {
      case WaitCommand.AcquireLocks c -> model.acquire(c, begun);
      case WaitCommand.RequestReply c -> model.request(c, begun);
      case MessageCommand.SendMessage c ->
          model.send(
              c.caller(),
              ((Audience.Agents) c.audience()).ids().getFirst(),
              MessageId.of(c.envelope().conversation().correlationId()));
      case WaitCommand.EndWait c -> model.endWait(c);
      case WaitCommand.SetDeadlockPolicy c -> {
        model.detecting = c.policy() != DeadlockPolicy.OFF;
        yield ReferenceYard.Answer.DONE;
      }
      case ResourceCommand.ReleaseLock c -> model.release(c);
      case ResourceCommand.ReleaseAll c -> model.releaseAll(c);
      case ResourceCommand.ExtendLock c -> model.extend(c);
      case ResourceCommand.ForceRelease c -> model.forceRelease(c);
      case ResourceCommand.DeclareResource c -> model.declare(c);
      case AgentCommand.JoinAgent c -> {
        if (stranger) {
          yield ReferenceYard.Answer.no(RefusalCode.DENIED);
        }
        if (!(reply instanceof Reply.Joined joined)) {
          throw new AssertionError("Expected to join, got " + reply);
        }
        model.joined(
            c.agent(),
            joined.session(),
            c.profile().priority(),
            c.profile().slots().maxConcurrentTasks());
        yield new ReferenceYard.Answer("Joined", null);
      }
      case AgentCommand.LeaveAgent c -> {
        ReferenceYard.Answer stale = model.stale(c.agent(), c.session());
        if (stale == null) {
          model.left(c.agent());
        }
        yield stale == null ? ReferenceYard.Answer.DONE : stale;
      }
      case AgentCommand.Heartbeat c -> {
        ReferenceYard.Answer stale = model.stale(c.agent(), c.session());
        yield stale == null ? ReferenceYard.Answer.DONE : stale;
      }
      default -> throw new AssertionError("No such command is played: " + command);
    };
  }

  private static ReferenceYard.Answer answer(Reply reply) {
    return switch (reply) {
      case Reply.Refused no -> ReferenceYard.Answer.no(no.refusal().code());
      case Reply.AnsweredNo no -> ReferenceYard.Answer.no(no.refusal().code());
      default -> new ReferenceYard.Answer(reply.getClass().getSimpleName(), null);
    };
  }

  /** Takes the victims from the events since, and the id of the wait that began, if one did. */
  private @Nullable FencingToken read(int from) {
    victims.clear();
    FencingToken begun = null;
    List<dev.yardmaster.core.machine.Event> all = shard.allEvents();
    for (int i = from; i < all.size(); i++) {
      if (all.get(i) instanceof WaitEvent.WaitBegan e) {
        begun = e.begun().id();
      } else if (all.get(i) instanceof WaitEvent.DeadlockDetected e) {
        victims.add(e.victim());
        see(e.victim().equals(begun) ? "victim" : "victim other than the caller");
      }
    }
    return begun;
  }

  /** Each victim of the core must lie on a cycle and be the right one; then nobody is stuck. */
  private void resolve() {
    while (model.detecting && !ReferenceDeadlock.stuck(model).isEmpty()) {
      assertThat(victims)
          .as("S11: a victim, for these are stuck: %s", ReferenceDeadlock.stuck(model))
          .isNotEmpty();
      FencingToken id = victims.removeFirst();
      ReferenceYard.Waiter victim =
          model.waiters.stream().filter(w -> w.id().equals(id)).findFirst().orElse(null);
      assertThat(victim).as("S11: the victim %s waits", id).isNotNull();
      if (victim != null) {
        assertThat(ReferenceDeadlock.mayBeVictim(model, victim))
            .as("S11: wait %s is the one to be given up", id)
            .isTrue();
        model.end(victim, ReferenceYard.End.DEADLOCK);
      }
    }
  }

  private void compare() {
    assertThat(victims).as("S11: victims without a cycle").isEmpty();
    Map<FencingToken, String> waits = new TreeMap<>();
    for (Wait wait : shard.workspace().waits().all()) {
      waits.put(
          wait.id(),
          switch (wait.what()) {
            case Wait.Locks locks -> text(agent(wait.holder()), locks.locks());
            case Wait.Reply reply ->
                text(agent(wait.holder()), new ReferenceYard.Asked(reply.request(), reply.to()));
            case Wait.TaskEnd end -> throw new AssertionError("Nobody awaits tasks: " + end);
          });
    }
    Map<FencingToken, String> expected = new TreeMap<>();
    model.waiters.forEach(w -> expected.put(w.id(), text(w)));
    assertThat(waits).as("R52, R62: who waits").isEqualTo(expected);
    Set<MessageId> requests = new TreeSet<>();
    shard.workspace().mail().mailboxes().stream()
        .flatMap(mailbox -> mailbox.all().stream())
        .map(mail -> mail.message().id())
        .filter(id -> id.value().startsWith("q"))
        .forEach(requests::add);
    assertThat(requests)
        .as("S11: what was asked in vain is not sent")
        .isEqualTo(model.sent.keySet());
    compareGrants();
    model.ended.forEach(this::compareEnd);
    model.ended.clear();
  }

  private void compareGrants() {
    Map<String, FencingToken> grants = new TreeMap<>();
    for (Grant grant : shard.workspace().resources().grants()) {
      assertThat(grants.put(text(agent(grant.holder()), grant.locks()), grant.token()))
          .as("R51: the same set once")
          .isNull();
    }
    Set<String> expected = new TreeSet<>();
    model.grants.forEach(held -> expected.add(text(held.holder.agent(), held.locks)));
    assertThat(grants.keySet()).as("S7: who holds what").isEqualTo(expected);
    long newest = newestToken;
    for (ReferenceYard.Held held : model.grants) {
      FencingToken token = grants.get(text(held.holder.agent(), held.locks));
      if (token != null && !token.equals(held.token)) {
        assertThat(held.token).as("R51: a grant keeps its token").isNull();
        assertThat(token.value()).as("S8: tokens rise").isGreaterThan(newestToken);
        held.token = token;
        newest = Math.max(newest, token.value());
      }
    }
    newestToken = newest;
  }

  private void compareEnd(FencingToken id, ReferenceYard.End end) {
    Outcome outcome = shard.workspace().waits().outcome(id);
    ReferenceYard.End told =
        switch (outcome) {
          case null -> null;
          case Outcome.Granted o -> ReferenceYard.End.GRANTED;
          case Outcome.TimedOut o -> ReferenceYard.End.TIMED_OUT;
          case Outcome.Withdrawn o -> ReferenceYard.End.WITHDRAWN;
          case Outcome.Deadlock o -> ReferenceYard.End.DEADLOCK;
          case Outcome.Hopeless o -> ReferenceYard.End.HOPELESS;
          case Outcome.Replied o -> ReferenceYard.End.REPLIED;
          case Outcome.TaskEnded o -> throw new AssertionError("Nobody awaits tasks: " + o);
        };
    boolean forgotten = end == ReferenceYard.End.GRANTED || end == ReferenceYard.End.GONE;
    assertThat(told).as("R52: how wait %s ended", id).isEqualTo(forgotten ? null : end);
    see("ended " + end);
  }

  private static AgentId agent(Holder holder) {
    return switch (holder) {
      case Holder.Session session -> session.agent();
      case Holder.Attempt attempt -> throw new AssertionError("No attempts here: " + attempt);
    };
  }

  private static String text(ReferenceYard.Waiter waiter) {
    ReferenceYard.Asked asked = waiter.asked();
    AgentId agent = waiter.holder().agent();
    return asked == null ? text(agent, waiter.locks()) : text(agent, asked);
  }

  private static String text(AgentId agent, ReferenceYard.Asked asked) {
    return "%s reply of %s to %s".formatted(agent, asked.to(), asked.id());
  }

  private static String text(AgentId agent, List<LockRequest> locks) {
    StringBuilder text = new StringBuilder(agent.value());
    for (LockRequest lock : locks) {
      text.append(' ').append(lock.resource().value()).append(':').append(lock.mode());
      text.append(lock.permits());
    }
    return text.toString();
  }

  private void see(String what) {
    seen.merge(what, 1, Integer::sum);
  }
}
