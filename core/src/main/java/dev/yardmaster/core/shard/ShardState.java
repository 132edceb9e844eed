package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.access.CredentialTable;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Stamp;
import dev.yardmaster.core.task.ShardPayloads;
import dev.yardmaster.core.workspace.Verification;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one shard: a pure function of its log (S4).
 *
 * <p>A fresh state takes either a snapshot ({@link #restore}, {@link #finishRestore}) or nothing,
 * then records ({@link #replay}). A leader instead applies its own events one by one as it decides
 * them. Owned by one thread.
 */
public final class ShardState {
  private static final Principal ENGINE = Principal.of("engine");

  /** Where events of the shard itself are written down; no workspace has this name. */
  static final WorkspaceId NOWHERE = WorkspaceId.of("-");

  private static final int SNAPSHOT_ENTRY = 256;

  private final SortedMap<WorkspaceId, Workspace> workspaces = new TreeMap<>();
  private final ClientSessions clients = new ClientSessions();
  private final NamedAnswers named;
  private final CredentialTable credentials = new CredentialTable();
  private final ShardPayloads payloads = new ShardPayloads();
  private long incarnation;
  private LogPosition position = new LogPosition(0);
  private long leaderNonce;
  private long leaderChangedMillis;
  private Now now = Now.ZERO;
  private boolean restoring;

  public ShardState() {
    this(new NamedAnswers());
  }

  /** With another bound of answers to named requests. */
  ShardState(NamedAnswers named) {
    this.named = named;
  }

  public LogPosition position() {
    return position;
  }

  public long incarnation() {
    return incarnation;
  }

  /** The nonce of the leader that took over last; a leader knows its own. */
  public long leaderNonce() {
    return leaderNonce;
  }

  /** State time at which the last leader took over; grace is counted from here. */
  public long leaderChangedMillis() {
    return leaderChangedMillis;
  }

  /** The clocks of the last record. */
  public Now now() {
    return now;
  }

  public SortedMap<WorkspaceId, Workspace> workspaces() {
    return Collections.unmodifiableSortedMap(workspaces);
  }

  public @Nullable Workspace workspace(WorkspaceId id) {
    return workspaces.get(id);
  }

  /** Bytes of inputs and results in memory, over all workspaces (R4). */
  public long payloadBytes() {
    return payloads.bytes();
  }

  /** Who may use this shard from outside of the process. */
  public CredentialTable credentials() {
    return credentials;
  }

  ClientSessions clients() {
    return clients;
  }

  NamedAnswers named() {
    return named;
  }

  /** The incremental hash of all of the state; O(workspaces). */
  public long hash() {
    return hash(incarnation, position.value(), leaderNonce, leaderChangedMillis);
  }

  /** The hash after a leader has taken over right here. */
  long hashAfterTakeOver(Now at, ShardEvent.LeaderChanged event) {
    return hash(
        incarnation + event.increment(), position.value() + 1, event.nonce(), at.stateMillis());
  }

  private long hash(long incarnation, long position, long nonce, long leaderChangedMillis) {
    long h = Hashing.fold(51, incarnation);
    h = Hashing.fold(h, position);
    h = Hashing.fold(h, nonce);
    h = Hashing.fold(h, leaderChangedMillis);
    h = Hashing.fold(h, clients.hash());
    h = Hashing.fold(h, named.hash());
    h = Hashing.fold(h, credentials.hash());
    long sum = 0;
    for (Workspace workspace : workspaces.values()) {
      sum += workspace.hash();
    }
    return Hashing.fold(h, sum);
  }

  /**
   * Applies a committed record, or skips it where incarnation or base do not match; true if
   * applied.
   *
   * @throws StateDivergedException when the state is not the one the leader had
   */
  public boolean replay(LogRecord record) {
    boolean follows = record.incarnation() == incarnation && record.base().equals(position);
    if (!follows && !takesOver(record)) {
      return false;
    }
    now = record.now();
    for (LogRecord.Entry entry : record.entries()) {
      for (Event event : entry.events()) {
        apply(entry.workspace(), event);
      }
    }
    if (follows && hash() != record.hashAfter()) {
      throw new StateDivergedException(
          "S4: expected state hash %x at position %d, got %x; stop this node and keep its files"
              .formatted(record.hashAfter(), position.value(), hash()));
    }
    return true;
  }

  private static boolean takesOver(LogRecord record) {
    return !record.entries().isEmpty()
        && !record.entries().getFirst().events().isEmpty()
        && record.entries().getFirst().events().getFirst() instanceof ShardEvent.LeaderChanged;
  }

  /** The clock of what is decided next; never back. */
  void advance(Now to) {
    now = to;
  }

  /** Applies one event and moves the position past it. */
  void apply(WorkspaceId id, Event event) {
    position = new LogPosition(position.value() + 1);
    switch (event) {
      case ShardEvent e -> apply(id, e);
      case AccessEvent e -> credentials.apply(e);
      case WorkspaceEvent.WorkspaceCreated e ->
          workspaces.put(id, new Workspace(id, e.by(), payloads));
      default -> {
        Workspace workspace = workspaces.get(id);
        if (workspace == null) {
          throw new IllegalStateException("Expected workspace %s to exist".formatted(id));
        }
        workspace.apply(event, new Stamp(position(), now));
      }
    }
  }

  private void apply(WorkspaceId id, ShardEvent event) {
    switch (event) {
      case ShardEvent.LeaderChanged e -> {
        incarnation += e.increment();
        leaderNonce = e.nonce();
        leaderChangedMillis = now.stateMillis();
      }
      case ShardEvent.ClientSessionOpened e -> clients.open(e, now.stateMillis());
      case ShardEvent.ClientSessionExpired e -> clients.expire(e.session());
      case ShardEvent.RequestAnswered e -> {
        if (restoring) {
          clients.restoreAnswer(e.key(), e.reply());
        } else {
          clients.answer(e.key(), e.reply(), now.stateMillis());
        }
      }
      case ShardEvent.NamedRequestAnswered e ->
          named.answer(id, e.by(), e.key(), e.reply(), now.stateMillis());
      case ShardEvent.NamedAnswersExpired e -> named.forget(id, e.count());
      case ShardEvent.ShardRestored e -> {
        incarnation = e.incarnation();
        position = new LogPosition(e.position());
        now = e.now();
        leaderChangedMillis = e.leaderChangedMillis();
        leaderNonce = e.nonce();
      }
      case ShardEvent.ClientSessionRestored e -> clients.restore(e);
      case ShardEvent.NamedAnswerRestored e ->
          named.answer(id, e.by(), e.key(), e.reply(), e.answeredMillis());
    }
  }

  /** Applies a chunk of a snapshot to a fresh state; the chunks come in order. */
  public void restore(List<LogRecord.Entry> chunk) {
    restoring = true;
    for (LogRecord.Entry entry : chunk) {
      for (Event event : entry.events()) {
        LogPosition before = position;
        apply(entry.workspace(), event);
        if (!(event instanceof ShardEvent.ShardRestored)) {
          position = before;
        }
      }
    }
  }

  /** All chunks of the snapshot were applied. */
  public void finishRestore() {
    workspaces.values().forEach(Workspace::finishRestore);
    restoring = false;
  }

  /** Entries that rebuild this state, in order; small enough to be encoded one by one. */
  public void snapshot(Consumer<LogRecord.Entry> sink) {
    List<Event> shard = new ArrayList<>();
    shard.add(
        new ShardEvent.ShardRestored(
            incarnation, position.value(), now, leaderChangedMillis, leaderNonce));
    credentials.snapshot(shard::add);
    clients.snapshot(shard::add);
    emit(NOWHERE, shard, sink);
    SnapshotEntries entries = new SnapshotEntries(sink);
    named.snapshot(entries::add);
    for (Workspace workspace : workspaces.values()) {
      workspace.snapshot(event -> entries.add(workspace.id(), event));
    }
    entries.close();
  }

  /** Events one by one, as entries of their workspaces. */
  private static final class SnapshotEntries {
    private final Consumer<LogRecord.Entry> sink;
    private final List<Event> chunk = new ArrayList<>();
    private WorkspaceId workspace = NOWHERE;

    private SnapshotEntries(Consumer<LogRecord.Entry> sink) {
      this.sink = sink;
    }

    private void add(WorkspaceId id, Event event) {
      if (chunk.size() == SNAPSHOT_ENTRY || !id.equals(workspace)) {
        close();
      }
      workspace = id;
      chunk.add(event);
    }

    private void close() {
      if (!chunk.isEmpty()) {
        sink.accept(new LogRecord.Entry(workspace, ENGINE, chunk));
        chunk.clear();
      }
    }
  }

  private static void emit(
      WorkspaceId workspace, List<Event> events, Consumer<LogRecord.Entry> sink) {
    for (int i = 0; i < events.size(); i += SNAPSHOT_ENTRY) {
      int end = Math.min(events.size(), i + SNAPSHOT_ENTRY);
      sink.accept(new LogRecord.Entry(workspace, ENGINE, events.subList(i, end)));
    }
  }

  /** What contradicts the promises; empty when all is well. Looks at everything. */
  public List<String> verify() {
    List<String> problems = new ArrayList<>();
    clients.verify(problems);
    named.verify(problems);
    credentials.verify(problems);
    workspaces.values().forEach(workspace -> Verification.of(workspace, problems));
    long bytes =
        workspaces.values().stream()
            .mapToLong(w -> w.tasks().payloadBytes() + w.bytesBesideTasks())
            .sum();
    if (bytes != payloads.bytes()) {
      problems.add(
          "R4: payloads of the shard are %d bytes, counted %d".formatted(bytes, payloads.bytes()));
    }
    return problems;
  }
}
