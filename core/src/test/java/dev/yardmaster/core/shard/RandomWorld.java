package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.placement.BuiltInStrategy;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Plan;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.PlanStage;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Retention;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One seeded run: random commands to a shard, its events to the model, then a peaceful end. */
final class RandomWorld {
  private static final String USER_STRATEGY = "mine";
  private static final Principal STRANGER = Principal.of("stranger");
  private static final WorkspaceId NOWHERE = WorkspaceId.of("nowhere");
  private static final int MOST_TASKS = 60;
  private static final Retention FORGETFUL = new Retention(1, 4, 3, 40_000);

  private final ShardHarness shard;
  private final ReferenceTasks model = new ReferenceTasks();
  private final Random random;
  private final boolean plainPlans;
  private final RandomSpecs specs;
  private final RandomLocks locks;
  private final RandomBreakers breakers;
  private final ReferenceBreakers breakerModel = new ReferenceBreakers();
  private final CommandCoverage coverage;
  private final ReferenceMail mailModel = new ReferenceMail();
  private final RandomMail mail;
  private final ReferenceConflicts conflictModel = new ReferenceConflicts();
  private final RandomConflicts conflicts;
  private final Map<TaskId, PlacementEvent.PlacementRequested> questions = new LinkedHashMap<>();
  private final List<FencingToken> oldTokens = new ArrayList<>(List.of(new FencingToken(1)));
  private int tasks;
  private int interrupted;

  /** Most dependencies are on so few tasks, so that much follows from the end of one. */
  private int hubs = Integer.MAX_VALUE;

  private long clientSession;
  private long sequence;
  private final Random naming;
  private long names;
  private @Nullable Request lastKeyed;
  private long lastKeyedMillis;
  private @Nullable Reply lastAnswer;
  private String lastCommand = "nothing";

  RandomWorld(long seed, CommandCoverage coverage) {
    this(seed, new Random(seed), Turn.MAX_EVENTS - 32, 3, coverage);
  }

  /** Every second world keeps little of what is over. */
  private RandomWorld(
      long seed, Random random, int roomPerTurn, int slots, CommandCoverage coverage) {
    this.random = random;
    this.naming = new Random(seed); // its own, so that names change nothing else
    boolean forgetful = seed % 2 != 0;
    this.shard = new ShardHarness(true, forgetful ? FORGETFUL : Retention.DEFAULT, roomPerTurn);
    this.plainPlans = forgetful;
    this.specs = new RandomSpecs(random, slots);
    this.locks = new RandomLocks(shard, random, specs, slots > 1);
    this.breakers = new RandomBreakers(shard, random, specs);
    this.coverage = coverage;
    this.mail = new RandomMail(shard, random, specs, this::session);
    this.conflicts = new RandomConflicts(shard, random, specs, this::session);
    shard.watch(this::watch);
  }

  /**
   * Turns have little room, and other commands, time and leaders fall between the steps of what one
   * command set going. Room for the end of a session of two tasks is the least that gets anywhere.
   */
  static RandomWorld interleaved(long seed, CommandCoverage coverage) {
    Random random = new Random(seed);
    RandomWorld world = new RandomWorld(seed, random, 16 + random.nextInt(8), 1, coverage);
    world.shard.goesOnWhile(() -> random.nextInt(6) == 0);
    world.hubs = 3;
    return world;
  }

  /** What was asked last, for the report of a failure. */
  String lastCommand() {
    return lastCommand;
  }

  private void watch(List<Event> events) {
    if (events.stream().anyMatch(PlanEvent.PlanRanked.class::isInstance)
        && events.stream().noneMatch(PlanEvent.PlanAdvanced.class::isInstance)) {
      coverage.see("ranks refreshed");
    }
    events.forEach(event -> {
      model.apply(event);
      mailModel.apply(event, shard.now().stateMillis());
      conflictModel.apply(event);
      conflicts.hear(event);
      see(event);
      breakerModel.apply(event, shard.workspace(), shard.now().stateMillis());
      if (event instanceof PlacementEvent.PlacementRequested asked) {
        questions.put(asked.task(), asked);
      } else if (event instanceof PlanEvent.PlanClosed closed) {
        coverage.see("closed: " + closed.reason());
      } else if (event instanceof PlanEvent.PlanTaskAdopted adopted) {
        coverage.see("adopted: " + adopted.how());
      } else if (event instanceof BreakerEvent.BreakerStateChanged moved) {
        coverage.see("breaker %s -> %s".formatted(moved.from(), moved.to().name()));
        if (moved.breaker().isOfAgent() && moved.to() instanceof BreakerState.Open) {
          coverage.see("agent's breaker opened");
        }
      }
    });
  }

