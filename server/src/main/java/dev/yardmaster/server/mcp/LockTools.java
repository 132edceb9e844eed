package dev.yardmaster.server.mcp;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.log.v1.ResourceProto.LockMode;
import dev.yardmaster.protocol.log.v1.ResourceProto.LockRequest;
import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.log.v1.WaitProto.WaitEnded;
import dev.yardmaster.protocol.v1.AcquireRequest;
import dev.yardmaster.protocol.v1.Attempt;
import dev.yardmaster.protocol.v1.Caller;
import dev.yardmaster.protocol.v1.EndWaitRequest;
import dev.yardmaster.protocol.v1.ListWaitsRequest;
import dev.yardmaster.protocol.v1.OpenWait;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.protocol.v1.ReleaseAllRequest;
import dev.yardmaster.protocol.v1.ReleaseRequest;
import dev.yardmaster.protocol.v1.WaitList;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.NoException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Locks: taken all or none, waited for, given back. */
final class LockTools {
  /** A wait outlives the call that began it, so that the grant can come with wait_for_work. */
  private static final long WAIT_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private LockTools() {}

  static List<Tool> all() {
    return List.of(
        new Tool(
            "lock",
            "Lock resources, all or none; names with / are trees. waitSeconds 0-45 (20); not granted by then returns waitId, and the grant comes with wait_for_work within 10 minutes. With task and epoch the lock ends with the task.",
            "resources:texts! shared:flag waitSeconds:number task:text epoch:text",
            LockTools::lock),
        new Tool(
            "unlock",
            "Give back a lock by token, give up a wait by waitId, or with neither give back all you hold outside tasks, and give up the locks you wait for.",
            "token:text waitId:text task:text epoch:text",
            LockTools::unlock));
  }

  private static Caller caller(ToolCall call) {
    Arguments given = call.arguments();
    return given.has("task")
        ? Caller.newBuilder()
            .setAttempt(
                Attempt.newBuilder().setTask(given.text("task")).setEpoch(given.token("epoch")))
            .build()
        : Caller.getDefaultInstance();
  }

  private static Map<String, Object> lock(ToolCall call) throws InterruptedException {
    Arguments given = call.arguments();
    CallContext context = call.agent();
    int seconds = given.number("waitSeconds", 20, 0, ToolCall.MAX_WAIT_SECONDS);
    long began = System.nanoTime();
    LockMode mode = given.flag("shared") ? LockMode.LOCK_MODE_SHARED : LockMode.LOCK_MODE_EXCLUSIVE;
    call.desktop().arrivals().attend(call.workspaceId(), context); // before the wait begins
    Reply reply =
        call.call(
            "LockService/Acquire",
            AcquireRequest.newBuilder()
                .setWorkspace(call.workspace())
                .setCaller(caller(call))
                .addAllLocks(
                    given.texts("resources").stream()
                        .map(name ->
                            LockRequest.newBuilder().setResource(name).setMode(mode).build())
                        .toList())
                .setWaitMillis(seconds == 0 ? 0 : WAIT_MILLIS)
                .build(),
            context,
            Reply.class);
    if (reply.hasGranted()) {
      return granted(reply.getGranted().getToken());
    }
    long wait = reply.getWaiting().getWaitId();
    Push end =
        call.desktop()
            .arrivals()
            .endOf(
                new FencingToken(wait),
                call.workspaceId(),
                context,
                began + TimeUnit.SECONDS.toNanos(seconds),
                () -> call.progress(began, "waiting for the lock"));
    return end == null ? waiting(call, context, wait) : ended(end.getWaitEnded());
  }

  private static Map<String, Object> ended(WaitEnded ended) {
    return switch (ended.getOutcomeCase()) {
      case GRANTED -> granted(ended.getGranted());
      case DEADLOCK -> throw refused(RefusalCode.DEADLOCK, ended.getDeadlock());
      case TIMED_OUT -> throw refused(RefusalCode.TIMEOUT, "The lock was not free in time");
      case WITHDRAWN, HOPELESS, TASK_ENDED, REPLIED, OUTCOME_NOT_SET ->
          throw refused(
              RefusalCode.FAILED_PRECONDITION,
              "The wait for the lock is over: " + ended.getOutcomeCase() + ended.getHopeless());
    };
  }

  private static NoException refused(RefusalCode code, String text) {
    return NoException.of(new Refusal(code, text));
  }

  private static Map<String, Object> granted(long token) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("granted", true);
    shown.put("token", Long.toUnsignedString(token));
    return shown;
  }

  private static Map<String, Object> waiting(ToolCall call, CallContext context, long wait) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("granted", false);
    shown.put("waitId", Long.toUnsignedString(wait));
    WaitList waits =
        call.call(
            "LockService/ListWaits",
            ListWaitsRequest.newBuilder().setWorkspace(call.workspace()).build(),
            context,
            WaitList.class);
    shown.put(
        "blockedBy",
        waits.getWaitsList().stream()
            .filter(open -> open.getWait().getId() == wait)
            .map(OpenWait::getBlockedByList)
            .flatMap(List::stream)
            .toList());
    return shown;
  }

  private static Map<String, Object> unlock(ToolCall call) {
    Arguments given = call.arguments();
    CallContext context = call.agent();
    Caller caller = caller(call);
    if (given.has("token")) {
      ReleaseRequest request =
          ReleaseRequest.newBuilder()
              .setWorkspace(call.workspace())
              .setCaller(caller)
              .setToken(given.token("token"))
              .build();
      call.call("LockService/Release", request, context, Reply.class);
    }
    if (given.has("waitId")) {
      EndWaitRequest request =
          EndWaitRequest.newBuilder()
              .setWorkspace(call.workspace())
              .setCaller(caller)
              .setWaitId(given.token("waitId"))
              .build();
      call.call("LockService/EndWait", request, context, Reply.class);
    }
    if (!given.has("token") && !given.has("waitId")) {
      ReleaseAllRequest request =
          ReleaseAllRequest.newBuilder().setWorkspace(call.workspace()).setCaller(caller).build();
      call.call("LockService/ReleaseAll", request, context, Reply.class);
    }
    return Map.of("unlocked", true);
  }
}
