package dev.yardmaster.bench;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.history.HistoryOptions;
import dev.yardmaster.protocol.connection.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Commands per second and latency of the engine with 1 to 4,096 of them outstanding, in one run
 * beside two yardsticks: the same engine on the in-memory log, and a bare loop that appends as many
 * bytes to a file and forces them. A command is {@code SubmitTask} with 200 bytes.
 *
 * <p>Not JMH: what is measured is a closed loop over a disk, by wall clock, and only the ratios
 * within one run mean something. Arguments: seconds per measurement, rounds.
 */
public final class DurableThroughput {
  private static final int[] OUTSTANDING = {1, 16, 256, 4096};
  private static final int COMMAND_BYTES = 200;
  private static final int MOST_COMMANDS = 400_000;
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("bench");
  private static final Principal LOCAL = Principal.of("local");
  private static final int PREALLOCATED = 1 << 28;

  private record Result(double perSecond, Histogram micros) {}

  private DurableThroughput() {}

  /** Runs all measurements and prints a Markdown table. */
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 3;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    System.out.println(
        "| outstanding | raw append+fsync /s | in-memory log /s | durable /s | of raw | of in-memory | durable p50 ms | p99 ms |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (int outstanding : OUTSTANDING) {
      List<Double> raw = new ArrayList<>();
      List<Double> memory = new ArrayList<>();
      List<Double> durable = new ArrayList<>();
      Histogram latency = new Histogram(3);
      for (int round = 0; round < rounds; round++) {
        raw.add(raw(outstanding, seconds));
        memory.add(engine(outstanding, seconds, false).perSecond());
        Result result = engine(outstanding, seconds, true);
        durable.add(result.perSecond());
        latency.add(result.micros());
      }
      double r = median(raw);
      double m = median(memory);
      double d = median(durable);
      System.out.printf(
          "| %,d | %,.0f | %,.0f | %,.0f | %.0f %% | %.0f %% | %.2f | %.2f |%n",
          outstanding,
          r,
          m,
          d,
          100 * d / r,
          100 * d / m,
          latency.getValueAtPercentile(50) / 1000.0,
          latency.getValueAtPercentile(99) / 1000.0);
    }
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  /** A batch of as many commands as are outstanding, written and forced, again and again. */
  private static double raw(int outstanding, double seconds) throws IOException {
    Path file = Files.createTempFile("yardmaster-raw", ".log");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeroes = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; at < PREALLOCATED; at += zeroes.capacity()) {
        channel.write(zeroes.clear(), at);
      }
      channel.force(true);
      ByteBuffer batch = ByteBuffer.allocateDirect(outstanding * COMMAND_BYTES);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      long begin = System.nanoTime();
      long commands = 0;
      long at = 0;
      while (System.nanoTime() < end) {
        batch.clear();
        channel.write(batch, at);
        channel.force(false);
        at = at + batch.capacity() > PREALLOCATED - batch.capacity() ? 0 : at + batch.capacity();
        commands += outstanding;
      }
      return commands * 1e9 / (System.nanoTime() - begin);
    } finally {
      Files.delete(file);
    }
  }

  private static Result engine(int outstanding, double seconds, boolean durable) throws Exception {
    Path folder = Files.createTempDirectory("yardmaster-bench");
    EngineOptions options = EngineOptions.DEFAULTS.history(HistoryOptions.OFF);
    try (Engine engine = durable ? Engine.open(folder, options) : Engine.inMemory(options)) {
      Connection connection = engine.connect(LOCAL);
      send(connection, null, new WorkspaceCommand.CreateWorkspace());
      List<Client> clients = new ArrayList<>();
      for (int left = outstanding; left > 0; left -= 512) {
        clients.add(new Client(connection, Math.min(left, 512), clients.size()));
      }
      run(clients, seconds / 2);
      clients.forEach(Client::reset);
      long begin = System.nanoTime();
      long done = run(clients, seconds);
      double perSecond = done * 1e9 / (System.nanoTime() - begin);
      Histogram all = new Histogram(3);
      clients.forEach(client -> all.add(client.micros));
      return new Result(perSecond, all);
    } finally {
      delete(folder);
    }
  }

  private static long run(List<Client> clients, double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Thread> threads = new ArrayList<>();
    for (Client client : clients) {
      threads.add(Thread.ofPlatform().start(() -> client.run(end, MOST_COMMANDS / clients.size())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return clients.stream().mapToLong(client -> client.done.get()).sum();
  }

  private static Reply send(
      Connection connection, @Nullable RequestKey key, dev.yardmaster.core.machine.Command command)
      throws Exception {
    return connection
        .send(new Request(WORKSPACE, LOCAL, key, command))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One client session with a fixed number of requests under way. */
  private static final class Client {
    private final Connection connection;
    private final int number;
    private final int outstanding;
    private final Semaphore room;
    private final long session;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(3);
    private final AtomicLong done = new AtomicLong();
    private final Payload input = Payload.of(new byte[COMMAND_BYTES], "application/octet-stream");
    private long sequence;

    private Client(Connection connection, int outstanding, int number) throws Exception {
      this.connection = connection;
      this.number = number;
      this.outstanding = outstanding;
      this.room = new Semaphore(outstanding);
      Reply reply = send(connection, null, new ShardCommand.OpenClientSession());
      this.session = ((Reply.ClientSessionOpened) reply).session();
    }

    private void reset() {
      micros.reset();
      done.set(0);
    }

    private void run(long endNanos, long most) {
      try {
        while (System.nanoTime() < endNanos && done.get() < most) {
          room.acquire();
          submit();
        }
        room.acquire(outstanding);
        room.release(outstanding);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void submit() {
      sequence++;
      long lowest = Math.max(1, sequence - 2L * outstanding + 1);
      TaskSpec spec =
          TaskSpec.named("t" + number + "-" + sequence)
              .work(new Work("bench", "", input, Collections.emptySortedSet()));
      long begin = System.nanoTime();
      connection
          .send(
              new Request(
                  WORKSPACE,
                  LOCAL,
                  new RequestKey(session, sequence, lowest),
                  new TaskCommand.SubmitTask(spec)))
          .whenComplete((reply, failure) -> {
            if (reply instanceof Reply.Done) {
              done.incrementAndGet();
              micros.recordValue((System.nanoTime() - begin) / 1000);
            }
            room.release();
          });
    }
  }
}
