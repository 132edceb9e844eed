package dev.yardmaster.client.kill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the journals of a load's lives, in their order, against what the log says in the end. Pure:
 * the same evidence gives the same verdict.
 *
 * <p>No two lives overlap, since a data folder belongs to one process. Of one life's facts the
 * order is known; what is written between {@code LOCKED} and {@code UNLOCKING} happened under the
 * lock.
 */
final class Judge {
  private final List<List<Fact>> lives;
  private final Ending ending;
  private final List<Violation> violations = new ArrayList<>();

  private Judge(List<List<Fact>> lives, Ending ending) {
    this.lives = lives;
    this.ending = ending;
  }

  /** The promises that were broken; empty when all were kept. */
  static List<Violation> judge(List<List<Fact>> lives, Ending ending) {
    Judge judge = new Judge(lives, ending);
    judge.whatWasAnsweredOkIsKept();
    judge.everyTaskIsDoneOnce();
    judge.everyEpochHasOneOwner();
    judge.tokensOnlyRise();
    judge.dependenciesComeFirst();
    lives.forEach(life -> judge.violations.addAll(HeldLocks.judge(life)));
    judge.violations.addAll(Mailboxes.judge(lives));
    return List.copyOf(judge.violations);
  }

  private void broken(String promise, String text) {
    violations.add(new Violation(promise, text));
  }

  private void whatWasAnsweredOkIsKept() {
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        if (fact instanceof Fact.Submitted(String task)) {
          if (!ending.knows(task)) {
            broken(
                "S1",
                "submitting %s was answered OK, but the log does not know it".formatted(task));
          } else if (ending.successesOf(task).isEmpty()) {
            broken("S12", "%s was accepted, but never succeeded".formatted(task));
          }
        } else if (fact instanceof Fact.Completed(String task, long epoch)
            && !ending.successesOf(task).contains(epoch)) {
          broken(
              "S1",
              "%s was told complete under epoch %d, but the log does not say so"
                  .formatted(task, epoch));
        }
      }
    }
  }

  private void everyTaskIsDoneOnce() {
    Set<String> done = new HashSet<>();
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        if (fact instanceof Fact.Finishing(String task, long epoch)) {
          done.add(task + " " + epoch);
        }
      }
    }
    ending
        .successes()
        .forEach((task, epochs) -> {
          if (epochs.size() > 1) {
            broken("S13", "%s succeeded under each of the epochs %s".formatted(task, epochs));
          }
          for (long epoch : epochs) {
            if (!done.contains(task + " " + epoch)) {
              broken(
                  "S13",
                  "%s succeeded under epoch %d, under which nobody did it".formatted(task, epoch));
            }
          }
        });
  }

  private void everyEpochHasOneOwner() {
    Map<Long, Fact.Started> owners = new HashMap<>();
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        if (fact instanceof Fact.Started started) {
          Fact.Started former = owners.putIfAbsent(started.epoch(), started);
          if (former != null) {
            broken(
                "S16",
                "one epoch was started twice: %s, %s".formatted(former.line(), started.line()));
          }
        }
      }
    }
  }

  /** Also across lives: whoever was killed must not come back with a token that still counts. */
  private void tokensOnlyRise() {
    Map<String, Long> epochs = new HashMap<>();
    Map<String, Fact.Locked> newest = new HashMap<>();
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        switch (fact) {
          case Fact.Started(String task, long epoch, String agent) -> {
            Long former = epochs.put(task, epoch);
            if (former != null && former >= epoch) {
              broken("S8", "task %s got epoch %d after %d".formatted(task, epoch, former));
            }
          }
          case Fact.Locked locked -> riseAboveAllBefore(locked, newest);
          default -> {}
        }
      }
    }
  }

  /** Holders that go together may be told in another order than they were served in. */
  private void riseAboveAllBefore(Fact.Locked locked, Map<String, Fact.Locked> newest) {
    for (Fact.Locked former : newest.values()) {
      if (former.token() >= locked.token() && HeldLocks.conflict(former, locked)) {
        broken("S8", "%s after %s".formatted(locked.line(), former.line()));
      }
    }
    newest.merge(
        locked.resource() + " " + locked.mode(),
        locked,
        (one, other) -> one.token() > other.token() ? one : other);
  }

  private void dependenciesComeFirst() {
    Map<String, List<String>> dependencies = new HashMap<>();
    Set<String> finished = new HashSet<>();
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        switch (fact) {
          case Fact.Submitting(String task, List<String> needs) -> dependencies.put(task, needs);
          case Fact.Finishing(String task, long epoch) -> finished.add(task);
          case Fact.Started(String task, long epoch, String agent) -> {
            for (String need : dependencies.getOrDefault(task, List.of())) {
              if (!finished.contains(need)) {
                broken(
                    "S14",
                    "%s was started under epoch %d before %s was done"
                        .formatted(task, epoch, need));
              }
            }
          }
          default -> {}
        }
      }
    }
  }
}