  private void see(Event event) {
    if (event instanceof WaitEvent.WaitAdvanced) {
      coverage.see("a wait moved up");
    } else if (event instanceof TaskEvent.TaskPinned) {
      coverage.see("a task pinned");
    } else if (event instanceof TaskEvent.TaskOutputReplaced) {
      coverage.see("an output replaced");
    } else if (event instanceof ConflictEvent.ConflictReported e && e.report().by() == null) {
      coverage.see("a late completion");
    }
  }

  void play(int steps) {
    begin(steps);
    endInPeace();
  }

  /** The state in the midst of things, after so many steps. */
  ShardState after(int steps) {
    begin(steps);
    return shard.live();
  }

  private void begin(int steps) {
    for (int i = 0; i < RandomSpecs.AGENTS; i++) {
      shard.join(specs.profile(AgentId.of("a" + i)));
    }
    for (int i = 0; i < steps; i++) {
      step();
      check();
      if (specs.oneIn(40)) {
        shard.checkSnapshot();
      }
    }
  }

  /** How many steps left a cascade unfinished. */
  int interrupted() {
    return interrupted;
  }

  private void check() {
    boolean settled = !shard.leader().hasMore();
    interrupted += settled ? 0 : 1;
    model.check(shard.workspace(), shard.now().wallMillis(), settled);
    mailModel.check(shard.workspace());
    conflictModel.check(shard.workspace());
    breakerModel.check(shard.workspace(), settled);
  }

  private void step() {
    int dice = random.nextInt(255);
    if (dice < 12) {
      lastCommand = "time passes";
      shard.pass(random.nextInt(specs.oneIn(12) ? 70_000 : specs.oneIn(2) ? 60 : 3_000));
    } else if (dice < 13) {
      lastCommand = "another leader";
      shard.failOver();
      questions.clear();
    } else if (dice < 15) {
      repeat();
    } else if (dice < 20) {
      lastCommand = "everybody asks";
      askAll();
    } else if (dice < 145) {
      send(command(dice - 20));
    } else if (dice < 245) {
      send(dice < 175 ? locks.command() : dice < 220 ? mail.next() : conflicts.next());
    } else {
      send(breakers.command());
    }
  }

  private void send(Command command) {
    lastCommand = command.toString();
    boolean elsewhere = specs.oneIn(command instanceof WorkspaceCommand ? 4 : 80);
    boolean strange =
        (command instanceof AgentCommand.JoinAgent
                || command instanceof WorkspaceCommand.CreateWorkspace)
            && specs.oneIn(6);
    WorkspaceId other =
        command instanceof WorkspaceCommand.CreateWorkspace ? WorkspaceId.of("-") : NOWHERE;
    Request request =
        new Request(
            elsewhere ? other : ShardHarness.WORKSPACE,
            strange ? STRANGER : ShardHarness.LOCAL,
            key(),
            command);
    Reply reply = shard.send(request);
    coverage.count(command, reply);
    if (reply instanceof Reply.ClientSessionOpened opened) {
      clientSession = opened.session();
      sequence = 0;
    } else if (request.key() != null && !(reply instanceof Reply.Refused)) {
      lastKeyed = request;
      lastKeyedMillis = shard.now().stateMillis();
      lastAnswer = reply;
    }
  }

  private @Nullable RepeatKey key() {
    if (clientSession != 0 && specs.oneIn(8)) {
      return new RequestKey(clientSession, ++sequence, Math.max(1, sequence - 3));
    }
    return naming.nextInt(12) == 0 ? new IdempotencyKey("name-" + ++names, names) : null;
  }

  /** S2: the same request again gets its first answer and does nothing. */
  private void repeat() {
    Request again = lastKeyed;
    boolean open =
        again != null
            && switch (again.key()) {
              case null -> false;
              case RequestKey key -> key.session() == clientSession;
              case IdempotencyKey key ->
                  shard.now().stateMillis() < lastKeyedMillis + NamedAnswers.TTL_MILLIS;
            };
    if (again != null && open) {
      lastCommand = "again " + again;
      Reply reply = shard.send(again);
      boolean expired = reply instanceof Reply.Refused && again.key() instanceof RequestKey;
      ReferenceTasks.expect(
          expired || reply.equals(lastAnswer), "S2: the first answer again", reply);
    } else {
      send(new ShardCommand.OpenClientSession());
    }
  }

