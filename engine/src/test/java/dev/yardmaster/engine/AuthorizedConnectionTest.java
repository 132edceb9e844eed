package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.access.AccessCommand.IssueCredential;
import dev.yardmaster.core.access.AccessCommand.RevokeCredential;
import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand.SendMessage;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskEvent.TaskAssigned;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand.CreateWorkspace;
import dev.yardmaster.core.workspace.WorkspaceCommand.PauseWorkspace;
import dev.yardmaster.core.workspace.WorkspaceCommand.SetPlacementPolicy;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** X2-X5 through connections: what is asked under a credential, and what stays open under it. */
@Timeout(60)
final class AuthorizedConnectionTest {
  private static final WorkspaceId SHARED = WorkspaceId.of("shared");
  private static final AgentId A = AgentId.of("a");
  private static final Principal OWNER = Principal.of("owner");
  private static final Principal OTHER = Principal.of("other");

  private final Engine engine;
  private final Connection process;
  private FencingToken session = FencingToken.NONE;

  AuthorizedConnectionTest() throws LogException {
    engine = Engine.inMemory(EngineOptions.DEFAULTS);
    process = engine.connect(Principal.of("root"));
  }

  @BeforeEach
  void fill() {
    issue("owner", OWNER, Role.AGENT, 0);
    issue("other", OTHER, Role.AGENT, 0);
    issue("reader", Principal.of("reader"), Role.READER, 0);
    Reply joined =
        send(as("owner", OWNER), new JoinAgent(AgentProfile.named("a"), Attachment.STREAM));
    session = ((Reply.Joined) joined).session();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void issue(String id, Principal principal, Role role, long expires) {
    TreeMap<WorkspaceId, Role> roles = new TreeMap<>();
    roles.put(SHARED, role);
    String hash = "%064x".formatted(id.hashCode() & 0xffffffffL);
    Credential credential =
        new Credential(CredentialId.of(id), principal, hash, roles, false, expires);
    assertThat(send(process, new IssueCredential(credential))).isInstanceOf(Reply.Done.class);
  }

  private Connection as(String credential, Principal principal) {
    return engine.connect(principal, new Authority.OfCredential(CredentialId.of(credential)));
  }

  private static Reply send(Connection connection, Command command) {
    return connection
        .send(new Request(SHARED, connection.principal(), null, command))
        .toCompletableFuture()
        .join();
  }

  private static RefusalCode codeOf(Reply reply) {
    return ((Reply.Refused) reply).refusal().code();
  }

  private static RefusalCode endOf(CompletionStage<?> stage) throws Exception {
    try {
      stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        return refused.refusal().code();
      }
      throw e;
    }
    throw new AssertionError("Expected a refusal");
  }

  @Test
  void aRequestIsMadeUnderTheConnectionsAuthorityWhateverItSays() {
    Connection reader = as("reader", Principal.of("reader"));
    Request bold =
        new Request(SHARED, Principal.of("root"), null, new SubmitTask(TaskSpec.named("t")));
    assertThat(codeOf(reader.send(bold).toCompletableFuture().join()))
        .isEqualTo(RefusalCode.DENIED);
    assertThat(send(as("owner", OWNER), new SubmitTask(TaskSpec.named("t"))))
        .isInstanceOf(Reply.Done.class);
  }

  @Test
  void onlyTheProcessCreatesWorkspacesOnFirstUse() {
    Connection local = engine.connect(Authority.Local.PRINCIPAL, Authority.LOCAL);
    WorkspaceId fresh = WorkspaceId.of("default");
    Request pause = new Request(fresh, local.principal(), null, new PauseWorkspace("ada"));
    assertThat(codeOf(local.send(pause).toCompletableFuture().join()))
        .isEqualTo(RefusalCode.NOT_FOUND);
    Request create = new Request(fresh, local.principal(), null, new CreateWorkspace());
    assertThat(local.send(create).toCompletableFuture().join()).isInstanceOf(Reply.Done.class);
    assertThat(local.send(pause).toCompletableFuture().join()).isInstanceOf(Reply.Done.class);
  }

