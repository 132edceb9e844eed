package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.agent.ConnectOptions;
import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.run.Interrupts;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.RefusalCode;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code yardmaster bench}: puts a load on a server that runs, and measures what it is answered.
 */
@Command(
    name = "bench",
    description = {
      "Puts a load on a server that runs, measures it from outside and checks it:",
      "nothing may be lost, done twice or held by two. Operations begin at their",
      "times by --rate, whether or not earlier ones are over (open loop), and",
      "latencies count from then."
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ConnectOptions server = new ConnectOptions();

  @Option(
      names = "--http",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7420",
      description = "The HTTP side, for --by http (default: ${DEFAULT-VALUE}).")
  String http = "http://127.0.0.1:7420";

  @Option(
      names = "--load",
      required = true,
      paramLabel = "LOAD",
      description = "tasks, locks, messages, or idle: agents that do nothing.")
  LoadName load = LoadName.IDLE;

  @Option(
      names = "--by",
      paramLabel = "WAY",
      defaultValue = "grpc",
      description = "grpc or http (default: ${DEFAULT-VALUE}).")
  By by = By.GRPC;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "100",
      description = "Agents that join (default: ${DEFAULT-VALUE}).")
  int agents = 100;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tasks at once of each agent (default: ${DEFAULT-VALUE}).")
  int slots = 1;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description = "The same before, unmeasured (default: ${DEFAULT-VALUE}).")
  int warmUp = 5;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Operations per second (default: as many as it takes).")
  double rate;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      defaultValue = "500",
      description = {
        "Operations that are not over, at most; for locks no more than",
        "agents either (default: ${DEFAULT-VALUE})."
      })
  int outstanding = 500;

  @Option(
      names = "--workspace",
      paramLabel = "NAME",
      description = "Where to (default: one of its own).")
  @Nullable String workspace;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process, here: memory and processors.")
  @Nullable Long serverPid;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Override
  public Integer call() throws InterruptedException {
    CommandRoot root = CommandRoot.of(spec);
    Shape shape = checked(this::shape);
    String id = "bench-" + UUID.randomUUID().toString().substring(0, 8);
    String at = checked(() -> WorkspaceId.of(workspace == null ? id : workspace).value());
    Interrupts interrupts = root.isProcess() ? Interrupts.ofSignals() : new Interrupts();
    Bench bench =
        new Bench(
            load,
            by,
            shape,
            id + "-",
            serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid));
    Thread.ofVirtual().name("bench-interrupts").start(() -> await(interrupts, bench));
    Result result;
    try (Way way = way(root, at)) {
      result = bench.run(way);
    } catch (CoordinationException e) {
      boolean absent = e.code() == RefusalCode.UNAVAILABLE || e.code() == RefusalCode.UNKNOWN;
      throw new CommandFailure(
          absent ? ExitCode.UNAVAILABLE : ExitCode.REFUSED, e.refusal().text(), e);
    }
    if (json) {
      spec.commandLine().getOut().println(ReportJson.of(result));
      spec.commandLine().getOut().flush();
    } else {
      new Report(spec.commandLine().getOut()).show(result);
    }
    return result.exitCode().code();
  }

  private static void await(Interrupts interrupts, Bench bench) {
    try {
      interrupts.awaitDrain();
      bench.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Shape shape() {
    return new Shape(
        agents,
        slots,
        rate,
        outstanding,
        Duration.ofSeconds(warmUp),
        Duration.ofSeconds(seconds),
        PATIENCE);
  }

  private Way way(CommandRoot root, String at) {
    return switch (by) {
      case GRPC -> {
        server.requireReachable(root);
        yield new GrpcWay(() -> server.open(root), at, agents);
      }
      case HTTP -> new HttpWay(new HttpCalls(uri(), server.credentials(root).token()), at);
    };
  }

  private URI uri() {
    try {
      URI uri = URI.create(http);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrongUrl(e);
    }
    throw wrongUrl(null);
  }

  private CommandFailure wrongUrl(@Nullable Exception cause) {
    String text = "Expected http://HOST:PORT for --http, got '" + http + "'";
    return cause == null
        ? new CommandFailure(ExitCode.REFUSED, text)
        : new CommandFailure(ExitCode.REFUSED, text, cause);
  }

  /** What is asked for, within its bounds. */
  private static <T> T checked(Callable<T> asked) {
    try {
      return asked.call();
    } catch (Exception e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
