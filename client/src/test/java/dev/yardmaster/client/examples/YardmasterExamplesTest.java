package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class YardmasterExamplesTest {
  @Test
  void aFolderIsOpenedAndStillThereTheNextTime(@TempDir Path home) {
    // @start region="open"
    Path folder = home.resolve("yardmaster-data");
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      manager.tasks().submit(Task.of("compile").requires("java"));
    } // closed, or killed: what was answered is still there the next time
    // @end
    try (Yardmaster yard = Yardmaster.open(folder)) {
      assertThat(yard.workspace("default").tasks().find(TaskId.of("compile"))).isPresent();
    }
  }

  @Test
  void aManagerIsTheFacadeOfItsWorkspace() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      // @start region="manager"
      CoordinationManager manager = yard.workspace("default");
      AgentSession coder = manager.agents().register(AgentProfile.named("coder-1"));
      manager.assignTask(Task.of("review"), AgentId.of("coder-1"));
      try (Lock lock = manager.acquireResource("report.md", coder)) {
        System.out.println("coder-1 holds report.md under " + lock.token());
      }
      Worker worker = manager.work(coder, context -> Outcome.success());
      worker.close(); // ends what runs, gives back the rest
      // @end
      assertThat(manager.tasks().list(null, null, 10)).hasSize(1);
      assertThat(manager.resources().list(10)).isEmpty();
    }
  }
}