  @Test
  void aQueryIsDeniedAsACommandIs() throws Exception {
    Connection other = as("other", OTHER);
    assertThat(endOf(other.query(SHARED, new Query.OfInspectedMail(session))))
        .isEqualTo(RefusalCode.DENIED);
    assertThat(endOf(other.query(WorkspaceId.of("elsewhere"), new Query.OfWorkspace())))
        .isEqualTo(RefusalCode.DENIED);
    assertThat(endOf(other.query(SHARED, new Query.OfCredential("0"))))
        .isEqualTo(RefusalCode.DENIED);
    assertThat(other.query(SHARED, new Query.OfWorkspace()).toCompletableFuture().join())
        .isNotNull();
    assertThat(endOf(other.monitoring().maintain())).isEqualTo(RefusalCode.DENIED);
    assertThat(other.monitoring().health().toCompletableFuture().join()).isNotNull();
  }

  @Test
  void aWatchIsForReadersAndTellsNoSecret() throws Exception {
    Connection reader = as("reader", Principal.of("reader"));
    Caller caller = Caller.session(A, session);
    send(
        as("owner", OWNER),
        new SendMessage(
            caller, MessageId.of("m"), Audience.of(A), Envelope.of("note", Payload.text("psst"))));
    send(as("owner", OWNER), new SubmitTask(TaskSpec.named("last")));
    BlockingQueue<CommittedEvent> told = new LinkedBlockingQueue<>();
    try (EventSubscription watch = reader.watch(SHARED, LogPosition.START, told::add)) {
      boolean joined = false;
      boolean sent = false;
      CommittedEvent next = told.poll(20, TimeUnit.SECONDS);
      while (next != null && !next.event().toString().contains("last")) {
        assertThat(next.event()).isNotInstanceOfAny(ShardEvent.class, AccessEvent.class);
        if (next.event() instanceof AgentEvent.AgentJoined event) {
          joined = true;
          assertThat(event.handle()).isEmpty();
        } else if (next.event() instanceof MessageEvent.MessageSent event) {
          sent = true;
          assertThat(event.sending().envelope().payload()).isEqualTo(Payload.EMPTY);
        }
        next = told.poll(20, TimeUnit.SECONDS);
      }
      assertThat(joined && sent && next != null).isTrue();
      assertThat(watch.ended().toCompletableFuture()).isNotDone();
    }
    EventSubscription elsewhere =
        reader.watch(WorkspaceId.of("elsewhere"), LogPosition.START, told::add);
    assertThat(endOf(elsewhere.ended())).isEqualTo(RefusalCode.DENIED);
  }