  private Command command(int dice) {
    if (dice < 14) {
      if (plainPlans && specs.oneIn(2)) {
        return planStep();
      }
      return tasks() < MOST_TASKS ? submit() : new TaskCommand.PurgeTask(anyTask());
    } else if (dice < 26) {
      TaskId task = taskIn(TaskState.Name.ASSIGNED);
      return new TaskCommand.StartTask(task, epoch(task));
    } else if (dice < 38) {
      TaskId task = taskIn(TaskState.Name.RUNNING);
      Payload result = specs.oneIn(4) ? Payload.text("result") : Payload.EMPTY;
      return specs.oneIn(6) ? late() : new TaskCommand.CompleteTask(task, epoch(task), result);
    } else if (dice < 42) {
      TaskId task = taskIn(TaskState.Name.RUNNING);
      Failure failure = new Failure(specs.oneIn(6) ? "fatal" : "boom", "it broke");
      return new TaskCommand.FailTask(
          task,
          epoch(task),
          failure,
          !specs.oneIn(6),
          breakers.attribution(shard.workspace().tasks().find(task), task));
    } else if (dice < 44) {
      TaskId task = taskIn(TaskState.Name.ASSIGNED);
      return new TaskCommand.ReturnTask(task, epoch(task));
    } else if (dice < 47) {
      TaskId task = taskIn(TaskState.Name.CANCELLING);
      return new TaskCommand.ConfirmCancelled(task, epoch(task));
    } else if (dice < 50) {
      TaskId task = taskIn(TaskState.Name.RUNNING);
      return new TaskCommand.TaskHeartbeat(task, epoch(task));
    } else if (dice < 53) {
      return new TaskCommand.CancelTask(anyTask(), "enough");
    } else if (dice < 58) {
      return new TaskCommand.RetryTask(
          taskIn(specs.oneIn(2) ? TaskState.Name.FAILED : TaskState.Name.CANCELLED), "ada");
    } else if (dice < 60) {
      return new TaskCommand.ApproveTask(awaitingApproval(), "ada");
    } else if (dice < 61) {
      return new TaskCommand.RejectTask(awaitingApproval(), "ada", "too dear");
    } else if (dice < 63) {
      return new TaskCommand.SetTaskPriority(anyTask(), random.nextInt(110) - 5);
    } else if (dice < 65) {
      return new TaskCommand.PurgeTask(taskIn(TaskState.Name.FAILED));
    } else if (dice < 73) {
      return planCommand();
    } else if (dice < 76) {
      return place();
    } else if (dice < 111) {
      return agentCommand(dice - 76);
    } else if (dice < 114) {
      return new ResourceCommand.DeclareResource(
          ResourceName.of(specs.oneIn(10) ? "r/**" : RandomSpecs.POOL), random.nextInt(5));
    } else {
      return workspaceCommand(dice - 114);
    }
  }

  /** An attempt that was lost is completed after all, if the task has succeeded since. */
  private Command late() {
    TaskEvent.AttemptLost found = null;
    for (Event event : shard.allEvents().reversed()) {
      if (event instanceof TaskEvent.AttemptLost lost) {
        Task task = shard.workspace().tasks().find(lost.task());
        if (task != null && task.state() instanceof TaskState.Succeeded) {
          found = lost;
          break;
        }
      }
    }
    return found == null
        ? new TaskCommand.CompleteTask(anyTask(), new FencingToken(1), Payload.EMPTY)
        : new TaskCommand.CompleteTask(found.task(), found.epoch(), Payload.text("too late"));
  }

  private Command agentCommand(int dice) {
    AgentId agent = specs.agent();
    FencingToken session = session(agent);
    if (dice < 5) {
      return new AgentCommand.JoinAgent(
          specs.profile(agent), specs.oneOf(List.of(Attachment.values())));
    } else if (dice < 6) {
      return new AgentCommand.LeaveAgent(agent, session, specs.oneOf(List.of(SessionEnd.values())));
    } else if (dice < 9) {
      return new AgentCommand.SetAgentStatus(
          agent, specs.oneIn(2) ? AgentStatus.ACTIVE : specs.oneOf(List.of(AgentStatus.values())));
    } else if (dice < 18) {
      return new AgentCommand.Heartbeat(agent, session);
    } else if (dice < 19) {
      return new AgentCommand.ReportLoad(agent, session, random.nextInt(104), random.nextInt(99));
    } else {
      return new AgentCommand.Claim(agent, session, random.nextInt(7) - (specs.oneIn(9) ? 3 : 0));
    }
  }

