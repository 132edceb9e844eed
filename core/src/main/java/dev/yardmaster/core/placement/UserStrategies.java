package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.strategy.StrategyNames;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.task.TaskCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Placement by strategies of users, which never run here: each question is an event, each answer a
 * command. An answer that is late, stale or nonsense is replaced by {@code capability}, and an
 * event says so (R31).
 */
public final class UserStrategies {
  static final int MAX_CANDIDATES = 64;

  /** Most questions open at once. */
  static final int MAX_OPEN = 1_024;

  private record Question(ReadyEntry entry, long generation, long untilMillis) {}

  private final PlacementIndex index;
  private final Dispatcher dispatcher;
  private final StrategyNames names;
  private final Map<TaskId, Question> open = new LinkedHashMap<>();

  UserStrategies(PlacementIndex index, Dispatcher dispatcher, StrategyNames names) {
    this.index = index;
    this.dispatcher = dispatcher;
    this.names = names;
  }

  boolean isRegistered(String name) {
    return names.isRegistered(StrategyUse.PLACEMENT, name);
  }

  /**
   * Asks where the task should go; false when nobody would take it or too much is asked already.
   */
  boolean ask(ReadyEntry entry, Turn turn) {
    if (open.size() >= MAX_OPEN) {
      return false;
    }
    List<AgentId> candidates = new ArrayList<>();
    for (AgentGroup group : entry.taskClass.groups) {
      for (AgentSlot slot : group.candidates(entry.taskClass)) {
        if (candidates.size() == MAX_CANDIDATES) {
          break;
        }
        candidates.add(slot.agent.id());
      }
    }
    if (candidates.isEmpty()) {
      return false;
    }
    long generation = turn.nextToken().value();
    entry.asked = true;
    open.put(
        entry.task.id(),
        new Question(entry, generation, turn.now().stateMillis() + StrategyNames.PATIENCE_MILLIS));
    turn.emit(
        new PlacementEvent.PlacementRequested(
            entry.task.id(), generation, dispatcher.policy().strategy(), candidates));
    return true;
  }

  public Reply answer(TaskCommand.Place command, Turn turn) {
    Question question = open.get(command.task());
    if (question == null || question.generation() != command.generation()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected an open question about task %s with generation %d; it was answered, withdrawn or too late"
                  .formatted(command.task(), command.generation())));
    }
    open.remove(command.task());
    ReadyEntry entry = question.entry();
    entry.asked = false;
    if (!entry.isCurrent()) {
      return Reply.refused(
          Refusal.failedPrecondition("Task %s is not READY any more".formatted(command.task())));
    }
    AgentSlot slot = index.find(command.agent());
    String nonsense = objection(entry, slot, command.agent());
    if (nonsense == null && slot != null) {
      String by = "chosen by " + dispatcher.policy().strategy();
      String reason = command.reason().isEmpty() ? by : by + ": " + command.reason();
      dispatcher.place(entry, slot, reason, 0, turn);
    } else {
      fallBack(entry, question.generation(), String.valueOf(nonsense), turn);
    }
    return turn.done();
  }

  private static @Nullable String objection(
      ReadyEntry entry, @Nullable AgentSlot slot, AgentId named) {
    if (slot == null || slot.group == null || !slot.group.classes.contains(entry.taskClass)) {
      return "agent %s cannot do it".formatted(named);
    }
    if (!slot.available || (entry.taskClass.key.runsAtOnce() && !slot.roomToRun)) {
      return "agent %s takes nothing now".formatted(named);
    }
    return null;
  }

  private void fallBack(ReadyEntry entry, long generation, String reason, Turn turn) {
    turn.emit(new PlacementEvent.PlacementFellBack(entry.task.id(), generation, reason));
    AgentSlot slot = dispatcher.choose(entry);
    if (slot == null) {
      index.offer(entry);
    } else {
      dispatcher.place(entry, slot, "capability, since " + reason, slot.load(), turn);
    }
  }

  long nextMillis() {
    return open.isEmpty() ? Long.MAX_VALUE : open.values().iterator().next().untilMillis();
  }

  void tick(Turn turn) {
    while (turn.room() > 4 && nextMillis() <= turn.now().stateMillis()) {
      Question question = open.values().iterator().next();
      open.remove(question.entry().task.id());
      question.entry().asked = false;
      if (question.entry().isCurrent()) {
        fallBack(question.entry(), question.generation(), "no answer within 50 ms", turn);
      }
    }
  }
}
