package dev.yardmaster.engine.log;

import dev.yardmaster.engine.log.LogException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A log that behaves like one of several replicas, at the test's command: it loses and regains
 * leadership, keeps records whose fate is open, lands or forgets them later, and commits records of
 * others.
 *
 * <p>It commits by itself while {@link #holdCommits} is off. Its records live in a {@link
 * MemoryLog}, whose thread is the log's one thread.
 */
final class FlappingLog implements CommandLog {
  private final MemoryLog records = new MemoryLog();
  private final List<Proposal> undecided = new ArrayList<>();
  private LogListener listener = new IdleListener();
  private boolean lost;
  private boolean holding;
  private boolean failNext;

  /** A record proposed and not yet committed. */
  private static final class Proposal {
    private final byte[] record;
    private final CompletableFuture<Long> stage = new CompletableFuture<>();

    Proposal(byte[] record) {
      this.record = record;
    }
  }

  @Override
  public synchronized void start(LogListener receiver) {
    listener = receiver;
    records.start(receiver);
  }

  @Override
  public synchronized CompletionStage<Long> append(byte[] record) {
    if (failNext) {
      failNext = false;
      return CompletableFuture.failedFuture(
          new LogException(Kind.STORAGE_FULL, "planted: not appended"));
    }
    if (lost) {
      return CompletableFuture.failedFuture(new LogException(Kind.NOT_LEADER, "planted"));
    }
    if (!holding) {
      return records.append(record);
    }
    Proposal proposal = new Proposal(record);
    undecided.add(proposal);
    return proposal.stage;
  }

  /** From now on records are proposed but not committed. */
  synchronized void holdCommits() {
    holding = true;
  }

  /** The next append is refused and does not happen. */
  synchronized void failNextAppend() {
    failNext = true;
  }

  /** Leadership goes; whoever waits is told LEADERSHIP_LOST, whatever becomes of the record. */
  void loseLeadership() {
    LogException reason = new LogException(Kind.LEADERSHIP_LOST, "planted: another node leads");
    List<Proposal> waiting;
    synchronized (this) {
      lost = true;
      holding = false;
      waiting = List.copyOf(undecided);
    }
    listener.leadershipLost(reason);
    waiting.forEach(proposal -> proposal.stage.completeExceptionally(reason));
  }

  void regainLeadership() {
    synchronized (this) {
      lost = false;
    }
    listener.leadershipGained();
  }

  /** The oldest undecided record is committed after all. */
  void landOldest() {
    Appends.await(records.append(takeOldest().record));
  }

  /** The oldest undecided record is overwritten by the new leader. */
  void forgetOldest() {
    takeOldest();
  }

  private synchronized Proposal takeOldest() {
    return undecided.removeFirst();
  }

  /** Another node's record is committed. */
  void foreign(String text) {
    Appends.await(records.append(Appends.bytes(text)));
  }

  @Override
  public synchronized CompletionStage<Void> readBarrier() {
    return lost
        ? CompletableFuture.failedFuture(new LogException(Kind.NOT_LEADER, "planted"))
        : records.readBarrier();
  }

  @Override
  public LogReader read(long fromIndex) throws LogException {
    return records.read(fromIndex);
  }

  @Override
  public void saveSnapshot(long index, SnapshotWriter writer) throws LogException {
    records.saveSnapshot(index, writer);
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() throws LogException {
    return records.newestSnapshot();
  }

  @Override
  public void compact(long index) throws LogException {
    records.compact(index);
  }

  @Override
  public long firstIndex() {
    return records.firstIndex();
  }

  @Override
  public long lastIndex() {
    return records.lastIndex();
  }

  @Override
  public void close() {
    records.close();
  }
}
