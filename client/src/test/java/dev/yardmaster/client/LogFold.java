package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.protocol.metrics.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the log alone says: a plain fold over every event, written without a look at what the engine
 * counts with, for tests to hold metrics against. Of tasks submitted alone, without waits for ends.
 */
final class LogFold {
  private static final class OfTask {
    private final TaskSpec spec;
    private int priority;
    private String state = "WAITING";

    private OfTask(TaskSpec spec) {
      this.spec = spec;
      this.priority = spec.priority();
    }
  }

  private record Locked(Holder holder, int entries) {}

  private record Letter(AgentId recipient, MessageId message) {}

  private final Map<TaskId, OfTask> tasks = new HashMap<>();
  private final Map<TaskId, AgentId> holders = new HashMap<>();
  private final Map<AgentId, AgentStatus> agents = new HashMap<>();
  private final Map<AgentId, Integer> slots = new HashMap<>();
  private final Map<FencingToken, Locked> grants = new HashMap<>();
  private final Map<FencingToken, Wait> waits = new HashMap<>();
  private final Set<Letter> mail = new HashSet<>();
  private final Set<Letter> dead = new HashSet<>();
  private final Set<RecordKey> records = new HashSet<>();
  private final Map<Metric, SortedMap<String, Long>> counted = new HashMap<>();
  private long events;

  void add(Event event) {
    events += event instanceof ShardEvent ? 0 : 1;
    switch (event) {
      case TaskEvent e -> task(e);
      case AgentEvent.AgentJoined e -> {
        agents.put(e.agent(), AgentStatus.ACTIVE);
        slots.put(e.agent(), e.profile().slots().maxConcurrentTasks());
        count(Metric.AGENTS_JOINED, "");
      }
      case AgentEvent.AgentStatusChanged e -> agents.put(e.agent(), e.status());
      case AgentEvent.AgentSessionEnded e -> {
        agents.put(e.agent(), e.cause().status());
        count(Metric.AGENTS_SESSIONS_ENDED, e.cause().name());
      }
      case ResourceEvent.LocksAcquired e -> {
        grants.put(e.token(), new Locked(e.holder(), e.locks().size()));
        count(Metric.LOCKS_ACQUIRED, "");
      }
      case ResourceEvent.LockReleased e -> grants.remove(e.token());
      case ResourceEvent.LocksReleased e -> {
        grants.values().removeIf(locked -> locked.holder().equals(e.holder()));
        waits.values().removeIf(wait -> wait.holder().equals(e.holder()));
      }
      case WaitEvent.WaitBegan e -> waits.put(e.begun().id(), e.begun());
      case WaitEvent.WaitEnded e -> waits.remove(e.waitId());
      case WaitEvent.DeadlockDetected e -> count(Metric.DEADLOCKS, "");
      case MessageEvent.MessageSent e -> {
        count(Metric.MESSAGES_SENT, "");
        e.recipients().forEach(to -> mail.add(new Letter(to, e.sending().id())));
      }
      case MessageEvent.MessageAddressed e ->
          e.recipients().forEach(to -> mail.add(new Letter(to, e.message())));
      case MessageEvent.MessagesAcked e ->
          e.messages()
              .forEach(id -> {
                mail.remove(new Letter(e.recipient(), id));
                count(Metric.MESSAGES_ACKED, "");
              });
      case MessageEvent.MessagesExpired e ->
          e.messages().forEach(id -> mail.remove(new Letter(e.recipient(), id)));
      case MessageEvent.MessagesDelivered e ->
          e.messages().forEach(id -> count(Metric.MESSAGES_DELIVERED, ""));
      case MessageEvent.MessagesDied e ->
          e.messages()
              .forEach(id -> {
                mail.remove(new Letter(e.recipient(), id));
                dead.add(new Letter(e.recipient(), id));
                count(Metric.MESSAGES_DEAD, "");
              });
      case RecordEvent.RecordPut e -> {
        records.add(e.key());
        count(Metric.RECORDS_WRITTEN, "");
      }
      case RecordEvent.RecordDeleted e -> records.remove(e.key());
      default -> {} // says nothing of what is compared
    }
  }

  private void task(TaskEvent event) {
    if (event instanceof TaskEvent.TaskSubmitted submitted) {
      tasks.put(submitted.task(), new OfTask(submitted.spec()));
      count(Metric.TASKS_CREATED, "");
      return;
    }
    OfTask task = tasks.get(event.task());
    if (task == null) {
      throw new IllegalStateException("The log begins in the middle: " + event);
    }
    String next = state(event, task);
    if (!next.equals("ASSIGNED") && !next.equals("RUNNING") && !next.equals("CANCELLING")) {
      holders.remove(event.task());
    }
    task.state = next;
    if (next.isEmpty()) {
      tasks.remove(event.task());
    }
  }