  private Command workspaceCommand(int dice) {
    return switch (dice) {
      case 0 -> new WorkspaceCommand.PauseWorkspace("ada");
      case 1, 2 -> new WorkspaceCommand.ResumeWorkspace("ada");
      case 3, 4 -> new WorkspaceCommand.SetPlacementPolicy(policy());
      case 5 -> new WorkspaceCommand.RegisterStrategy(USER_STRATEGY);
      case 6 ->
          specs.oneIn(3)
              ? new WorkspaceCommand.UnregisterStrategy(USER_STRATEGY)
              : new WorkspaceCommand.RegisterStrategy(USER_STRATEGY);
      case 7 -> new WorkspaceCommand.CreateWorkspace();
      case 8 -> new ShardCommand.Tick();
      case 9 -> specs.oneIn(2) ? new ShardCommand.Continue() : new ShardCommand.OpenClientSession();
      default -> specs.oneIn(2) ? accessCommand() : new ShardCommand.EndInProcessSessions();
    };
  }

  /** Few credentials, with one of three tokens, so that many collide. */
  private Command accessCommand() {
    String id = "c" + random.nextInt(4);
    return specs.oneIn(3)
        ? new AccessCommand.RevokeCredential(CredentialId.of(id), "ada")
        : new AccessCommand.IssueCredential(
            new Credential(
                CredentialId.of(id),
                STRANGER,
                AccessWorld.hash("token" + random.nextInt(3)),
                Collections.emptySortedMap(),
                random.nextBoolean(),
                0));
  }

  private PlacementPolicy policy() {
    String name =
        specs.oneIn(3) ? USER_STRATEGY : specs.oneOf(List.of(BuiltInStrategy.values())).title();
    PlacementPolicy.Stealing stealing =
        specs.oneIn(3)
            ? PlacementPolicy.Stealing.OFF
            : new PlacementPolicy.Stealing(
                true, 1 + random.nextInt(3), 1 + random.nextInt(3), 1_000);
    return new PlacementPolicy(name, stealing);
  }

  private Command submit() {
    String id = specs.oneIn(20) ? anyTask().value() : "t" + tasks++;
    List<Dependency> after = new ArrayList<>();
    for (int i = random.nextInt(4); i > 1; i--) {
      String on = specs.oneIn(40) ? "missing" : hub().value();
      if (!on.equals(id) && after.stream().noneMatch(d -> d.task().value().equals(on))) {
        after.add(specs.after(on));
      }
    }
    return new TaskCommand.SubmitTask(
        specs.task(id, shard.now().wallMillis(), after.toArray(Dependency[]::new)));
  }

  /** What brings a plan forward: these worlds see plans run whole, leave memory and come again. */
  private Command planStep() {
    String name = "p" + random.nextInt(2);
    PlanId plan = PlanId.of(name);
    Plan known = shard.workspace().tasks().find(plan);
    if (known == null || known.stage() != PlanStage.OPEN) {
      boolean over =
          known != null && known.tasks().stream().allMatch(t -> t.state().name().isEnded());
      return specs.oneIn(over ? 2 : 8)
          ? new TaskCommand.ClosePlan(plan, "ada")
          : new TaskCommand.OpenPlan(plan, specs.oneIn(2));
    }
    return known.uploaded().isEmpty() || specs.oneIn(3)
        ? new TaskCommand.AddPlanTasks(plan, chunk(name, known))
        : new TaskCommand.SealPlan(plan);
  }

  private Command planCommand() {
    String name = "p" + random.nextInt(2);
    PlanId plan = PlanId.of(name);
    Plan known = shard.workspace().tasks().find(plan);
    return switch (random.nextInt(9)) {
      case 0, 1 -> new TaskCommand.OpenPlan(plan, specs.oneIn(2));
      case 2, 3, 4 -> new TaskCommand.AddPlanTasks(plan, chunk(name, known));
      case 5, 6 -> new TaskCommand.SealPlan(plan);
      case 7 -> new TaskCommand.ClosePlan(plan, "ada");
      default ->
          specs.oneIn(3)
              ? new TaskCommand.CancelPlan(plan, "over")
              : new TaskCommand.AddPlanTasks(plan, chunk(name, known));
    };
  }

