package dev.yardmaster.core.wait;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Yard;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random commands of sessions about locks and waits, mostly sensible ones, from what the model
 * knows.
 */
final class RandomYard {
  private static final List<String> AGENTS = List.of("a0", "a1", "a2", "a3", "a4", "a5");
  private static final List<String> NAMES =
      List.of("r", "s", "t", "r/a", "r/a/x", "r/**", "r/a/**", "s/**");
  private static final List<String> POOLS = List.of("gpu", "r/cpu");
  private static final int MOST_WAITS = 3;

  private final ReferenceYard model;
  private final Random random;
  private int messages;

  RandomYard(ReferenceYard model, Random random) {
    this.model = model;
    this.random = random;
  }

  Command command() {
    AgentId agent = AgentId.of(oneOf(AGENTS));
    if (model.agents.get(agent) == null && !oneIn(10)) {
      return join(agent);
    }
    Caller caller = caller(agent);
    return switch (random.nextInt(40)) {
      case 0 -> oneIn(2) ? join(agent) : leave(caller);
      case 1 -> leave(caller);
      case 2, 3 ->
          new ResourceCommand.DeclareResource(
              ResourceName.of(oneIn(20) ? "r/**" : oneOf(POOLS)), random.nextInt(6) - 1);
      case 4, 5 -> new ResourceCommand.ReleaseAll(caller);
      case 6 -> new ResourceCommand.ForceRelease(grant(), "ada");
      case 7, 8, 9, 10, 11, 12, 13 -> {
        FencingToken token = grant();
        yield new ResourceCommand.ReleaseLock(callerOf(token, caller), token);
      }
      case 14, 15 -> {
        FencingToken token = grant();
        yield new ResourceCommand.ExtendLock(callerOf(token, caller), token, leaseMillis());
      }
      case 16, 17, 18 -> endWait(caller);
      case 19 ->
          new WaitCommand.SetDeadlockPolicy(
              oneOf(
                  oneIn(4)
                      ? List.of(DeadlockPolicy.OFF)
                      : List.of(DeadlockPolicy.REFUSE, DeadlockPolicy.PREEMPT)));
      case 20 -> new AgentCommand.Heartbeat(caller.agent(), caller.session());
      case 21, 22, 23, 24 -> waitsOf(agent) < MOST_WAITS ? request(caller) : reply(caller);
      case 25, 26 -> reply(caller);
      default -> waitsOf(agent) < MOST_WAITS ? acquire(caller) : endWait(caller);
    };
  }

  private static Command leave(Caller caller) {
    return new AgentCommand.LeaveAgent(caller.agent(), caller.session(), SessionEnd.LEFT);
  }

  private Command join(AgentId agent) {
    return new AgentCommand.JoinAgent(
        AgentProfile.named(agent.value())
            .priority(40 + random.nextInt(3))
            .maxConcurrentTasks(oneIn(4) ? 2 : 1),
        Attachment.STREAM);
  }

  private Command acquire(Caller caller) {
    return new WaitCommand.AcquireLocks(caller, set(), priority(), waitMillis(), leaseMillis());
  }

  private Command request(Caller caller) {
    String id =
        model.sent.isEmpty() || !oneIn(15)
            ? "q" + messages++
            : oneOf(List.copyOf(model.sent.keySet())).value();
    long wait = oneIn(20) ? 0 : oneIn(3) ? 1 + random.nextInt(60_000) : WaitCommand.FOREVER;
    ReferenceYard.Sent known = model.sent.get(MessageId.of(id));
    ReferenceYard.Session again = known == null ? null : model.agents.get(known.from());
    return known != null && again != null && !oneIn(4)
        ? Yard.request(caller(again), id, known.to().value(), wait)
        : Yard.request(caller, id, oneIn(20) ? "nowhere" : oneOf(AGENTS), wait);
  }

  /** Of whoever was asked, to whoever asked; mostly. */
  private Command reply(Caller caller) {
    List<ReferenceYard.Waiter> asking =
        model.waiters.stream().filter(waiter -> waiter.asked() != null).toList();
    ReferenceYard.Waiter one = asking.isEmpty() ? null : oneOf(asking);
    ReferenceYard.Asked asked = one == null ? null : one.asked();
    String to = one == null || oneIn(6) ? oneOf(AGENTS) : one.holder().agent().value();
    Envelope envelope =
        Envelope.of("answer", Payload.text("!"))
            .conversation(
                new Envelope.Conversation(asked == null ? "q0" : asked.id().value(), null));
    ReferenceYard.Session answering = asked == null ? null : model.agents.get(asked.to());
    return new MessageCommand.SendMessage(
        answering == null || oneIn(6) ? caller : caller(answering),
        MessageId.of("r" + messages++),
        Audience.of(AgentId.of(oneIn(30) ? "nowhere" : to)),
        envelope);
  }

  private int priority() {
    return oneIn(40) ? 101 : oneIn(2) ? 50 : 48 + random.nextInt(5);
  }

  private Command endWait(Caller caller) {
    if (model.waiters.isEmpty() || oneIn(15)) {
      return new WaitCommand.EndWait(caller, new FencingToken(5));
    }
    ReferenceYard.Waiter waiter = oneOf(model.waiters);
    return new WaitCommand.EndWait(oneIn(6) ? caller : caller(waiter.holder()), waiter.id());
  }

  private long waitsOf(AgentId agent) {
    return model.waiters.stream().filter(w -> w.holder().agent().equals(agent)).count();
  }

  private Caller caller(AgentId agent) {
    if (oneIn(60)) {
      return Caller.session(AgentId.of("nobody"), new FencingToken(3));
    }
    ReferenceYard.Session session = model.agents.get(agent);
    return session == null || oneIn(40)
        ? Caller.session(agent, new FencingToken(3))
        : caller(session);
  }

  private static Caller caller(ReferenceYard.Session session) {
    return Caller.session(session.agent(), session.token());
  }

  private FencingToken grant() {
    FencingToken token = model.grants.isEmpty() || oneIn(15) ? null : oneOf(model.grants).token;
    return token == null ? new FencingToken(5) : token;
  }

  /** Who holds it, mostly. */
  private Caller callerOf(FencingToken token, Caller other) {
    ReferenceYard.Held held = model.find(token);
    return held == null || oneIn(10) ? other : caller(held.holder);
  }

  private List<LockRequest> set() {
    List<LockRequest> set = new ArrayList<>();
    for (int i = random.nextInt(oneIn(3) ? 4 : 2); i >= 0; i--) {
      LockRequest lock = lock();
      if (set.stream().noneMatch(other -> other.resource().equals(lock.resource()))) {
        set.add(lock);
      }
    }
    return oneIn(60) ? List.of() : set;
  }

  private LockRequest lock() {
    if (oneIn(4)) {
      return LockRequest.permits(oneOf(POOLS), 1 + random.nextInt(3));
    }
    String name = oneOf(oneIn(12) ? POOLS : NAMES);
    return oneIn(3) ? LockRequest.shared(name) : LockRequest.exclusive(name);
  }

  private long waitMillis() {
    return switch (random.nextInt(6)) {
      case 0 -> oneIn(5) ? -1 : 0;
      case 1, 2 -> 1 + random.nextInt(60_000);
      default -> WaitCommand.FOREVER;
    };
  }

  private long leaseMillis() {
    if (oneIn(50)) {
      return 999;
    }
    return oneIn(3) ? 1_000 + random.nextInt(oneIn(2) ? 60_000 : 5_000) : 0;
  }

  boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
