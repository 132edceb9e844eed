package dev.yardmaster.core.shard;

import dev.yardmaster.core.conflict.Conflict;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.ConflictState;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Random commands about conflicts, mostly sensible ones. */
final class RandomConflicts {
  private static final String MINE = "my-judge";
  private static final List<String> STRATEGIES =
      List.of("manual", "manual", "priority", "timestamp", "vote", "vote", MINE, MINE, "nobody's");
  private static final List<String> NAMES = List.of("r0", "r1", "r0/**", "r2/a", RandomSpecs.POOL);

  private final ShardHarness shard;
  private final Random random;
  private final RandomSpecs specs;
  private final Function<AgentId, FencingToken> session;
  private ConflictEvent.@Nullable ResolutionRequested question;
  private int conflicts;

  RandomConflicts(
      ShardHarness shard,
      Random random,
      RandomSpecs specs,
      Function<AgentId, FencingToken> session) {
    this.shard = shard;
    this.random = random;
    this.specs = specs;
    this.session = session;
  }

  void hear(Event event) {
    if (event instanceof ConflictEvent.ResolutionRequested asked) {
      question = asked;
    }
  }

  Command next() {
    if (question != null && specs.oneIn(2)) {
      return answer();
    }
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> report();
      case 5, 6 -> evidence();
      case 7, 8, 9 -> vote();
      case 10, 11, 12 -> resolve();
      case 13 -> new ConflictCommand.AutoResolve(anyId(), specs.oneIn(10) ? "" : "ada");
      case 14 -> answer();
      default ->
          specs.oneIn(4)
              ? new WorkspaceCommand.UnregisterStrategy(StrategyUse.CONFLICT, MINE)
              : new WorkspaceCommand.RegisterStrategy(StrategyUse.CONFLICT, MINE);
    };
  }

  private Caller caller(AgentId agent) {
    return Caller.session(agent, session.apply(agent));
  }

  private Command report() {
    ConflictId id = specs.oneIn(10) ? anyId() : ConflictId.of("c" + conflicts++);
    Subject subject = subject();
    Set<AgentId> parties = new LinkedHashSet<>(involved(subject));
    int most = specs.oneIn(20) ? 1 : 2 + random.nextInt(2);
    while (parties.size() < most) {
      parties.add(specs.oneIn(60) ? AgentId.of("nobody") : specs.agent());
    }
    List<ConflictCommand.Claim> claims = new ArrayList<>();
    parties.forEach(party -> claims.add(new ConflictCommand.Claim(party, evidenceOf())));
    long wait = specs.oneIn(3) ? 1 + random.nextInt(9_000) : 0;
    return new ConflictCommand.ReportConflict(
        caller(specs.agent()), id, subject, claims, specs.oneOf(STRATEGIES), wait);
  }

  private Payload evidenceOf() {
    return specs.oneIn(2) ? Payload.EMPTY : Payload.text("said " + random.nextInt(9));
  }

  private Subject subject() {
    if (specs.oneIn(2)) {
      Wait wait = any(shard.workspace().waits().all());
      boolean real = wait != null && wait.what() instanceof Wait.Locks && !specs.oneIn(3);
      if (real && wait != null && wait.what() instanceof Wait.Locks locks) {
        return new Subject.OfResource(locks.locks().getFirst().resource());
      }
      return new Subject.OfResource(ResourceName.of(specs.oneOf(NAMES)));
    }
    Subject.Aspect aspect = specs.oneOf(List.of(Subject.Aspect.values()));
    Task task =
        any(shard.workspace().tasks().all().stream().filter(each -> fits(each, aspect)).toList());
    return new Subject.OfTask(
        task == null || specs.oneIn(20) ? TaskId.of("missing") : task.id(), aspect);
  }

  private boolean fits(Task task, Subject.Aspect aspect) {
    return switch (aspect) {
      case ASSIGNMENT -> task.state() instanceof TaskState.Held || specs.oneIn(10);
      case OUTPUT -> task.state() instanceof TaskState.Succeeded || specs.oneIn(30);
      case DEPENDENCY -> true;
    };
  }

  /** Agents that hold it or wait for it, mostly. */
  private List<AgentId> involved(Subject subject) {
    List<AgentId> found = new ArrayList<>();
    switch (subject) {
      case Subject.OfResource of -> {
        for (Wait wait : shard.workspace().waits().all()) {
          if (found.size() < 2
              && wait.what() instanceof Wait.Locks locks
              && locks.locks().stream().anyMatch(l -> l.resource().overlaps(of.resource()))
              && !found.contains(wait.agent())) {
            found.add(wait.agent());
          }
        }
      }
      case Subject.OfTask of -> {
        Task task = shard.workspace().tasks().find(of.task());
        if (task != null && task.state() instanceof TaskState.Held held && !specs.oneIn(5)) {
          found.add(held.agent());
        } else if (task != null && task.state() instanceof TaskState.Succeeded end) {
          found.add(end.agent());
        }
      }
    }
    return found;
  }

  private <T> @Nullable T any(Collection<T> all) {
    return all.isEmpty() ? null : List.copyOf(all).get(random.nextInt(all.size()));
  }

  private ConflictId anyId() {
    Conflict open = any(shard.workspace().conflicts().open());
    return open == null || specs.oneIn(8)
        ? ConflictId.of("c" + random.nextInt(conflicts + 1))
        : open.id();
  }

  private AgentId partyOf(ConflictId id) {
    Conflict conflict = shard.workspace().conflicts().find(id);
    return conflict == null || specs.oneIn(10)
        ? specs.agent()
        : specs.oneOf(conflict.report().parties()).agent();
  }

  private Command evidence() {
    ConflictId id = anyId();
    return new ConflictCommand.AddEvidence(caller(partyOf(id)), id, evidenceOf());
  }

  private Command vote() {
    Conflict voting =
        any(
            shard.workspace().conflicts().open().stream()
                .filter(each -> each.state() instanceof ConflictState.Voting)
                .toList());
    ConflictId id = voting == null || specs.oneIn(15) ? anyId() : voting.id();
    return new ConflictCommand.CastVote(caller(specs.agent()), id, partyOf(id));
  }

  private Command resolve() {
    ConflictId id = anyId();
    ConflictCommand.Decision decision;
    if (specs.oneIn(2)) {
      decision = new ConflictCommand.Winner(partyOf(id), specs.oneIn(4), "");
    } else {
      String strategy = specs.oneOf(STRATEGIES);
      TreeMap<AgentId, Integer> priorities = new TreeMap<>();
      if (strategy.equals("priority") && specs.oneIn(2)) {
        priorities.put(partyOf(id), random.nextInt(101));
      }
      decision = new ConflictCommand.ByStrategy(strategy, priorities);
    }
    return new ConflictCommand.ResolveConflict(id, decision, specs.oneIn(20) ? "" : "ada");
  }

  private Command answer() {
    ConflictEvent.ResolutionRequested asked = question;
    question = null;
    if (asked == null) {
      return new ConflictCommand.AnswerConflict(anyId(), 7, specs.agent(), "");
    }
    long generation = specs.oneIn(6) ? asked.generation() - 1 : asked.generation();
    return new ConflictCommand.AnswerConflict(
        asked.conflict(), generation, partyOf(asked.conflict()), "");
  }
}
