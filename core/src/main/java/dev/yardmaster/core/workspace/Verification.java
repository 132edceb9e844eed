package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MailState;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Wait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The promises of one workspace, checked over all of its state (S4, S7, S12-S18). Each problem
 * names the promise it breaks. Cascades that wait for another turn are no problem: what they will
 * touch is treated as unfinished.
 */
public final class Verification {
  private Verification() {}

  public static void of(Workspace workspace, List<String> problems) {
    workspace.agents().verify(problems);
    workspace.tasks().verify(problems);
    workspace.resources().verify(problems);
    workspace.waits().verify(problems);
    workspace.mail().verify(problems);
    checkDeliveries(workspace, problems);
    workspace.records().verify(problems);
    workspace.conflicts().verify(problems);
    workspace.breakers().verify(problems);
    workspace.durations().verify(problems);
    Map<FencingToken, int[]> heldBySession = new HashMap<>();
    for (Task task : workspace.tasks().all()) {
      if (task.state() instanceof TaskState.Held held) {
        checkHolder(workspace, task, held, problems);
        int[] counts = heldBySession.computeIfAbsent(held.session(), session -> new int[2]);
        boolean uses = !task.isAwaiting() && !task.hasAwaited(held.epoch()); // R54: may exceed
        counts[0] += uses ? 1 : 0;
        counts[1] += uses && !(held instanceof TaskState.Assigned) ? 1 : 0;
      }
      checkLocks(workspace, task, problems);
    }
    checkCapacities(workspace, heldBySession, problems);
    checkHolders(workspace, problems);
  }

  private static void checkHolder(
      Workspace workspace, Task task, TaskState.Held held, List<String> problems) {
    Agent agent = workspace.agents().find(held.agent());
    if (agent == null || !agent.isLive(held.session())) {
      problems.add("S16: task %s is held by a session that is over".formatted(task.id()));
      return;
    }
    Requirements needs = task.spec().requirements();
    if (!agent.profile().serves(needs.capabilities(), needs.selector())) {
      problems.add("S16: agent %s cannot do task %s".formatted(agent.id(), task.id()));
    }
    AgentId pin = task.pin();
    if (pin != null && !pin.equals(agent.id()) && !(held instanceof TaskState.Cancelling)) {
      Agent pinned = workspace.agents().find(pin);
      boolean backSince = pinned != null && pinned.session().compareTo(held.epoch()) > 0;
      if (pinned != null && pinned.status().isAttached() && !backSince) {
        problems.add("S16: task %s is pinned to %s".formatted(task.id(), pin));
      }
    }
  }

  private static void checkLocks(Workspace workspace, Task task, List<String> problems) {
    boolean wants = !task.spec().requirements().locks().isEmpty();
    if (wants && task.state() instanceof TaskState.Held held) {
      Holder holder = new Holder.Attempt(task.id(), held.epoch());
      Grant set = workspace.resources().grant(held.epoch());
      boolean whole =
          set != null
              && set.holder().equals(holder)
              && set.locks().equals(task.spec().requirements().locks());
      if (!whole) {
        problems.add("S16: task %s is held without its lock set".formatted(task.id()));
      }
    }
  }

  private static void checkCapacities(
      Workspace workspace, Map<FencingToken, int[]> held, List<String> problems) {
    for (Agent agent : workspace.agents().all()) {
      int[] counts = held.getOrDefault(agent.session(), new int[2]);
      AgentProfile.Slots slots = agent.profile().slots();
      if (counts[0] > slots.total() || counts[1] > slots.maxConcurrentTasks()) {
        problems.add(
            "S16: agent %s holds %d tasks and runs %d, beyond its %d and %d"
                .formatted(
                    agent.id(), counts[0], counts[1], slots.total(), slots.maxConcurrentTasks()));
      }
    }
  }

  private static void checkDeliveries(Workspace workspace, List<String> problems) {
    for (Mailbox mailbox : workspace.mail().mailboxes()) {
      Agent agent = workspace.agents().find(mailbox.agent());
      for (Mail mail : mailbox.delivered()) {
        boolean live =
            agent != null
                && mail.state() instanceof MailState.Delivered held
                && agent.isLive(held.session());
        if (!live) {
          problems.add("S17: %s is with a session that is over".formatted(mail));
        }
      }
    }
  }

  private static void checkHolders(Workspace workspace, List<String> problems) {
    for (Grant grant : workspace.resources().grants()) {
      if (!isLive(workspace, grant.holder())) {
        problems.add(
            "S10: %s is granted to %s, which is over".formatted(grant.locks(), grant.holder()));
      }
    }
    for (Wait wait : workspace.waits().all()) {
      if (!isLive(workspace, wait.holder())) {
        problems.add("S10: wait %s is of %s, which is over".formatted(wait.id(), wait.holder()));
      }
    }
  }

  private static boolean isLive(Workspace workspace, Holder holder) {
    return switch (holder) {
      case Holder.Session session -> {
        Agent agent = workspace.agents().find(session.agent());
        yield agent != null && agent.isLive(session.token());
      }
      case Holder.Attempt attempt -> {
        Task task = workspace.tasks().find(attempt.task());
        yield task != null
            && task.state() instanceof TaskState.Held held
            && held.epoch().equals(attempt.token());
      }
    };
  }
}