  @Test
  void onlyWhoeverJoinedAnAgentAttachesToIt() {
    Connection other = as("other", OTHER);
    assertThatThrownBy(() -> other.attach(SHARED, A, session, push -> {}))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.DENIED));
    assertThatThrownBy(() -> other.attach(SHARED, AgentId.of("nobody"), session, push -> {}))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.NOT_FOUND));
    try (AgentStream stream = as("owner", OWNER).attach(SHARED, A, session, push -> {})) {
      assertThat(stream.ended().toCompletableFuture()).isNotDone();
    }
  }

  /** X5 */
  @Test
  void whatIsOpenEndsWithTheRevocationOfItsCredential() throws Exception {
    Connection owner = as("owner", OWNER);
    EventSubscription watch = owner.watch(SHARED, LogPosition.START, event -> {});
    AgentStream stream = owner.attach(SHARED, A, session, push -> {});
    Connection other = as("other", OTHER);
    EventSubscription others = other.watch(SHARED, LogPosition.START, event -> {});

    long began = System.nanoTime();
    send(process, new RevokeCredential(CredentialId.of("owner"), "ada"));
    assertThat(endOf(watch.ended())).isEqualTo(RefusalCode.DENIED);
    assertThat(endOf(stream.ended())).isEqualTo(RefusalCode.DENIED);
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
    assertThat(others.ended().toCompletableFuture()).isNotDone();
    assertThat(codeOf(send(owner, new SubmitTask(TaskSpec.named("t")))))
        .isEqualTo(RefusalCode.DENIED);
  }

  /** X5 */
  @Test
  void whatIsOpenEndsWhenItsCredentialExpires() throws Exception {
    issue("short", OWNER, Role.AGENT, System.currentTimeMillis() + 3_000);
    Connection owner = as("short", OWNER);
    EventSubscription watch = owner.watch(SHARED, LogPosition.START, event -> {});
    AgentStream stream = owner.attach(SHARED, A, session, push -> {});
    assertThat(endOf(watch.ended())).isEqualTo(RefusalCode.DENIED);
    assertThat(endOf(stream.ended())).isEqualTo(RefusalCode.DENIED);
  }

  /** X5: it is asked nothing more, and nobody waits for its answer. */
  @Test
  void aStrategyEndsWithTheRevocationOfItsCredentialAndItsNameWithIt() throws Exception {
    issue("operator", OTHER, Role.OPERATOR, 0);
    AtomicInteger asked = new AtomicInteger();
    PlacementHandler counting =
        request -> {
          asked.incrementAndGet();
          return new PlacementChoice(A, "mine");
        };
    StrategyRegistration mine = as("operator", OTHER).registerStrategy(SHARED, "mine", counting);
    BlockingQueue<Event> placed = new LinkedBlockingQueue<>();
    EventSubscription watch =
        process.watch(
            SHARED,
            LogPosition.START,
            event -> {
              if (event.event() instanceof TaskAssigned
                  || event.event() instanceof PlacementRequested) {
                placed.add(event.event());
              }
            });
    send(
        process, new SetPlacementPolicy(new PlacementPolicy("mine", PlacementPolicy.Stealing.OFF)));
    send(as("owner", OWNER), new Claim(A, session, 2));
    send(as("owner", OWNER), new SubmitTask(TaskSpec.named("before")));
    assertThat(placed.poll(20, TimeUnit.SECONDS)).isInstanceOf(PlacementRequested.class);
    assertThat(placed.poll(20, TimeUnit.SECONDS)).isInstanceOf(TaskAssigned.class);
    int answered = asked.get();

    long began = System.nanoTime();
    send(process, new RevokeCredential(CredentialId.of("operator"), "ada"));
    assertThat(endOf(mine.ended())).isEqualTo(RefusalCode.DENIED);
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
    send(as("owner", OWNER), new SubmitTask(TaskSpec.named("after")));
    assertThat(placed.poll(20, TimeUnit.SECONDS)).isInstanceOf(TaskAssigned.class);
    assertThat(asked).hasValue(answered);
    watch.close();
  }

  /** X5 */
  @Test
  void aStrategyEndsWhenItsCredentialExpires() throws Exception {
    issue("short", OTHER, Role.OPERATOR, System.currentTimeMillis() + 3_000);
    PlacementHandler any = request -> new PlacementChoice(A, "mine");
    StrategyRegistration mine = as("short", OTHER).registerStrategy(SHARED, "mine", any);
    assertThat(endOf(mine.ended())).isEqualTo(RefusalCode.DENIED);
  }

  /** The same name is registered by somebody who may; only that one is asked. */
  @Test
  void aStrategyOfWhoeverIsNoOperatorIsNotAskedAnything() throws Exception {
    AtomicInteger stolen = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(1);
    BlockingQueue<CommittedEvent> assigned = new LinkedBlockingQueue<>();
    PlacementHandler spy =
        request -> {
          stolen.incrementAndGet();
          return new PlacementChoice(A, "stolen");
        };
    PlacementHandler real =
        request -> {
          asked.countDown();
          return new PlacementChoice(A, "mine");
        };
    StrategyRegistration no = as("other", OTHER).registerStrategy(SHARED, "mine", spy);
    StrategyRegistration yes = process.registerStrategy(SHARED, "mine", real);
    EventSubscription watch =
        process.watch(
            SHARED,
            LogPosition.START,
            event -> {
              if (event.event() instanceof TaskAssigned) {
                assigned.add(event);
              }
            });
    try {
      assertThat(
              send(
                  process,
                  new SetPlacementPolicy(
                      new PlacementPolicy("mine", PlacementPolicy.Stealing.OFF))))
          .isInstanceOf(Reply.Done.class);
      send(as("owner", OWNER), new Claim(A, session, 1));
      send(as("owner", OWNER), new SubmitTask(TaskSpec.named("t")));
      assertThat(assigned.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      watch.close();
      yes.close();
      no.close();
    }
    assertThat(stolen).hasValue(0);
    assertThat(endOf(no.ended())).isEqualTo(RefusalCode.DENIED);
  }
}
