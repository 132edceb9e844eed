package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.log.FileLogOptions;
import dev.yardmaster.protocol.connection.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * S23 on a disk that is really full: a small tmpfs, where the machine lets this process mount one.
 */
@Timeout(120)
final class FullDiskTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");
  private static final EngineOptions SMALL =
      EngineOptions.DEFAULTS.fileLog(
          new FileLogOptions(1 << 20, 64 << 10, 2 << 20, 256 << 10, 64, 1_000));

  @TempDir private Path folder;
  private Path disk;
  private int submitted;
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  @BeforeEach
  void mountASmallDisk() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()))
        .as("whether this process may mount a tmpfs; S23 on a real disk is not looked at here")
        .isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (Files.getFileStore(disk).type().equals("tmpfs")) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  /** Submits a task of 10 kB; whether it was accepted. */
  private boolean submit(Connection connection) throws Exception {
    String id = "t" + submitted++;
    TaskSpec spec =
        TaskSpec.named(id)
            .work(new Work("", "", Payload.text("x".repeat(10_000)), new TreeSet<>()));
    Reply reply =
        connection
            .send(new Request(WORKSPACE, LOCAL, null, new SubmitTask(spec)))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    if (reply instanceof Reply.Done) {
      acknowledged.add(id);
      return true;
    }
    assertThat(((Reply.Refused) reply).refusal().code())
        .isIn(RefusalCode.READ_ONLY, RefusalCode.UNAVAILABLE);
    refused.add(id);
    return false;
  }

  private static boolean exists(Connection connection, String task) throws Exception {
    Optional<?> found =
        connection
            .query(WORKSPACE, new Query.OfTask(TaskId.of(task)))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return found.isPresent();
  }

  private void assertWhatWasAcknowledgedIsThereAndNothingElse(Connection connection)
      throws Exception {
    for (String task : acknowledged) {
      assertThat(exists(connection, task)).as("acknowledged %s", task).isTrue();
    }
    for (String task : refused) {
      assertThat(exists(connection, task)).as("refused %s", task).isFalse();
    }
  }

  /** Something else fills the disk to the last byte. */
  private Path fillUp() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] zeros = new byte[4_096];
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  @Test
  void s23ARealFullDiskRefusesWritesServesReadsAndRecovers() throws Exception {
    Path data = disk.resolve("data");
    try (Engine engine = Engine.open(data, SMALL)) {
      Connection connection = engine.connect(LOCAL);
      for (int i = 0; i < 10; i++) {
        assertThat(submit(connection)).isTrue();
      }
      for (int round = 0; round < 3; round++) {
        Path ballast = fillUp();
        int most = 1_000;
        while (submit(connection)) {
          assertThat(most--).as("tasks accepted on a full disk").isPositive();
        }
        assertThat(submit(connection)).isFalse();
        assertWhatWasAcknowledgedIsThereAndNothingElse(connection);
        Files.delete(ballast);
        Awaitility.await().until(() -> submit(connection));
        assertThat(submit(connection)).isTrue();
      }
      assertWhatWasAcknowledgedIsThereAndNothingElse(connection);
      assertThat(engine.verify()).isEmpty();
    }
    assertThat(refused).hasSizeGreaterThanOrEqualTo(6);
    try (Engine engine = Engine.open(data, SMALL)) {
      assertWhatWasAcknowledgedIsThereAndNothingElse(engine.connect(LOCAL));
    }
  }

  @Test
  void s23AFolderOnAFullDiskIsOpenedForReadingAndRecovers() throws Exception {
    Path data = disk.resolve("data");
    try (Engine engine = Engine.open(data, SMALL)) {
      assertThat(submit(engine.connect(LOCAL))).isTrue();
    }
    Files.deleteIfExists(Engine.logFolder(data).resolve("reserve"));
    Path ballast = fillUp();
    try (Engine engine = Engine.open(data, SMALL)) {
      Connection connection = engine.connect(LOCAL);
      assertWhatWasAcknowledgedIsThereAndNothingElse(connection);
      Files.delete(ballast);
      Awaitility.await().until(() -> submit(connection));
      assertWhatWasAcknowledgedIsThereAndNothingElse(connection);
    }
  }
}
