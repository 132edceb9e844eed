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
  private List<@Nullable Task> tasks = new ArrayList<>();
  private List<Task> former = List.of();
  private int dropped;

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

  List<Task> former() {
    return former;
  }

  /** Former tasks looked at so far; the leader's own, begins anew with each leader. */
  int dropped() {
    return dropped;
  }

  void dropped(int count) {
    dropped = count;
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
  }

  /** The present tasks become the former ones; the uploaded will take their places. */
  void seal() {
    revision++;
    dropped = 0;
    former = tasks();
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
      former = List.of();
      clearUpload();
    }
    stage = to;
    next = position;
  }

  void cancel(String reason) {
    cancelReason = reason;
    advance(PlanStage.CANCEL, 0);
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
