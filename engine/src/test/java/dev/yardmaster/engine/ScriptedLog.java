package dev.yardmaster.engine;

import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogException.Kind;
import dev.yardmaster.engine.log.LogListener;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.engine.log.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log that commits, fails and changes leaders only when the test says so. */
final class ScriptedLog implements CommandLog {
  final List<byte[]> committed = new ArrayList<>();
  final ArrayDeque<Proposal> proposed = new ArrayDeque<>();
  final ArrayDeque<CompletableFuture<Void>> barriers = new ArrayDeque<>();
  boolean holdBarriers;
  private @Nullable Saved saved;
  private @Nullable LogListener listener;

  /** A snapshot of everything up to an index. */
  private record Saved(long index, List<byte[]> chunks) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Proposal(byte[] bytes, CompletableFuture<Long> stage) {}

  private LogListener listener() {
    return Objects.requireNonNull(listener);
  }

  @Override
  public void start(LogListener receiver) throws LogException {
    listener = receiver;
    if (saved != null) {
      receiver.restore(opened(saved));
    }
    for (int i = saved == null ? 0 : (int) saved.index(); i < committed.size(); i++) {
      receiver.committed(i + 1, committed.get(i));
    }
    receiver.leadershipGained();
  }

  /** What the next process finds on the disk: committed records and the newest snapshot. */
  ScriptedLog reopened() {
    ScriptedLog next = new ScriptedLog();
    next.committed.addAll(committed);
    next.saved = saved;
    return next;
  }

  @Override
  public CompletionStage<Long> append(byte[] record) {
    Proposal proposal = new Proposal(record, new CompletableFuture<>());
    proposed.add(proposal);
    return proposal.stage();
  }

  /** Commits the oldest proposal. */
  void commit() {
    Proposal proposal = proposed.remove();
    deliver(proposal.bytes());
    proposal.stage().complete((long) committed.size());
  }

  void commitAll() {
    while (!proposed.isEmpty()) {
      commit();
    }
  }

  /** Delivers a record as committed, whoever made it. */
  void deliver(byte[] record) {
    committed.add(record);
    listener().committed(committed.size(), record);
  }

  /** Fails the oldest proposal. */
  byte[] fail(Kind kind) {
    Proposal proposal = proposed.remove();
    proposal.stage().completeExceptionally(new LogException(kind, "on purpose: " + kind));
    return proposal.bytes();
  }

  /** Loses leadership, and with it every proposal. */
  List<byte[]> lose() {
    LogException reason = new LogException(Kind.LEADERSHIP_LOST, "on purpose: elections");
    listener().leadershipLost(reason);
    List<byte[]> lost = new ArrayList<>();
    while (!proposed.isEmpty()) {
      Proposal proposal = proposed.remove();
      lost.add(proposal.bytes());
      proposal.stage().completeExceptionally(reason);
    }
    return lost;
  }

  void gain() {
    listener().leadershipGained();
  }

  void writable(boolean writable) {
    listener().writable(writable);
  }

  @Override
  public CompletionStage<Void> readBarrier() {
    CompletableFuture<Void> barrier = new CompletableFuture<>();
    if (holdBarriers) {
      barriers.add(barrier);
    } else {
      barrier.complete(null);
    }
    return barrier;
  }

  @Override
  public LogReader read(long fromIndex) {
    return new LogReader() {
      private int at = (int) fromIndex - 1;

      @Override
      public boolean advance() {
        return ++at <= committed.size();
      }

      @Override
      public long index() {
        return at;
      }

      @Override
      public byte[] record() {
        return committed.get(at - 1);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void saveSnapshot(long index, SnapshotWriter writer) throws LogException {
    List<byte[]> chunks = new ArrayList<>();
    writer.writeTo(chunks::add);
    saved = new Saved(index, chunks);
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() {
    return Optional.ofNullable(saved).map(ScriptedLog::opened);
  }

  private static LogSnapshot opened(Saved saved) {
    Iterator<byte[]> chunks = saved.chunks().iterator();
    return new LogSnapshot() {
      @Override
      public long index() {
        return saved.index();
      }

      @Override
      public Optional<byte[]> next() {
        return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void compact(long index) {}

  @Override
  public long firstIndex() {
    return 1;
  }

  @Override
  public long lastIndex() {
    return committed.size();
  }

  @Override
  public void close() {}
}
