package dev.yardmaster.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** R54: the wait-for graph as people see it, drawn from a real yard. */
final class WaitForTextTest {
  private static String printed(Consumer<PrintWriter> work) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    work.accept(out);
    out.flush();
    return text.toString();
  }

  private static String namesOnly(String text) {
    return text.replaceAll("token \\d+", "token N");
  }

  @Test
  void oneWaitsForTheOtherInWordsInDotAndInMermaid() throws InterruptedException {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession a = manager.agents().register(AgentProfile.named("a"));
      AgentSession b = manager.agents().register(AgentProfile.named("b"));
      manager.resources().declare(ResourceName.of("gpu"), 2);
      Lock docs = manager.resources().acquire(a, LockRequest.exclusive("docs/**"));
      Lock gpu = manager.resources().acquire(a, LockRequest.permits("gpu", 1));
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> manager.resources().acquire(b, LockRequest.shared("docs/x")));
      List<Edge> edges = manager.resources().waitForGraph(10);
      while (edges.isEmpty()) {
        Thread.sleep(1);
        edges = manager.resources().waitForGraph(10);
      }
      WaitForText text = new WaitForText(edges);
      assertThat(namesOnly(printed(text::print)))
          .isEqualTo(
              "agent b (token N) waits for agent a (token N) (for docs/x SHARED, which it holds)"
                  + System.lineSeparator());
      assertThat(namesOnly(printed(text::dot)).lines())
          .containsExactly(
              "digraph waits {",
              "  n0 [label=\"agent b (token N)\"];",
              "  n1 [label=\"agent a (token N)\"];",
              "  n0 -> n1 [label=\"for docs/x SHARED, which it holds\"];",
              "}");
      assertThat(namesOnly(printed(text::mermaid)).lines())
          .containsExactly(
              "flowchart LR",
              "  n0[\"agent b (token N)\"]",
              "  n1[\"agent a (token N)\"]",
              "  n0 -->|\"for docs/x SHARED, which it holds\"| n1");
      assertThat(
              namesOnly(printed(out -> LockText.held(manager.resources().list(10), out))).lines())
          .containsExactly(
              "docs/** is held EXCLUSIVE by agent a (token N)",
              "gpu: 1 of 2 permits in use",
              "gpu is held (1 permits) by agent a (token N)");
      docs.close();
      gpu.close();
      waiter.join();
      assertThat(printed(new WaitForText(manager.resources().waitForGraph(10))::print))
          .isEqualTo("nobody waits" + System.lineSeparator());
    }
  }
}
