package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.shard.Yard;
import java.util.ArrayList;
import java.util.List;

/** A shard seen by agents in conflict: short words for tests. */
final class ConflictWorld {
  static final ConflictId ID = ConflictId.of("c");
  static final Subject FILE = new Subject.OfResource(ResourceName.of("file"));

  final Yard yard;
  final ShardHarness shard;

  /** Agents of equal priority. */
  ConflictWorld(String... agents) {
    this.yard = new Yard(agents);
    this.shard = yard.shard;
  }

  ConflictWorld(ShardHarness shard, String... agents) {
    this.yard = new Yard(shard, agents);
    this.shard = shard;
  }

  FencingToken join(String agent, int priority) {
    return yard.join(AgentProfile.named(agent).priority(priority));
  }

  static Subject about(String task, Subject.Aspect aspect) {
    return new Subject.OfTask(TaskId.of(task), aspect);
  }

  ConflictCommand report(Subject subject, String strategy, String by, String... parties) {
    return report(subject, strategy, 0, by, parties);
  }

  /** A party may be written with its evidence, {@code ann=mine}. */
  ConflictCommand report(
      Subject subject, String strategy, long waitMillis, String by, String... parties) {
    return report(ID, subject, strategy, waitMillis, by, parties);
  }

  ConflictCommand report(
      ConflictId id,
      Subject subject,
      String strategy,
      long waitMillis,
      String by,
      String... parties) {
    List<ConflictCommand.Claim> claims = new ArrayList<>();
    for (String party : parties) {
      String[] said = party.split("=", 2);
      claims.add(
          new ConflictCommand.Claim(
              AgentId.of(said[0]), said.length < 2 ? Payload.EMPTY : Payload.text(said[1])));
    }
    return new ConflictCommand.ReportConflict(
        yard.caller(by), id, subject, claims, strategy, waitMillis);
  }

  Conflict conflict() {
    Conflict found = shard.workspace().conflicts().find(ID);
    if (found == null) {
      throw new AssertionError("Expected a conflict");
    }
    return found;
  }

  /** The winner and how it won, {@code "-"} while it is open. */
  String result() {
    Ruling ruling = conflict().ruling();
    return ruling == null ? "-" : ruling.winner() + " by " + ruling.how();
  }

  String why() {
    Ruling ruling = conflict().ruling();
    return ruling == null ? "-" : ruling.why();
  }

  static ConflictCommand names(String winner) {
    return names(winner, false);
  }

  static ConflictCommand names(String winner, boolean force) {
    return new ConflictCommand.ResolveConflict(
        ID, new ConflictCommand.Winner(AgentId.of(winner), force, ""), "ada");
  }

  static ConflictCommand asks(String strategy) {
    return new ConflictCommand.ResolveConflict(ID, new ConflictCommand.ByStrategy(strategy), "ada");
  }

  ConflictCommand votes(String voter, String party) {
    return new ConflictCommand.CastVote(yard.caller(voter), ID, AgentId.of(party));
  }
}
