package dev.yardmaster.client.examples;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A workspace of its own for each example. */
@Timeout(60)
abstract class ExampleYard {
  final Yardmaster yard = Yardmaster.inMemory();
  final CoordinationManager manager = yard.workspace("default");
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  final AgentSession agent(String id) {
    return manager.agents().register(AgentProfile.named(id));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    yard.close();
  }
}
