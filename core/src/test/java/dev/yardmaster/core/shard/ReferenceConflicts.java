package dev.yardmaster.core.shard;

import dev.yardmaster.core.conflict.Conflict;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.Party;
import dev.yardmaster.core.conflict.Report;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.Workspace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What conflicts must be, from the events alone: only parties win, once, by what the facts of the
 * report and the votes say, and what a resolution does to locks and tasks is the winner's.
 */
final class ReferenceConflicts {
  private static final class Entry {
    private final Report report;
    private final Map<AgentId, AgentId> votes = new HashMap<>();
    private List<AgentId> electorate = List.of();
    private @Nullable Ruling ruling;

    private Entry(Report report) {
      this.report = report;
    }
  }

  private final Map<ConflictId, Entry> entries = new LinkedHashMap<>();
  private final Map<FencingToken, Wait> waits = new HashMap<>();
  private final Set<ConflictId> forgotten = new HashSet<>();

  /** The last resolution, as long as nothing but its effects has followed. */
  private @Nullable Entry acting;

  void apply(Event event) {
    switch (event) {
      case ConflictEvent e -> {
        acting = null;
        conflict(e);
      }
      case WaitEvent.WaitBegan e -> waits.put(e.begun().id(), e.begun());
      case WaitEvent.WaitAdvanced e -> {
        Entry by = acting(e);
        Wait wait = waits.get(e.waitId());
        expect(
            wait != null && by.ruling != null && wait.agent().equals(by.ruling.winner()),
            "R71: the winner's wait advances",
            e);
      }
      case TaskEvent.TaskPinned e -> winnerOf(e, Subject.Aspect.ASSIGNMENT, e.agent());
      case TaskEvent.TaskOutputReplaced e -> winnerOf(e, Subject.Aspect.OUTPUT, e.agent());
      case ResourceEvent.LockReleased e -> {
        boolean byConflict = e.cause() == ReleaseCause.FORCED && e.by().contains(", conflict ");
        if (byConflict) {
          Entry by = acting(e);
          expect(
              by.ruling != null && by.ruling.how().equals("manual"),
              "R71: a lock is taken by a person alone",
              e);
        }
      }
      default -> {}
    }
  }

  private void winnerOf(TaskEvent event, Subject.Aspect aspect, AgentId agent) {
    Entry by = acting(event);
    expect(
        by.ruling != null
            && by.ruling.winner().equals(agent)
            && by.report.subject().equals(new Subject.OfTask(event.task(), aspect)),
        "R71: the task is the winner's",
        event);
  }

  private Entry acting(Event event) {
    if (acting == null) {
      throw new AssertionError("R71: expected a resolution before " + event);
    }
    return acting;
  }

  private void conflict(ConflictEvent event) {
    switch (event) {
      case ConflictEvent.ConflictReported e -> {
        Entry before = entries.put(e.report().id(), new Entry(e.report()));
        expect(before == null || forgotten.remove(e.report().id()), "R71: reported once", e);
      }
      case ConflictEvent.EvidenceAdded e ->
          expect(isParty(open(e.conflict()), e.agent()), "R71: parties speak", e);
      case ConflictEvent.VoteOpened e -> {
        Entry entry = open(e.conflict());
        entry.votes.clear();
        entry.electorate = e.electorate();
      }
      case ConflictEvent.VoteCast e -> {
        Entry entry = open(e.conflict());
        expect(entry.electorate.contains(e.agent()), "R71: the electorate votes", e);
        expect(isParty(entry, e.choice()), "R71: for parties", e);
        entry.votes.put(e.agent(), e.choice());
      }
      case ConflictEvent.ResolutionRequested e -> open(e.conflict());
      case ConflictEvent.ResolutionFellBack e -> open(e.conflict());
      case ConflictEvent.ConflictEscalated e -> open(e.conflict());
      case ConflictEvent.ConflictResolved e -> {
        Entry entry = open(e.conflict());
        check(entry, e.ruling());
        entry.ruling = e.ruling();
        acting = entry;
      }
      case ConflictEvent.ConflictForgotten e -> {
        Entry entry = entries.get(e.conflict());
        expect(entry != null && entry.ruling != null, "R71: what is resolved is forgotten", e);
        forgotten.add(e.conflict());
      }
      case ConflictEvent.ConflictRestored e -> throw new AssertionError("Only of snapshots: " + e);
      case ConflictEvent.ConflictCountsRestored e ->
          throw new AssertionError("Only of snapshots: " + e);
      case ConflictEvent.LostAttemptRestored e ->
          throw new AssertionError("Only of snapshots: " + e);
    }
  }

  private static boolean isParty(Entry entry, AgentId agent) {
    return party(entry.report, agent) != null;
  }

  private static @Nullable Party party(Report report, AgentId agent) {
    return report.parties().stream()
        .filter(party -> party.agent().equals(agent))
        .findFirst()
        .orElse(null);
  }

  private Entry open(ConflictId id) {
    Entry entry = entries.get(id);
    if (entry == null || entry.ruling != null) {
      throw new AssertionError("R71: expected conflict %s to be open".formatted(id));
    }
    return entry;
  }

  private static void check(Entry entry, Ruling ruling) {
    Party winner = party(entry.report, ruling.winner());
    if (winner == null) {
      throw new AssertionError("R71: only parties win, not " + ruling);
    }
    switch (ruling.how()) {
      case "timestamp" ->
          expect(!winner.asked().equals(FencingToken.NONE), "R71: the winner has asked", ruling);
      case "vote" -> {
        long votes = entry.votes.values().stream().filter(winner.agent()::equals).count();
        expect(2 * votes > entry.electorate.size(), "R71: more than half", ruling);
      }
      default -> {}
    }
    expect(
        !ruling.how().equals("manual") || !ruling.by().isEmpty(), "R71: by a named person", ruling);
  }

  /** The core's conflicts are just these. */
  void check(Workspace workspace) {
    for (Map.Entry<ConflictId, Entry> each : entries.entrySet()) {
      Conflict conflict = workspace.conflicts().find(each.getKey());
      boolean gone = forgotten.contains(each.getKey());
      expect((conflict == null) == gone, "R71: kept until forgotten", each.getKey());
      if (conflict != null) {
        Entry entry = each.getValue();
        boolean same =
            entry.ruling == null
                ? conflict.ruling() == null
                : entry.ruling.equals(conflict.ruling());
        expect(same, "R71: resolved once, for good", conflict);
        expect(
            entry.ruling != null
                || conflict.votes().equals(entry.votes)
                || conflict.votes().isEmpty(),
            "R71: the votes that were cast",
            conflict);
      }
    }
  }

  private static void expect(boolean holds, String promise, Object what) {
    ReferenceTasks.expect(holds, promise, what);
  }
}
