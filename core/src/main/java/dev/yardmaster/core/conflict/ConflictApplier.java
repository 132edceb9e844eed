package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Stamp;
import java.util.function.Consumer;

/** Applies conflict events to the table; decides nothing. */
public final class ConflictApplier {
  private final ConflictTable table;
  private ConflictObserver observer = ConflictObserver.NONE;

  public ConflictApplier(ConflictTable table) {
    this.table = table;
  }

  public void observe(ConflictObserver value) {
    observer = value;
  }

  public void apply(ConflictEvent event, Stamp stamp) {
    long now = stamp.stateMillis();
    switch (event) {
      case ConflictEvent.ConflictReported e -> {
        Report report = e.report();
        long until = report.waitMillis() == 0 ? Long.MAX_VALUE : now + report.waitMillis();
        table.counts().countReport(report.subject());
        Conflict conflict =
            new Conflict(report, report.contentHash(), now, new ConflictState.Pending(until, ""));
        table.add(conflict);
        observer.changed(conflict);
      }
      case ConflictEvent.EvidenceAdded e ->
          change(e.conflict(), conflict -> conflict.evidence(e.agent(), e.evidence()));
      case ConflictEvent.VoteOpened e ->
          become(e.conflict(), new ConflictState.Voting(e.electorate(), e.untilMillis()));
      case ConflictEvent.VoteCast e ->
          change(e.conflict(), conflict -> conflict.vote(e.agent(), e.choice()));
      case ConflictEvent.ResolutionRequested e ->
          become(
              e.conflict(), new ConflictState.Asked(e.strategy(), e.generation(), e.untilMillis()));
      case ConflictEvent.ResolutionFellBack e -> {}
      case ConflictEvent.ConflictEscalated e ->
          become(e.conflict(), new ConflictState.Pending(Long.MAX_VALUE, e.why()));
      case ConflictEvent.ConflictResolved e -> {
        table.resolve(e.conflict(), e.ruling(), now);
        changed(e.conflict());
      }
      case ConflictEvent.ConflictForgotten e -> table.forget(e.conflict());
      case ConflictEvent.ConflictRestored e -> {
        Conflict conflict = new Conflict(e.report(), e.contentHash(), e.sinceMillis(), e.state());
        e.votes().forEach(vote -> conflict.vote(vote.agent(), vote.choice()));
        table.add(conflict);
      }
      case ConflictEvent.ConflictCountsRestored e -> table.counts().restore(e);
      case ConflictEvent.LostAttemptRestored e ->
          table.lostAttempts().add(e.epoch(), e.task(), e.agent());
    }
  }

  private void become(ConflictId id, ConflictState next) {
    change(id, conflict -> conflict.become(next));
  }

  private void change(ConflictId id, Consumer<Conflict> change) {
    table.change(id, change);
    changed(id);
  }

  private void changed(ConflictId id) {
    Conflict conflict = table.find(id);
    if (conflict != null) {
      observer.changed(conflict);
    }
  }
}
