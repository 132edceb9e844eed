package dev.yardmaster.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.deadlock.Node;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.Holder;
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
      assertThat(namesOnly(printed(text::print)).lines())
          .containsExactly(
              "agent b (token N)",
              "  waits for agent a (token N)",
              "  for docs/x SHARED, which it holds");
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

  @Test
  void anAwaitedReplyLeadsToTheAgentThatMustGiveIt() {
    AgentId bob = AgentId.of("bob");
    Holder ann = new Holder.Session(AgentId.of("ann"), new FencingToken(7));
    Holder session = new Holder.Session(bob, new FencingToken(9));
    Node agent = new Node.OfAgent(bob);
    WaitForText text =
        new WaitForText(
            List.of(
                new Edge(new Node.OfHolder(ann), agent, null, "for its reply to q1", null),
                new Edge(agent, new Node.OfHolder(session), null, "as its capacity is 1", null)));
    assertThat(printed(text::print).lines())
        .containsExactly(
            "agent ann (token 7) waits for agent bob (for its reply to q1)",
            "agent bob waits for agent bob (token 9) (as its capacity is 1)")
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(printed(text::dot).lines())
        .contains(
            "  n1 [label=\"agent bob\"];",
            "  n0 -> n1 [label=\"for its reply to q1\"];",
            "  n1 -> n2 [label=\"as its capacity is 1\"];");
    assertThat(printed(text::mermaid).lines())
        .contains("  n1[\"agent bob\"]", "  n0 -->|\"for its reply to q1\"| n1");
  }
}