  /** Tasks of a plan, mostly as they were before, with a few edits and foreign ids. */
  private List<TaskSpec> chunk(String plan, @Nullable Plan known) {
    List<TaskSpec> chunk = new ArrayList<>();
    List<String> earlier = new ArrayList<>();
    int from = known == null ? 0 : known.uploaded().size();
    for (int i = 0; i < from; i++) {
      earlier.add(plan + "-" + i);
    }
    for (int i = from; i < from + 1 + random.nextInt(4); i++) {
      String id = specs.oneIn(30) ? "t" + (tasks + random.nextInt(3)) : plan + "-" + i;
      TaskSpec before = model.lastSpec(TaskId.of(id));
      boolean fits =
          before != null
              && before.dependencies().stream().allMatch(d -> earlier.contains(d.task().value()));
      if (before != null && fits && !specs.oneIn(3)) {
        chunk.add(before);
      } else {
        Dependency[] after =
            earlier.isEmpty() || specs.oneIn(3)
                ? new Dependency[0]
                : new Dependency[] {
                  specs.after(earlier.get(random.nextInt(Math.min(hubs, earlier.size()))))
                };
        if (after.length == 0 || !after[0].task().value().equals(id)) {
          chunk.add(
              plainPlans && !specs.oneIn(6)
                  ? TaskSpec.named(id).dependsOn(after)
                  : specs.task(id, shard.now().wallMillis(), after));
        }
      }
      earlier.add(id);
    }
    return chunk;
  }

  private Command place() {
    if (questions.isEmpty()) {
      return new TaskCommand.Place(anyTask(), 7, specs.agent());
    }
    PlacementEvent.PlacementRequested asked = questions.values().iterator().next();
    questions.remove(asked.task());
    AgentId agent =
        specs.oneIn(4)
            ? AgentId.of("a" + random.nextInt(RandomSpecs.AGENTS + 1))
            : asked.candidates().get(random.nextInt(asked.candidates().size()));
    return new TaskCommand.Place(
        asked.task(), specs.oneIn(6) ? asked.generation() - 1 : asked.generation(), agent);
  }

  private int tasks() {
    return shard.workspace().tasks().size();
  }

  private TaskId anyTask() {
    List<Task> all = List.copyOf(shard.workspace().tasks().all());
    return all.isEmpty() || specs.oneIn(40)
        ? TaskId.of("t" + random.nextInt(tasks + 1))
        : all.get(random.nextInt(all.size())).id();
  }

  private TaskId hub() {
    List<Task> all = List.copyOf(shard.workspace().tasks().all());
    return all.size() <= hubs || specs.oneIn(4) ? anyTask() : all.get(random.nextInt(hubs)).id();
  }

  private TaskId taskIn(TaskState.Name state) {
    List<Task> all =
        shard.workspace().tasks().all().stream().filter(t -> t.state().name() == state).toList();
    return all.isEmpty() || specs.oneIn(12) ? anyTask() : all.get(random.nextInt(all.size())).id();
  }

  private TaskId awaitingApproval() {
    return shard.workspace().tasks().all().stream()
        .filter(Task::lacksApproval)
        .map(Task::id)
        .findFirst()
        .orElseGet(this::anyTask);
  }

  private FencingToken epoch(TaskId id) {
    Task task = shard.workspace().tasks().find(id);
    FencingToken epoch = task == null ? FencingToken.NONE : task.lastEpoch();
    return orOld(epoch);
  }

  private FencingToken session(AgentId id) {
    Agent agent = shard.workspace().agents().find(id);
    return orOld(agent == null ? FencingToken.NONE : agent.session());
  }

  private FencingToken orOld(FencingToken token) {
    if (specs.oneIn(15)) {
      return oldTokens.get(random.nextInt(oldTokens.size()));
    }
    oldTokens.add(token);
    return token;
  }

  // The peaceful end: every agent asks, everything is done; nothing may be left over (L3).

