package dev.yardmaster.client.kill;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Several agents that submit tasks to each other and work them under locks, take locks by
 * themselves and write to each other, in one process and one data folder, for as long as they are
 * let; every task succeeds and every message arrives in the end if nothing is lost.
 *
 * <p>As a program: {@code MixedLoad FOLDER JOURNAL LIFE SEED FORMER-JOURNAL}; it ends only by being
 * killed, or with its parent.
 */
final class MixedLoad implements AutoCloseable {
  static final String WORKSPACE = "load";
  private static final int AGENTS = Integer.getInteger("yardmaster.agents", 3);
  private static final int SUBMITTERS = 2;
  private static final int FILES = 4;
  static final String GPU = "gpu";
  static final int GPU_CAPACITY = 2;

  /** Most tasks one life has open at a time. */
  private static final int MOST_OPEN = 60;

  private static final RetryPolicy RETRY =
      new RetryPolicy(3, new RetryPolicy.Backoff(1, 100, 0, 1), Collections.emptySortedSet());

  private final Journal journal;
  private final CoordinationManager manager;
  private final String life;
  private final long seed;
  private final Semaphore open = new Semaphore(MOST_OPEN);
  private final List<AgentSession> agents = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();
  private final List<Runnable> rests = new ArrayList<>();
  private final MailLoad mail;
  private volatile boolean resting;

  private MixedLoad(Journal journal, CoordinationManager manager, String life, long seed) {
    this.journal = journal;
    this.manager = manager;
    this.life = life;
    this.seed = seed;
    for (int i = 1; i <= AGENTS; i++) {
      int slots = 1 + (i - 1) % 3;
      AgentProfile profile = AgentProfile.named("w" + i).maxConcurrentTasks(slots).prefetch(slots);
      AgentSession agent = manager.agents().register(profile);
      agents.add(agent);
      ends.add(agent::close);
    }
    mail = MailLoad.receive(journal, manager.messages(), agents, seed);
    ends.add(mail::close);
  }

  /**
   * Opens a workspace to the load, works and receives what is there; submits and sends nothing yet.
   */
  static MixedLoad begin(Yardmaster yard, Journal journal, String life, long seed) {
    CoordinationManager manager = yard.workspace(WORKSPACE);
    journal.write(new Fact.Began(life));
    manager.resources().declare(ResourceName.of(GPU), GPU_CAPACITY);
    journal.write(new Fact.Declared(GPU, GPU_CAPACITY));
    MixedLoad load = new MixedLoad(journal, manager, life, seed);
    EventSubscription successes =
        manager.events().subscribe(TaskEvent.TaskSucceeded.class, load::succeeded);
    load.ends.add(successes::close);
    for (AgentSession agent : load.agents) {
      load.ends.add(manager.work(agent, load::work)::close);
    }
    return load;
  }

  private void succeeded(TaskEvent.TaskSucceeded event) {
    journal.write(new Fact.Completed(event.task().value(), event.epoch().value()));
    if (event.task().value().startsWith(life + ":")) {
      open.release();
    }
  }

  /** Tasks that have not succeeded, and messages that are not acknowledged. */
  int open() {
    int tasks =
        manager.view().tasks().entrySet().stream()
            .filter(entry -> entry.getKey() != TaskState.Name.SUCCEEDED)
            .mapToInt(Map.Entry::getValue)
            .sum();
    return tasks + mail.open();
  }

  /** What keeps it from being worked off, in words. */
  String left() {
    return "tasks %s; agents %s; waits %s; mailboxes %s; tasks: %s"
        .formatted(
            manager.view().tasks(),
            manager.agents().list(100),
            manager.resources().waits(100),
            mail.left(),
            manager.tasks().list(null, null, 200).stream()
                .filter(task -> !task.state().name().isEnded())
                .map(task -> task.id() + " " + task.state() + manager.tasks().explain(task.id()))
                .toList());
  }

  /** Nothing more is submitted, locked or sent; what there is is worked off. */
  void rest() {
    resting = true;
    rests.forEach(Runnable::run);
  }

  /** Submits, locks and sends until it rests, on threads of its own. */
  void submit(List<Fact.Sending> unanswered) {
    LockLoad locks = new LockLoad(journal, manager.resources());
    rests.add(locks::rest);
    rests.add(mail::rest);
    for (AgentSession agent : agents) {
      locks.lock(agent, new Random(43 * seed + agents.indexOf(agent)));
    }
    mail.send(life, unanswered);
    for (int i = 1; i <= SUBMITTERS; i++) {
      String prefix = "%s:%d:".formatted(life, i);
      Random random = new Random(31 * seed + i);
      Thread.ofVirtual().start(() -> submit(prefix, random));
    }
  }

  private void submit(String prefix, Random random) {
    try {
      for (int n = 0; !resting; n++) {
        open.acquire();
        Task task = task(prefix, n, random);
        journal.write(
            new Fact.Submitting(
                task.id().value(),
                task.spec().dependencies().stream().map(d -> d.task().value()).toList()));
        Persistent.call(() -> manager.tasks().submit(task));
        journal.write(new Fact.Submitted(task.id().value()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Task task(String prefix, int n, Random random) {
    Task task =
        Task.of(prefix + n)
            .type("kind-" + random.nextInt(3))
            .priority(random.nextInt(101))
            .retry(RETRY);
    for (int back = 1; back <= 3 && back <= n; back++) {
      if (random.nextInt(4) == 0) {
        task = task.dependsOn(prefix + (n - back));
      }
    }
    task =
        switch (random.nextInt(5)) {
          case 0 -> task.locks(LockRequest.exclusive(file(random)));
          case 1 -> task.locks(LockRequest.shared(file(random)));
          case 2 -> task.locks(LockRequest.exclusive(LockLoad.part(random)));
          default -> task;
        };
    return random.nextInt(4) == 0
        ? task.locks(LockRequest.permits(GPU, 1 + random.nextInt(GPU_CAPACITY)))
        : task;
  }

  static String file(Random random) {
    return "file-" + random.nextInt(FILES);
  }

  private Outcome work(TaskContext context) throws InterruptedException {
    String task = context.spec().id().value();
    long epoch = context.epoch().value();
    journal.write(new Fact.Started(task, epoch, context.agent().value()));
    List<LockRequest> locks = context.spec().requirements().locks();
    for (LockRequest lock : locks) {
      journal.write(new Fact.Locked(lock.resource().value(), epoch, lock.mode(), lock.permits()));
    }
    Random random = new Random(seed ^ epoch);
    TimeUnit.MICROSECONDS.sleep(random.nextInt(2_000)); // the work
    boolean failing = context.attempt() == 1 && random.nextInt(8) == 0;
    for (LockRequest lock : locks) {
      journal.write(new Fact.Unlocking(lock.resource().value(), epoch));
    }
    journal.write(failing ? new Fact.Failing(task, epoch) : new Fact.Finishing(task, epoch));
    return failing ? Outcome.failure("flaky", "fails the first time") : Outcome.success();
  }

  @Override
  public void close() {
    ends.reversed().forEach(Runnable::run);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Journal journal = Journal.create(Path.of(args[1]));
    Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> {
      problem.printStackTrace();
      Runtime.getRuntime().halt(2);
    });
    Yardmaster yard = Yardmaster.open(Path.of(args[0]));
    MixedLoad load = begin(yard, journal, args[2], Long.parseLong(args[3]));
    load.submit(MailLoad.unanswered(Journal.read(Path.of(args[4]))));
    while (System.in.read() >= 0) {
      // nothing is said; the end of the input is the end of the parent
    }
    Runtime.getRuntime().halt(1);
  }
}
