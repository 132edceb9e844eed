package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.AccessDecisions;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Retention;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.core.workspace.WorkspaceEvent;
import dev.yardmaster.core.workspace.WorkspaceLeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one who decides: validates each request against the state, emits events and applies them at
 * once. Owned by the driver's thread.
 *
 * <p>Before it decides, its own {@link ShardEvent.LeaderChanged} must have been committed and
 * replayed ({@link #takeOver}, then {@link #lead}).
 */
public final class ShardLeader {
  /** Most workspaces of a shard. */
  public static final int MAX_WORKSPACES = 10_000;

  /** Events that the last step of a turn may need beyond the room there was. */
  private static final int RESERVE = 32;

  private static final Principal ENGINE = Principal.of("engine");
  private static final WorkspaceId NOWHERE = ShardState.NOWHERE;

  private final ShardState state;
  private final Authorization authorization;
  private final AccessDecisions access;
  private final LongSupplier entropy;
  private final Retention retention;
  private final int roomPerTurn;
  private final Map<WorkspaceId, WorkspaceLeader> leaders = new HashMap<>();
  private OneTurn turn = new OneTurn(NOWHERE, ENGINE);
  private boolean leading;
  private boolean endingSessions;

  public ShardLeader(ShardState state, LongSupplier entropy) {
    this(state, entropy, Retention.DEFAULT, Turn.MAX_EVENTS - RESERVE);
  }

  /**
   * With other bounds of what is kept, and with less room in a turn, so that even small cascades
   * take many; a single step may exceed it.
   */
  ShardLeader(ShardState state, LongSupplier entropy, Retention retention, int roomPerTurn) {
    this.state = state;
    this.authorization = new Authorization(state);
    this.access = new AccessDecisions(state.credentials());
    this.entropy = entropy;
    this.retention = retention;
    this.roomPerTurn = roomPerTurn;
  }

  /** The record that makes this node the leader once it is committed; the state must not move. */
  public LogRecord takeOver(Now now, long nonce, int increment) {
    ShardEvent.LeaderChanged event = new ShardEvent.LeaderChanged(nonce, increment);
    return new LogRecord(
        state.incarnation(),
        state.position(),
        now,
        List.of(new LogRecord.Entry(NOWHERE, ENGINE, List.of(event))),
        state.hashAfterTakeOver(now, event));
  }

  /** Begins to decide: builds indexes over the whole state. */
  public void lead(Now now) {
    state.advance(now);
    leaders.clear();
    state.workspaces().values().forEach(this::leaderOf);
    leading = true;
  }

  private WorkspaceLeader leaderOf(Workspace workspace) {
    WorkspaceLeader known = leaders.get(workspace.id());
    if (known != null) {
      return known;
    }
    WorkspaceLeader begun =
        new WorkspaceLeader(
            workspace, retention, state.leaderChangedMillis(), state.now().stateMillis());
    leaders.put(workspace.id(), begun);
    return begun;
  }

  /** Events of the request decided last, or being decided. */
  public int eventsEmitted() {
    return turn.count;
  }

  /** Decides one request; what it emits is applied already. */
  public Decision decide(Request request, Now now) {
    if (!leading) {
      throw new IllegalStateException("Expected to lead before deciding " + request.command());
    }
    if (now.stateMillis() < state.now().stateMillis()) {
      throw new IllegalStateException(
          "S5: state time cannot go back from %s to %s".formatted(state.now(), now));
    }
    state.advance(now);
    turn = new OneTurn(request.workspace(), request.principal());
    Refusal denied = authorization.check(request, now);
    if (denied != null) {
      return new Decision(Reply.refused(denied), List.of());
    }
    Reply known = known(request);
    if (known != null) {
      return new Decision(known, List.of());
    }
    Reply reply = dispatch(request);
    if (!(reply instanceof Reply.Refused)) {
      remember(request, reply);
    }
    return new Decision(reply, turn.entries());
  }

  /** What the same request was answered before, or why it cannot be known; null: decide it. */
  private @Nullable Reply known(Request request) {
    return switch (request.key()) {
      case null -> null;
      case RequestKey key -> known(state.clients().look(key));
      case IdempotencyKey key ->
          known(
              key,
              state
                  .named()
                  .look(request.workspace(), request.principal(), key, state.now().stateMillis()));
    };
  }

  private void remember(Request request, Reply reply) {
    switch (request.key()) {
      case null -> {}
      case RequestKey key -> turn.finish(new ShardEvent.RequestAnswered(key, reply));
      case IdempotencyKey key -> {
        turn.enter(request.workspace());
        turn.finish(new ShardEvent.NamedRequestAnswered(request.principal(), key, reply));
      }
    }
  }

  private static @Nullable Reply known(IdempotencyKey key, NamedAnswers.Lookup lookup) {
    return switch (lookup) {
      case NamedAnswers.Lookup.Fresh fresh -> null;
      case NamedAnswers.Lookup.Answered answered -> answered.reply();
      case NamedAnswers.Lookup.OtherContent other ->
          Reply.refused(
              Refusal.invalid(
                  "Expected the request that idempotency key '%s' was given to, with content %016x, but this one has content %016x; send the same request, take another key, or wait %d s until this one is free"
                      .formatted(
                          key.name(),
                          other.content(),
                          key.content(),
                          seconds(other.leftMillis()))));
      case NamedAnswers.Lookup.Full full ->
          Reply.refused(
              Refusal.limit(
                  "Expected at most %d answers under idempotency keys in an hour and a workspace; the oldest ends in %d s; try again then, or without a key"
                      .formatted(full.bound(), seconds(full.leftMillis())),
                  full.leftMillis()));
    };
  }

  private static long seconds(long millis) {
    return (millis + 999) / 1_000;
  }

  private static @Nullable Reply known(ClientSessions.Lookup lookup) {
    return switch (lookup) {
      case ClientSessions.Lookup.Fresh fresh -> null;
      case ClientSessions.Lookup.Answered answered -> answered.reply();
      case ClientSessions.Lookup.Expired expired ->
          Reply.refused(
              new Refusal(
                  RefusalCode.REQUEST_EXPIRED,
                  "Expected a request that can still be recognized, but %s; look at the state, then send a new request"
                      .formatted(expired.why())));
      case ClientSessions.Lookup.TooManyOutstanding tooMany ->
          Reply.refused(
              Refusal.limit(
                  "Expected at most %d outstanding requests in a client session; wait for answers or open another"
                      .formatted(RequestKey.MAX_OUTSTANDING),
                  1));
    };
  }

  private Reply dispatch(Request request) {
    return switch (request.command()) {
      case ShardCommand command -> decide(command, request.principal());
      case AccessCommand command -> {
        turn.enter(NOWHERE);
        yield access.decide(command, turn);
      }
      case WorkspaceCommand.CreateWorkspace command -> create(request);
      default -> {
        Workspace workspace = state.workspace(request.workspace());
        yield workspace == null
            ? Reply.refused(
                Refusal.notFound(
                    "Expected workspace %s to exist; create it first"
                        .formatted(request.workspace())))
            : leaderOf(workspace).decide(request.command(), request.principal(), turn);
      }
    };
  }

  private Reply create(Request request) {
    if (request.workspace().equals(NOWHERE)) {
      return Reply.refused(
          Refusal.invalid(
              "Expected another name than %s, which stands for the shard itself; choose one"
                  .formatted(NOWHERE)));
    }
    if (state.workspace(request.workspace()) != null) {
      return turn.done(); // for whoever has a role in it: others were denied before
    }
    if (state.workspaces().size() >= MAX_WORKSPACES) {
      return Reply.refused(
          Refusal.limit("Expected at most %d workspaces".formatted(MAX_WORKSPACES), 0));
    }
    turn.emit(new WorkspaceEvent.WorkspaceCreated(request.principal()));
    return turn.done();
  }

  private Reply decide(ShardCommand command, Principal principal) {
    return switch (command) {
      case ShardCommand.OpenClientSession open -> openSession(principal);
      case ShardCommand.Tick tick -> tick();
      case ShardCommand.Continue more -> goOn();
      case ShardCommand.EndInProcessSessions end -> {
        endingSessions = true;
        yield goOn();
      }
    };
  }

  private Reply openSession(Principal principal) {
    if (state.clients().size() >= ClientSessions.MAX_SESSIONS) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d client sessions; close unused clients"
                  .formatted(ClientSessions.MAX_SESSIONS),
              60_000));
    }
    long id = turn.nextToken().value();
    turn.emit(new ShardEvent.ClientSessionOpened(id, principal));
    return new Reply.ClientSessionOpened(turn.position(), id);
  }

  private Reply tick() {
    Long expired = state.clients().expired(turn.now().stateMillis());
    while (expired != null && turn.room() > 2) {
      turn.emit(new ShardEvent.ClientSessionExpired(expired));
      expired = state.clients().expired(turn.now().stateMillis());
    }
    state
        .named()
        .over(
            turn.now().stateMillis(),
            NamedAnswers.MAX_FORGOTTEN,
            (workspace, count) -> expire(workspace, count));
    forEach(leader -> leader.tick(turn));
    return turn.done();
  }

  private void expire(WorkspaceId workspace, int count) {
    if (turn.room() > 2) {
      turn.enter(workspace);
      turn.emit(new ShardEvent.NamedAnswersExpired(count));
    }
  }

  private Reply goOn() {
    if (endingSessions) {
      boolean all = true;
      for (Workspace workspace : state.workspaces().values()) {
        turn.enter(workspace.id());
        all &= leaderOf(workspace).endInProcessSessions(turn);
      }
      endingSessions = !all;
    }
    forEach(leader -> leader.settle(turn));
    return turn.done();
  }

  /** One step for every workspace, in turn, while this turn has room. */
  private void forEach(java.util.function.Consumer<WorkspaceLeader> step) {
    for (Workspace workspace : state.workspaces().values()) {
      if (turn.room() <= 4) {
        return;
      }
      turn.enter(workspace.id());
      step.accept(leaderOf(workspace));
    }
  }

  /** Whether a {@link ShardCommand.Continue} has something to do. */
  public boolean hasMore() {
    if (endingSessions) {
      return true;
    }
    for (WorkspaceLeader leader : leaders.values()) {
      if (leader.isPending()) {
        return true;
      }
    }
    return false;
  }

  /** When the next {@link ShardCommand.Tick} is due. */
  public Deadline nextDeadline(Now now) {
    long byState = Math.min(state.clients().nextExpiryMillis(), state.named().nextExpiryMillis());
    long byWall = Long.MAX_VALUE;
    for (WorkspaceLeader leader : leaders.values()) {
      byState = Math.min(byState, leader.nextStateMillis());
      byWall = Math.min(byWall, leader.nextWallMillis());
    }
    return new Deadline(byState, byWall);
  }

  /**
   * The turn of one request. Not reused: storing each new event into an old object costs more than
   * a new turn (a barrier of the G1 collector).
   */
  private final class OneTurn implements Turn {
    private final List<LogRecord.Entry> entries = new ArrayList<>(1);
    private final List<Event> events = new ArrayList<>(4);
    private final Principal principal;
    private WorkspaceId workspace;
    private int count;

    private OneTurn(WorkspaceId workspace, Principal principal) {
      this.workspace = workspace;
      this.principal = principal;
    }

    private void enter(WorkspaceId id) {
      if (!workspace.equals(id)) {
        close();
        workspace = id;
      }
    }

    private void close() {
      if (!events.isEmpty()) {
        entries.add(new LogRecord.Entry(workspace, principal, events));
        events.clear();
      }
    }

    private List<LogRecord.Entry> entries() {
      close();
      return entries;
    }

    /** The last event of the request; it always has room. */
    private void finish(Event event) {
      state.apply(workspace, event);
      events.add(event);
      count++;
    }

    @Override
    public Now now() {
      return state.now();
    }

    @Override
    public LogPosition position() {
      return state.position();
    }

    @Override
    public FencingToken nextToken() {
      return FencingToken.of(state.incarnation(), new LogPosition(state.position().value() + 1));
    }

    @Override
    public long entropy() {
      return entropy.getAsLong();
    }

    @Override
    public void emit(Event event) {
      if (count >= Turn.MAX_EVENTS - 1) {
        throw new IllegalStateException("Expected at most %d events a turn".formatted(MAX_EVENTS));
      }
      finish(event);
    }

    @Override
    public int room() {
      return roomPerTurn - count;
    }
  }
}
