package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Hashing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the log knows it: what is being uploaded, and the tasks of its present revision.
 *
 * <p>Changed only by {@link PlanApplier}.
 */
public final class Plan {
  private final PlanId id;
  private int revision;
  private boolean redoChanged;
  private PlanStage stage = PlanStage.OPEN;
  private int next;
  private String cancelReason = "";
  private List<TaskSpec> uploaded = new ArrayList<>();
  private Map<TaskId, Integer> uploadedIndex = new HashMap<>();
  private long uploadedHash;
  private long pendingBytes;
  private List<@Nullable Task> tasks = new ArrayList<>();
  private List<Task> former = List.of();
  private int dropped;
  private int succeeded;

  Plan(PlanId id) {
    this.id = id;
  }

  public PlanId id() {
    return id;
  }

  /** From 1; rises with each seal. */
  public int revision() {
    return revision;
  }

  /** Whether tasks that succeeded may be done again when their content changed. */
  public boolean redoChanged() {
    return redoChanged;
  }

  public PlanStage stage() {
    return stage;
  }

  /** Where the present stage goes on. */
  public int next() {
    return next;
  }

  public String cancelReason() {
    return cancelReason;
  }

  /** What was uploaded and has not taken its place yet. */
  public List<TaskSpec> uploaded() {
    return Collections.unmodifiableList(uploaded);
  }

  /** Tasks in topological order; while a revision is adopted, those that took their places. */
  public List<Task> tasks() {
    List<Task> present = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      if (task != null) {
        present.add(task);
      }
    }
    return present;
  }

  public int size() {
    return tasks.size();
  }

  public Task task(int index) {
    Task task = tasks.get(index);
    if (task == null) {
      throw new IllegalStateException("Expected task %d of plan %s".formatted(index, id));
    }
    return task;
  }

  boolean isUploading() {
    return stage == PlanStage.OPEN;
  }

  boolean hasUploaded(TaskId task) {
    return uploadedIndex.containsKey(task);
  }

  /** Tasks of earlier revisions; once DROP is over, only those that are no longer in the plan. */
  List<Task> former() {
    return former;
  }

  /**
   * Whether the plan is at rest and all of it, if anything, succeeded. Looks at each task that has
   * succeeded once a revision, since such a task begins anew only with another revision.
   */
  boolean isFinished() {
    if (stage != PlanStage.SETTLED) {
      return false;
    }
    while (succeeded < tasks.size()) {
      Task task = tasks.get(succeeded);
      if (task == null || !(task.state() instanceof TaskState.Succeeded)) {
        return false;
      }
      succeeded++;
    }
    return former.stream().allMatch(task -> task.state() instanceof TaskState.Ended);
  }

  /** Some task that has not ended, or whose dependents are still to be told; null if none. */
  @Nullable Task notOver() {
    for (List<@Nullable Task> each : List.of(tasks, new ArrayList<@Nullable Task>(former))) {
      for (Task task : each) {
        if (task != null
            && (!(task.state() instanceof TaskState.Ended)
                || task.hasDependentsToSettle()
                || task.hasDependentsToRevive())) {
          return task;
        }
      }
    }
    return null;
  }

  /** State time of the last end of a task of the present revision. */
  long overSinceMillis() {
    long since = 0;
    for (Task task : tasks) {
      if (task != null && task.state() instanceof TaskState.Ended end) {
        since = Math.max(since, end.sinceMillis());
      }
    }
    return since;
  }

  /** Former tasks looked at so far; the leader's own, begins anew with each leader. */
  int dropped() {
    return dropped;
  }

  void dropped(int count) {
    dropped = count;
  }

  /** What the upload will add to memory; the leader's own, begins anew with each leader. */
  long pendingBytes() {
    return pendingBytes;
  }

  void addPending(long bytes) {
    pendingBytes += bytes;
  }

  // What follows is for PlanApplier alone.

  void open(boolean redoChanged) {
    this.redoChanged = redoChanged;
    this.stage = PlanStage.OPEN;
    this.next = 0;
    clearUpload();
  }

  void upload(TaskSpec spec) {
    uploadedIndex.put(spec.id(), uploaded.size());
    uploaded.add(spec);
    uploadedHash = Hashing.fold(uploadedHash, SpecHash.of(spec));
  }

  void clearUpload() {
    uploaded = new ArrayList<>();
    uploadedIndex = new HashMap<>();
    uploadedHash = 0;
    pendingBytes = 0;
  }

  /** The present tasks become the former ones; the uploaded will take their places. */
  void seal() {
    revision++;
    dropped = 0;
    succeeded = 0;
    List<Task> before = tasks();
    before.addAll(former);
    former = before;
    tasks = new ArrayList<>(uploaded.size());
    advance(PlanStage.ADOPT, 0);
  }

  void place(int index, Task task) {
    while (tasks.size() <= index) {
      tasks.add(null);
    }
    tasks.set(index, task);
  }

  void placeFormer(Task task) {
    if (former.isEmpty()) {
      former = new ArrayList<>();
    }
    former.add(task);
  }

  void advance(PlanStage to, int position) {
    if (to == PlanStage.RANK && stage == PlanStage.DROP) {
      former = former.stream().filter(this::isFormer).toList();
      clearUpload();
    }
    stage = to;
    next = position;
  }

  private boolean isFormer(Task task) {
    TaskRestored.PlanSlot slot = task.slot();
    return slot == null || slot.revision() != revision;
  }

  void cancel(String reason) {
    cancelReason = reason;
    advance(PlanStage.CANCEL, 0);
  }

  /** Its tasks begin to leave memory. */
  void close() {
    dropped = 0;
    advance(PlanStage.RETIRE, 0);
  }

  /** One of its tasks has left memory; those of the present revision go in order. */
  void retired(TaskRestored.PlanSlot slot) {
    if (slot.revision() == revision) {
      tasks.set(slot.index(), null);
      advance(PlanStage.RETIRE, slot.index() + 1);
    }
  }

  void restore(PlanRestored from) {
    revision = from.revision();
    redoChanged = from.redoChanged();
    stage = from.stage();
    next = from.next();
    cancelReason = from.cancelReason();
  }

  PlanRestored restored() {
    return new PlanRestored(id, revision, redoChanged, stage, next, cancelReason);
  }

  long hash() {
    long h = Hashing.fold(17, id.value());
    h = Hashing.fold(h, revision);
    h = Hashing.fold(h, redoChanged);
    h = Hashing.fold(h, stage);
    h = Hashing.fold(h, next);
    h = Hashing.fold(h, cancelReason);
    return Hashing.fold(h, uploadedHash);
  }
}
