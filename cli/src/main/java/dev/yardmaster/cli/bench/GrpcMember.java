package dev.yardmaster.cli.bench;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.LockOptions;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Received;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.resource.LockRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An agent of the client, on its stream. */
final class GrpcMember implements Way.Member {
  private static final int LETTERS = 10;
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final LockOptions WAITING = LockOptions.DEFAULT.timeout(Duration.ofSeconds(30));
  private static final Envelope ENVELOPE = Envelope.of("bench", Payload.text("hello"));

  private final ObservedConnection connection;
  private final CoordinationManager manager;
  private final AgentSession session;
  private final Map<Long, Lock> held = new ConcurrentHashMap<>();
  private final Map<Way.Letter, Received> delivered = new ConcurrentHashMap<>();

  GrpcMember(ObservedConnection connection, CoordinationManager manager, AgentSession session) {
    this.connection = connection;
    this.manager = manager;
    this.session = session;
  }

  @Override
  public String name() {
    return session.id().value();
  }

  @Override
  public void work(Way.Work work) {
    connection.observe(work);
    var _ = manager.work(session, _ -> Outcome.success()); // is over with the session
  }

  @Override
  public long acquire(String resource) {
    Lock lock = manager.resources().acquire(session, WAITING, LockRequest.exclusive(resource));
    long token = lock.token().value();
    held.put(token, lock);
    return token;
  }

  @Override
  public void release(long token) {
    Lock lock = held.remove(token);
    if (lock != null) {
      lock.close();
    }
  }

  @Override
  public void send(String recipient, String message) {
    var _ =
        manager
            .messages()
            .send(session, MessageId.of(message), Audience.of(AgentId.of(recipient)), ENVELOPE);
  }

  @Override
  public List<Way.Letter> receive() {
    return manager.messages().receive(session, LETTERS, MOMENT).stream()
        .map(each -> {
          Way.Letter letter = new Way.Letter(each.id().value(), each.deliveries());
          delivered.put(letter, each);
          return letter;
        })
        .toList();
  }

  @Override
  public void acknowledge(List<Way.Letter> letters) {
    List<Received> all =
        letters.stream().map(delivered::remove).flatMap(Stream::ofNullable).toList();
    List<MessageId> stale = manager.messages().ack(session, all);
    if (!stale.isEmpty()) {
      throw new IllegalStateException(
          "Expected to acknowledge what was delivered a moment ago, but no more: "
              + stale.stream().map(MessageId::value).collect(Collectors.joining(", ")));
    }
  }

  @Override
  public boolean isLive() {
    return session.isLive();
  }

  @Override
  public void leave() {
    session.close();
  }
}
