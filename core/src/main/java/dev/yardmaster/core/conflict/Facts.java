package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the core itself knows of those in conflict: priorities, requests, and who could win. */
final class Facts {
  private final AgentTable agents;
  private final TaskTable tasks;
  private final ResourceTable resources;
  private final WaitTable waits;

  Facts(AgentTable agents, TaskTable tasks, ResourceTable resources, WaitTable waits) {
    this.agents = agents;
    this.tasks = tasks;
    this.resources = resources;
    this.waits = waits;
  }

  @Nullable Agent agent(AgentId id) {
    return agents.find(id);
  }

  @Nullable Task task(Subject.OfTask subject) {
    return tasks.find(subject.task());
  }

  /** The agent as a party: its priority, and when it asked first for the subject. */
  Party party(Agent agent, Subject subject, Payload evidence) {
    Asked asked =
        switch (subject) {
          case Subject.OfResource of -> asked(agent, of.resource());
          case Subject.OfTask of -> asked(agent, of);
        };
    return new Party(
        agent.id(), agent.profile().priority(), asked.token(), asked.millis(), evidence);
  }

  private record Asked(FencingToken token, long millis) {
    private static final Asked NEVER = new Asked(FencingToken.NONE, 0);

    private Asked earlier(FencingToken other, long since) {
      boolean first = token.equals(FencingToken.NONE) || other.compareTo(token) < 0;
      return first ? new Asked(other, since) : this;
    }
  }

  private Asked asked(Agent agent, ResourceName resource) {
    Asked asked = Asked.NEVER;
    for (Grant grant : grants(agent, resource)) {
      FencingToken waited = grant.waitId();
      asked = asked.earlier(waited == null ? grant.token() : waited, grant.sinceMillis());
    }
    for (Wait wait : waits(agent, resource)) {
      asked = asked.earlier(wait.id(), wait.sinceMillis());
    }
    return asked;
  }

  private Asked asked(Agent agent, Subject.OfTask subject) {
    Task task = task(subject);
    if (task == null) {
      return Asked.NEVER;
    }
    return switch (task.state()) {
      case TaskState.Assigned held when held.agent().equals(agent.id()) ->
          new Asked(held.epoch(), held.sinceMillis());
      case TaskState.Running held when held.agent().equals(agent.id()) ->
          new Asked(held.epoch(), held.sinceMillis());
      case TaskState.Succeeded end when end.agent().equals(agent.id()) ->
          new Asked(task.lastEpoch(), end.sinceMillis());
      default -> Asked.NEVER;
    };
  }

  /** What the agent and its attempts hold of the resource, each once. */
  List<Grant> grants(Agent agent, ResourceName resource) {
    List<Grant> found = new ArrayList<>();
    for (Holder holder : holders(agent)) {
      for (Grant grant : resources.heldBy(holder)) {
        if (touches(grant.locks(), resource)) {
          found.add(grant);
        }
      }
    }
    return found;
  }

  /** What the agent and its attempts wait for of the resource. */
  List<Wait> waits(Agent agent, ResourceName resource) {
    List<Wait> found = new ArrayList<>();
    for (Holder holder : holders(agent)) {
      for (Wait wait : waits.of(holder)) {
        if (wait.what() instanceof Wait.Locks locks && touches(locks.locks(), resource)) {
          found.add(wait);
        }
      }
    }
    return found;
  }

  private List<Holder> holders(Agent agent) {
    if (!agent.status().isAttached()) {
      return List.of();
    }
    List<Holder> holders = new ArrayList<>();
    holders.add(new Holder.Session(agent.id(), agent.session()));
    for (Task task : tasks.heldBy(agent.session())) {
      if (task.state() instanceof TaskState.Held held) {
        holders.add(new Holder.Attempt(task.id(), held.epoch()));
      }
    }
    return holders;
  }

  private static boolean touches(List<LockRequest> locks, ResourceName resource) {
    for (LockRequest lock : locks) {
      if (lock.resource().overlaps(resource)) {
        return true;
      }
    }
    return false;
  }

  /** Why the party cannot win now, in words; null when it can. */
  @Nullable String objection(Subject subject, AgentId id) {
    Agent agent = agents.find(id);
    return switch (subject) {
      case Subject.OfResource of -> dead(agent, id);
      case Subject.OfTask of -> {
        if (of.aspect() != Subject.Aspect.ASSIGNMENT) {
          yield null;
        }
        String dead = dead(agent, id);
        Task task = task(of);
        if (dead != null || agent == null || task == null) {
          yield dead;
        }
        Requirements needs = task.spec().requirements();
        yield agent.profile().serves(needs.capabilities(), needs.selector())
            ? null
            : "%s cannot do task %s".formatted(id, task.id());
      }
    };
  }

  private static @Nullable String dead(@Nullable Agent agent, AgentId id) {
    if (agent != null && agent.status().isAttached()) {
      return null;
    }
    return "%s is %s".formatted(id, agent == null ? "unknown" : agent.status().toString());
  }

  /** The parties that can win now. */
  List<Party> able(Report report) {
    return report.parties().stream()
        .filter(party -> objection(report.subject(), party.agent()) == null)
        .toList();
  }

  /** Agents that are active, and were so before the report, as far as their session tells. */
  List<AgentId> electorate(long sinceMillis) {
    List<AgentId> found = new ArrayList<>();
    for (Agent agent : agents.all()) {
      boolean active = agent.status() == dev.yardmaster.core.agent.AgentStatus.ACTIVE;
      if (active && agent.sinceMillis() <= sinceMillis) {
        found.add(agent.id());
        if (found.size() > ConflictLimits.MAX_VOTERS) {
          break;
        }
      }
    }
    return found;
  }
}
