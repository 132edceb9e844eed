package dev.yardmaster.bench;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Received;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A hundred agents on virtual threads over a durable folder, through the Java API: locks, messages
 * and tasks, each kind first as fast as it goes (one operation under way per agent), then at half
 * of that rate.
 *
 * <p>At half rate each operation has a time at which it should begin, and its latency counts from
 * there, begun late or not. Prints a Markdown table. Arguments: agents, seconds per measurement.
 */
public final class DurableAgents {
  private final CoordinationManager manager;
  private final List<AgentSession> agents = new ArrayList<>();
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** One operation of an agent, from its beginning to its end; blocks. */
  @FunctionalInterface
  private interface Operation {
    void run(int agent) throws Exception;
  }

  private DurableAgents(CoordinationManager manager, int count) {
    this.manager = manager;
    for (int i = 0; i < count; i++) {
      agents.add(manager.agents().register(AgentProfile.named("agent-" + i)));
    }
  }

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    Path folder = Files.createTempDirectory("yardmaster-agents");
    try (Yardmaster yard = Yardmaster.open(folder)) {
      DurableAgents bench = new DurableAgents(yard.workspace("default"), count);
      System.out.println(
          "| of each agent | most per second | at half: per second | p50 ms | p99 ms | p99.9 ms |");
      System.out.println("|---|---|---|---|---|---|");
      bench.measure("lock acquired and released", seconds, bench::lockPair);
      bench.messages(seconds);
      bench.tasks(seconds);
    } finally {
      delete(folder);
    }
  }

  private void lockPair(int agent) {
    Lock lock = manager.acquireResource("files/" + agent, agents.get(agent));
    lock.close();
  }

  private void messages(int seconds) throws Exception {
    List<Thread> receivers = new ArrayList<>();
    for (AgentSession agent : agents) {
      receivers.add(Thread.ofVirtual().start(() -> receive(agent)));
    }
    measure("message sent, received, acknowledged", seconds, this::message);
    for (Thread receiver : receivers) {
      receiver.interrupt();
      receiver.join();
    }
  }

  private void message(int agent) throws Exception {
    MessageId id = MessageId.of("m" + numbers.incrementAndGet());
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    awaited.put(id.value(), acknowledged);
    AgentSession to = agents.get((agent + 1) % agents.size());
    Envelope envelope = Envelope.of("note", Payload.text("x".repeat(200)));
    manager.messages().send(agents.get(agent), id, Audience.of(to.id()), envelope);
    acknowledged.get(30, TimeUnit.SECONDS);
  }

  private void receive(AgentSession agent) {
    while (!Thread.currentThread().isInterrupted()) {
      List<Received> received;
      try {
        received = manager.messages().receive(agent, 100, Duration.ofSeconds(5));
      } catch (RuntimeException e) {
        return; // interrupted at the end of the measurement
      }
      manager.messages().ack(agent, received);
      received.forEach(each -> done(each.id().value()));
    }
  }

  private void tasks(int seconds) throws Exception {
    List<Worker> workers = new ArrayList<>();
    for (AgentSession agent : agents) {
      workers.add(
          manager.work(
              agent,
              context -> {
                done(context.spec().id().value());
                return Outcome.success();
              }));
    }
    measure("task submitted, until it runs", seconds, this::task);
    workers.forEach(Worker::close);
  }

  private void task(int agent) throws Exception {
    Task task = Task.of("t" + numbers.incrementAndGet()).type("bench");
    CompletableFuture<Void> runs = new CompletableFuture<>();
    awaited.put(task.id().value(), runs);
    manager.tasks().submit(task);
    runs.get(30, TimeUnit.SECONDS);
  }

  private void done(String id) {
    CompletableFuture<Void> waiting = awaited.remove(id);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  private void measure(String what, int seconds, Operation operation) throws Exception {
    run(seconds, Long.MAX_VALUE, operation);
    Histogram most = run(seconds, Long.MAX_VALUE, operation);
    double perSecond = most.getTotalCount() / (double) seconds;
    Histogram half = run(seconds, (long) (agents.size() * 2e9 / perSecond), operation);
    System.out.printf(
        "| %s | %,.0f | %,.0f | %.2f | %.2f | %.2f |%n",
        what,
        perSecond,
        half.getTotalCount() / (double) seconds,
        half.getValueAtPercentile(50) / 1e6,
        half.getValueAtPercentile(99) / 1e6,
        half.getValueAtPercentile(99.9) / 1e6);
  }

  /** Nanoseconds per operation; every {@code pause} one of each agent, or one after another. */
  private Histogram run(int seconds, long pause, Operation operation) throws Exception {
    ConcurrentHistogram nanos = new ConcurrentHistogram(3);
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      int agent = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  loop(agent, begin, end, pause, operation, nanos);
                } catch (Exception e) {
                  throw new IllegalStateException("Agent " + agent + " failed", e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return nanos;
  }

  private void loop(
      int agent, long begin, long end, long pause, Operation operation, Histogram nanos)
      throws Exception {
    boolean paced = pause != Long.MAX_VALUE;
    long due = paced ? begin + pause / agents.size() * agent : begin;
    while (due < end && System.nanoTime() < end) {
      long early = due - System.nanoTime();
      if (paced && early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
      long from = paced ? due : System.nanoTime();
      operation.run(agent);
      nanos.recordValue(System.nanoTime() - from);
      due = paced ? due + pause : System.nanoTime();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
