package dev.yardmaster.cli.run;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.data.PlanFolder;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanAgent;
import dev.yardmaster.cli.plan.PlanResource;
import dev.yardmaster.cli.process.AttemptGroups;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run of a plan on an open data folder, from upload to summary: on one thread, beside those of
 * the agents and of the events.
 */
final class PlanRun {
  /** How long what an earlier run left behind may take to end by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String BY = "yardmaster run";

  private final RunRequest request;
  private final OpenData data;
  private final Interrupts interrupts;
  private final RunRecord record;
  private final RunOutput output;
  private final CoordinationManager manager;
  private final PlanId planId;

  PlanRun(
      RunRequest request,
      OpenData data,
      Interrupts interrupts,
      RunRecord record,
      RunOutput output) {
    this.request = request;
    this.data = data;
    this.interrupts = interrupts;
    this.record = record;
    this.output = output;
    this.manager = data.workspace(request.plan().name());
    this.planId = PlanId.of(request.plan().name());
  }

  /** Runs until the plan is over or a person stops it. */
  ExitCode run() throws IOException, InterruptedException {
    awaitFormerAttempts();
    data.currentPlan(request.plan().name());
    try (AttemptProcesses processes = AttemptProcesses.open(data.folder().groups());
        EventSubscription events = subscribe()) {
      upload();
      List<Worker> workers = join(processes);
      boolean over = awaitEnd();
      if (!over) {
        stop(workers, processes);
      } else {
        workers.forEach(Worker::close);
      }
      return finish(events);
    }
  }

  private void awaitFormerAttempts() throws IOException, InterruptedException {
    AttemptGroups.Report former = AttemptGroups.awaitGone(data.folder().groups(), PATIENCE);
    if (!former.killed().isEmpty()) {
      output.note("killed %d process groups of an earlier run".formatted(former.killed().size()));
    }
    if (!former.remaining().isEmpty()) {
      throw new CommandFailure(
          ExitCode.BUSY,
          "process group %d of an earlier run cannot be killed; end it and run again"
              .formatted(former.remaining().getFirst().id()));
    }
  }

  private EventSubscription subscribe() {
    return manager
        .events()
        .subscribe(manager.events().position(), event -> output.event(event, record.add(event)));
  }

  private void upload() throws IOException {
    if (manager.view().paused()) {
      manager.resume(BY);
    }
    for (PlanResource resource : request.plan().resources()) {
      manager.resources().declare(ResourceName.of(resource.id()), resource.capacity());
    }
    PlacementPolicy policy =
        request.strategy().isEmpty()
            ? PlacementPolicy.DEFAULT
            : PlacementPolicy.DEFAULT.strategy(request.strategy().get());
    if (!manager.view().policy().equals(policy)) {
      manager.placementPolicy(policy);
    }
    PlanTasks tasks = new PlanTasks(request.plan(), request.parameters(), firstStartMillis());
    try {
      manager.plans().upload(planId, tasks.specs(), request.redoChanged());
    } catch (CoordinationException e) {
      String hint =
          e.code() == RefusalCode.FAILED_PRECONDITION && !request.redoChanged()
              ? " (to do changed tasks again: --redo-changed)"
              : "";
      throw new CommandFailure(
          ExitCode.REFUSED, request.plan().source() + ": " + e.refusal().text() + hint, e);
    }
  }

  private long firstStartMillis() throws IOException {
    PlanFolder folder = data.folder().plan(request.plan().name());
    Path file = folder.firstStart();
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      if (text.matches("\\d{1,15}")) {
        return Long.parseLong(text);
      }
    }
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, record.startedMillis() + "\n");
    return record.startedMillis();
  }

  private List<Worker> join(AttemptProcesses processes) {
    List<Worker> workers = new ArrayList<>();
    for (PlanAgent kind : request.crew()) {
      AttemptHandler handler =
          new AttemptHandler(
              processes,
              data.folder().plan(request.plan().name()).output(),
              request.folders(),
              kind.run());
      for (AgentProfile profile : PlanTasks.profiles(List.of(kind))) {
        workers.add(manager.work(profile, handler));
      }
    }
    return workers;
  }

  /** Whether the plan is over; false when a person stopped the run before. */
  private boolean awaitEnd() throws InterruptedException {
    WaitWatch waits = new WaitWatch(request.plan(), manager, output);
    while (interrupts.wish() == Interrupts.Wish.GO_ON) {
      PlanView view = view();
      if (view.isOver()) {
        return true;
      }
      output.progress(view);
      waits.look(view);
      // Looking costs with the size of the plan, so it is done the more seldom the bigger it is.
      interrupts.await(Interrupts.Wish.GO_ON, LOOK.plusMillis(view.size() / 100));
    }
    return false;
  }

  private void stop(List<Worker> workers, AttemptProcesses processes) throws InterruptedException {
    manager.pause(BY);
    output.note(
        "stopping: nothing new is started, %d tasks run on; Ctrl-C again ends them"
            .formatted(record.running().size()));
    List<Thread> drains = onEach(workers, Worker::close);
    while (drains.stream().anyMatch(Thread::isAlive)) {
      if (interrupts.await(Interrupts.Wish.DRAIN, LOOK) == Interrupts.Wish.ABANDON) {
        output.note(
            "ending %d running tasks; they are not counted".formatted(record.running().size()));
        List<Thread> abandons = onEach(workers, Worker::abandon);
        processes.close();
        join(abandons);
        return;
      }
      output.progress(view());
    }
  }

  private static List<Thread> onEach(List<Worker> workers, Consumer<Worker> action) {
    return workers.stream()
        .map(worker -> Thread.ofVirtual().start(() -> action.accept(worker)))
        .toList();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private PlanView view() {
    return manager
        .plans()
        .find(planId)
        .orElseThrow(() -> new IllegalStateException("Expected plan " + planId + " to exist"));
  }

  private ExitCode finish(EventSubscription events) throws InterruptedException {
    PlanView view = view();
    awaitEvents(events);
    output.summary(
        new SummaryMaker(request, manager, data.folder().plan(request.plan().name()), record)
            .of(view));
    if (!view.isOver()) {
      return ExitCode.INTERRUPTED;
    }
    return view.count(TaskState.Name.SUCCEEDED) == view.size()
        ? ExitCode.OK
        : ExitCode.TASKS_FAILED;
  }

  /** What is committed by now is shown before the summary. */
  private void awaitEvents(EventSubscription events) throws InterruptedException {
    var goal = manager.events().position();
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (events.position().compareTo(goal) < 0
        && !events.ended().toCompletableFuture().isDone()
        && System.nanoTime() < deadline) {
      interrupts.await(Interrupts.Wish.ABANDON, Duration.ofMillis(2));
    }
  }
}