  private void endInPeace() {
    lastCommand = "the peaceful end";
    shard.goesOnWhile(() -> true);
    locks.letGo();
    shard.ok(new WorkspaceCommand.ResumeWorkspace("ada"));
    shard.pass(61_000);
    for (Breaker breaker : shard.workspace().breakers().all()) {
      if (breaker.state() instanceof BreakerState.Forced) {
        shard.ok(new BreakerCommand.ResetBreaker(breaker.name(), "ada"));
      }
    }
    for (int i = 0; i < RandomSpecs.AGENTS - 2; i++) {
      AgentId id = AgentId.of("a" + i);
      Agent known = shard.workspace().agents().find(id);
      if (known == null || known.principal().equals(ShardHarness.LOCAL)) {
        shard.join(specs.profile(id));
      }
    }
    for (int round = 0; round < 300; round++) {
      int before = shard.allEvents().size();
      for (Agent agent : List.copyOf(shard.workspace().agents().all())) {
        if (agent.status().isAttached()) {
          shard.ok(new AgentCommand.SetAgentStatus(agent.id(), AgentStatus.ACTIVE));
        }
      }
      askAll();
      doAll();
      readAll();
      shard.pass(4_000);
      check();
      if (shard.allEvents().size() == before && round > 20) {
        break;
      }
    }
    checkNothingIsLeft();
    shard.checkSnapshot();
  }

  private void askAll() {
    for (Agent agent : List.copyOf(shard.workspace().agents().all())) {
      if (agent.status().isAttached()) {
        shard.ok(
            new AgentCommand.Claim(agent.id(), agent.session(), agent.profile().slots().total()));
      }
    }
  }

  private void doAll() {
    for (Task task : List.copyOf(shard.workspace().tasks().all())) {
      if (task.state() instanceof TaskState.Assigned held) {
        shard.send(new TaskCommand.StartTask(task.id(), held.epoch()));
      }
      if (task.state() instanceof TaskState.Running held) {
        shard.ok(new TaskCommand.CompleteTask(task.id(), held.epoch(), Payload.EMPTY));
      }
      if (task.state() instanceof TaskState.Cancelling held) {
        shard.ok(new TaskCommand.ConfirmCancelled(task.id(), held.epoch()));
      }
    }
  }

  private void readAll() {
    for (Agent agent : List.copyOf(shard.workspace().agents().all())) {
      if (agent.status().isAttached()) {
        Caller caller = Caller.session(agent.id(), agent.session());
        Reply reply = shard.send(new MessageCommand.Receive(caller, 100));
        if (reply instanceof Reply.Received received && !received.messages().isEmpty()) {
          List<Delivery> deliveries =
              received.messages().stream().map(id -> new Delivery(id, received.token())).toList();
          shard.send(new MessageCommand.Ack(caller, deliveries));
        }
      }
    }
  }

  private void checkNothingIsLeft() {
    for (Agent agent : shard.workspace().agents().all()) {
      Mailbox mailbox = shard.workspace().mail().mailbox(agent.id());
      ReferenceTasks.expect(
          !agent.status().isAttached() || mailbox == null || mailbox.size() == 0,
          "S17: mail is left although its recipient reads",
          agent.id());
    }
    for (Task task : shard.workspace().tasks().all()) {
      switch (task.state().name()) {
        case READY ->
            ReferenceTasks.expect(
                !somebodyCould(task),
                "L3: READY although somebody asks for work",
                "%s %s parked on %s, %s"
                    .formatted(
                        task,
                        task.spec().requirements(),
                        PlacementIndex.parkedOn(task),
                        shard.workspace().policy()));
        case ASSIGNED, RUNNING, CANCELLING, BACKOFF ->
            throw new AssertionError("L3: left over " + task + " " + task.state());
        default -> {}
      }
    }
  }

  private boolean somebodyCould(Task task) {
    Requirements needs = task.spec().requirements();
    AgentId pin = task.pin();
    Agent pinned = pin == null ? null : shard.workspace().agents().find(pin);
    boolean anybody = pin == null || (pinned != null && pinned.status() == AgentStatus.GONE);
    boolean feasible =
        needs.locks().stream()
            .allMatch(lock ->
                shard.workspace().resources().admits(null, lock, shard.now().stateMillis()));
    return feasible
        && shard.workspace().agents().all().stream()
            .filter(agent -> agent.status() == AgentStatus.ACTIVE)
            .filter(agent -> anybody || agent.id().equals(pin))
            .anyMatch(agent -> agent.profile().serves(needs.capabilities(), needs.selector()));
  }
}
