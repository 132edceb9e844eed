package dev.yardmaster.core.shard;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shard seen by agents who take locks: short words for tests about locks and waits. */
public final class Yard {
  public final ShardHarness shard;
  private final Map<String, FencingToken> sessions = new HashMap<>();

  /** Agents that have joined with default profiles. */
  public Yard(String... agents) {
    this(new ShardHarness(), agents);
  }

  public Yard(ShardHarness shard, String... agents) {
    this.shard = shard;
    for (String agent : agents) {
      join(AgentProfile.named(agent));
    }
  }

  public FencingToken join(AgentProfile profile) {
    return join(profile, Attachment.STREAM);
  }

  public FencingToken join(AgentProfile profile, Attachment attachment) {
    Reply reply = shard.send(new AgentCommand.JoinAgent(profile, attachment));
    if (!(reply instanceof Reply.Joined joined)) {
      throw new AssertionError("Expected to join, got " + reply);
    }
    sessions.put(profile.id().value(), joined.session());
    return joined.session();
  }

  /** The agent's session; or, written {@code agent:task}, its attempt of the task. */
  public Caller caller(String who) {
    int colon = who.indexOf(':');
    String agent = colon < 0 ? who : who.substring(0, colon);
    FencingToken session = sessions.getOrDefault(agent, FencingToken.NONE);
    Caller caller = Caller.session(AgentId.of(agent), session);
    if (colon < 0) {
      return caller;
    }
    String task = who.substring(colon + 1);
    return caller.inside(TaskId.of(task), shard.epoch(task));
  }

  public Holder holder(String who) {
    Caller caller = caller(who);
    Caller.Attempt attempt = caller.attempt();
    return attempt == null
        ? new Holder.Session(caller.agent(), caller.session())
        : new Holder.Attempt(attempt.task(), attempt.epoch());
  }

  /** The agent starts a task that is submitted for it alone, written {@code agent:task}. */
  public void begin(String who) {
    String agent = who.substring(0, who.indexOf(':'));
    String task = who.substring(who.indexOf(':') + 1);
    shard.submit(dev.yardmaster.core.task.TaskSpec.named(task));
    FencingToken session = sessions.getOrDefault(agent, FencingToken.NONE);
    shard.claim(AgentId.of(agent), session, 1);
    if (shard.state(task) != TaskState.Name.ASSIGNED || !shard.holder(task).equals(agent)) {
      throw new AssertionError(task + " is " + shard.state(task) + " at " + shard.holder(task));
    }
    shard.start(task);
  }

  public Reply acquire(String who, LockRequest... locks) {
    return acquire(who, 50, locks);
  }

  public Reply acquire(String who, int priority, LockRequest... locks) {
    return acquire(who, priority, WaitCommand.FOREVER, 0, locks);
  }

  public Reply acquire(
      String who, int priority, long waitMillis, long leaseMillis, LockRequest... locks) {
    return shard.send(
        new WaitCommand.AcquireLocks(
            caller(who), List.of(locks), priority, waitMillis, leaseMillis));
  }

  public FencingToken granted(String who, LockRequest... locks) {
    return granted(acquire(who, locks));
  }

  public static FencingToken granted(Reply reply) {
    if (reply instanceof Reply.Granted granted) {
      return granted.token();
    }
    throw new AssertionError("Expected a grant, got " + reply);
  }

  public FencingToken waits(String who, LockRequest... locks) {
    return waits(acquire(who, locks));
  }

  public static FencingToken waits(Reply reply) {
    if (reply instanceof Reply.Waiting waiting) {
      return waiting.waitId();
    }
    throw new AssertionError("Expected a wait, got " + reply);
  }

  public Reply tryAcquire(String who, LockRequest... locks) {
    return acquire(who, 50, 0, 0, locks);
  }

  public static Refusal no(Reply reply) {
    return switch (reply) {
      case Reply.Refused refused -> refused.refusal();
      case Reply.AnsweredNo no -> no.refusal();
      default -> throw new AssertionError("Expected a no, got " + reply);
    };
  }

  public void release(String who, FencingToken token) {
    shard.ok(new ResourceCommand.ReleaseLock(caller(who), token));
  }

  public void releaseAll(String who) {
    shard.ok(new ResourceCommand.ReleaseAll(caller(who)));
  }

  public Reply await(String who, String task) {
    return shard.send(new WaitCommand.AwaitTask(caller(who), TaskId.of(task), WaitCommand.FOREVER));
  }

  /** Asks an agent and waits for the reply without end. */
  public Reply request(String who, String id, String to) {
    return shard.send(request(caller(who), id, to, WaitCommand.FOREVER));
  }

  public static WaitCommand.RequestReply request(
      Caller caller, String id, String to, long waitMillis) {
    Envelope envelope =
        Envelope.of("question", Payload.text("?"))
            .conversation(new Envelope.Conversation(id, caller.agent()));
    return new WaitCommand.RequestReply(
        caller, MessageId.of(id), AgentId.of(to), envelope, waitMillis);
  }

  /** Takes all that waits for it; the token it has it under. */
  public FencingToken receive(String who) {
    Reply reply = shard.send(new MessageCommand.Receive(caller(who), 100));
    if (reply instanceof Reply.Received received && !received.messages().isEmpty()) {
      return received.token();
    }
    throw new AssertionError("Expected messages, got " + reply);
  }

  /** Sends a message of the conversation of that request. */
  public void answer(String who, String id, String request, String to) {
    Envelope envelope =
        Envelope.of("answer", Payload.text("!"))
            .conversation(new Envelope.Conversation(request, null));
    shard.send(
        new MessageCommand.SendMessage(
            caller(who), MessageId.of(id), Audience.of(AgentId.of(to)), envelope));
  }

  public void ack(String who, String message, FencingToken token) {
    shard.send(
        new MessageCommand.Ack(caller(who), List.of(new Delivery(MessageId.of(message), token))));
  }

  public void nack(String who, String message, FencingToken token) {
    shard.ok(new MessageCommand.Nack(caller(who), MessageId.of(message), token, 0));
  }

  /** Ids of the messages in its mailbox. */
  public List<String> mailOf(String agent) {
    Mailbox mailbox = shard.workspace().mail().mailbox(AgentId.of(agent));
    return mailbox == null
        ? List.of()
        : mailbox.all().stream().map(mail -> mail.message().id().value()).toList();
  }

  /** How the wait ended; null while it is open. */
  public @Nullable Outcome outcome(FencingToken wait) {
    return shard.workspace().waits().outcome(wait);
  }

  /** Whether it holds a grant of just this set. */
  public boolean holds(String who, LockRequest... locks) {
    return shard.workspace().resources().sameGrant(holder(who), LockRequest.set(List.of(locks)))
        != null;
  }

  public int waitsOf(String who) {
    return shard.workspace().waits().of(holder(who)).size();
  }

  public List<Wait> openWaits() {
    return List.copyOf(shard.workspace().waits().all());
  }

  public List<Grant> grants() {
    return List.copyOf(shard.workspace().resources().grants());
  }
}
