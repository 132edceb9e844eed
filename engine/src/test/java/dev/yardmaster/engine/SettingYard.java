package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.connection.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An engine that is opened with settings, as tests of their effects use it. */
final class SettingYard {
  static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  static final Principal LOCAL = Principal.of("local");

  private SettingYard() {}

  /** Settings by pairs of name and value, read the way the engine's user gives them. */
  static EngineOptions options(Object... pairs) {
    CoordinationConfig config = CoordinationConfig.defaults();
    for (int i = 0; i < pairs.length; i += 2) {
      config = config.set((Setting) pairs[i], (String) pairs[i + 1]);
    }
    return EngineOptions.of(config);
  }

  static Engine engine(CommandLog log, TimeSource time, EngineOptions options) throws LogException {
    return Engine.started(
        log,
        options,
        () -> new CoreMachine(() -> 7),
        time,
        () -> 7,
        new ShardParts.TakeOver(1, false, () -> {}));
  }

  static CompletableFuture<Reply> send(Connection connection, String task) {
    return connection
        .send(new Request(WORKSPACE, LOCAL, null, new SubmitTask(TaskSpec.named(task))))
        .toCompletableFuture();
  }

  /** Submits tasks one after the other, each a record of its own. */
  static void submit(Engine engine, String prefix, int count) throws Exception {
    submit(engine.connect(LOCAL), prefix, count);
  }

  static void submit(Connection connection, String prefix, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(send(connection, prefix + i).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Reply.Done.class);
    }
  }
}