  private String state(TaskEvent event, OfTask task) {
    String type = task.spec.work().type();
    return switch (event) {
      case TaskEvent.TaskReady e -> "READY";
      case TaskEvent.TaskAssigned e -> {
        holders.put(e.task(), e.agent());
        count(Metric.TASKS_ASSIGNED, "");
        yield "ASSIGNED";
      }
      case TaskEvent.TaskStarted e -> {
        count(Metric.TASKS_STARTED, "");
        yield "RUNNING";
      }
      case TaskEvent.TaskUnassigned e -> "READY";
      case TaskEvent.AttemptLost e -> "READY";
      case TaskEvent.AttemptFailed e -> {
        count(Metric.TASKS_RETRIES, "");
        count(Metric.TASKS_RETRIES_BY_TYPE, type);
        yield "BACKOFF";
      }
      case TaskEvent.TaskSucceeded e -> {
        count(Metric.TASKS_COMPLETED, "");
        count(Metric.TASKS_COMPLETED_BY_TYPE, type);
        count(Metric.TASKS_COMPLETED_BY_PRIORITY, Integer.toString(task.priority));
        yield "SUCCEEDED";
      }
      case TaskEvent.TaskFailed e -> {
        count(Metric.TASKS_FAILED, "");
        count(Metric.TASKS_FAILED_BY_TYPE, type);
        yield "FAILED";
      }
      case TaskEvent.TaskCancelled e -> {
        count(Metric.TASKS_CANCELLED, "");
        yield "CANCELLED";
      }
      case TaskEvent.CancelRequested e -> "CANCELLING";
      case TaskEvent.TaskPriorityChanged e -> {
        task.priority = e.priority();
        yield task.state;
      }
      case TaskEvent.TaskRetired e -> "";
      default -> task.state;
    };
  }

  private void count(Metric metric, String label) {
    counted.computeIfAbsent(metric, absent -> new TreeMap<>()).merge(label, 1L, Long::sum);
  }

  /** Counters it knows of, those with something counted. */
  Map<Metric, SortedMap<String, Long>> counters() {
    Map<Metric, SortedMap<String, Long>> all = new HashMap<>(counted);
    all.put(Metric.EVENTS, new TreeMap<>(Map.of("", events)));
    return all;
  }

  /** Every gauge, those that are zero included only where they have no label. */
  Map<Metric, SortedMap<String, Long>> gauges() {
    Map<Metric, SortedMap<String, Long>> all = new HashMap<>();
    for (OfTask task : tasks.values()) {
      add(all, Metric.TASKS_IN_STATE, task.state, 1);
      if (!List.of("SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED").contains(task.state)) {
        add(all, Metric.TASKS_OPEN_BY_TYPE, task.spec.work().type(), 1);
        add(all, Metric.TASKS_OPEN_BY_PRIORITY, Integer.toString(task.priority), 1);
      }
    }
    Set<AgentId> busy = new HashSet<>();
    long busySlots = 0;
    for (Map.Entry<TaskId, AgentId> held : holders.entrySet()) {
      OfTask task = tasks.get(held.getKey());
      if (task != null && !task.state.equals("ASSIGNED")) {
        busy.add(held.getValue());
        busySlots++;
      }
    }
    long attached = 0;
    long allSlots = 0;
    for (Map.Entry<AgentId, AgentStatus> agent : agents.entrySet()) {
      add(all, Metric.AGENTS_IN_STATUS, agent.getValue().name(), 1);
      if (agent.getValue().isAttached()) {
        attached++;
        allSlots += slots.getOrDefault(agent.getKey(), 0);
      }
    }
    add(all, Metric.AGENTS_BUSY, "", busy.size());
    add(all, Metric.AGENTS_IDLE, "", attached - busy.size());
    add(all, Metric.AGENTS_SLOTS, "", allSlots);
    add(all, Metric.AGENTS_SLOTS_BUSY, "", busySlots);
    List<Locked> locked = new ArrayList<>(grants.values());
    add(all, Metric.LOCKS_GRANTS, "", locked.size());
    add(all, Metric.LOCKS_HELD, "", locked.stream().mapToLong(Locked::entries).sum());
    add(all, Metric.WAITS_OPEN, "locks", waits.size());
    add(all, Metric.WAITS_OPEN, "task", 0);
    add(all, Metric.WAITS_OPEN, "reply", 0);
    add(all, Metric.CONFLICTS_OPEN, "", 0);
    add(all, Metric.MESSAGES_IN_MAILBOXES, "", mail.size());
    add(all, Metric.MESSAGES_DEAD_LETTERS, "", dead.size());
    add(all, Metric.RECORDS_STORED, "", records.size());
    return all;
  }

  private static void add(
      Map<Metric, SortedMap<String, Long>> all, Metric metric, String label, long value) {
    all.computeIfAbsent(metric, absent -> new TreeMap<>()).merge(label, value, Long::sum);
  }
}
