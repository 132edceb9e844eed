package dev.yardmaster.cli.serve;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.data.ControlServer;
import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.run.Interrupts;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster serve}: agents come over gRPC and HTTP until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Serves a data folder to agents over gRPC and HTTP, until told to stop.",
      "Ctrl-C or SIGTERM lets calls under way end, then closes the folder."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
  private static final int MAX_PORT = 65_535;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where to listen (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "7420",
      description = "HTTP, 0 for any free one (default: ${DEFAULT-VALUE}).")
  int httpPort = ServerOptions.HTTP_PORT;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "7421",
      description = "gRPC, 0 for any free one (default: ${DEFAULT-VALUE}).")
  int grpcPort = ServerOptions.GRPC_PORT;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description = "A further name clients call it by; may be repeated.")
  Set<String> hostNames = new HashSet<>();

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long calls may take to end (default: ${DEFAULT-VALUE}).")
  int drainSeconds = 10;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = {
        "How stderr tells the log: text or json, one object per line;",
        "with json nothing goes to stdout (default: ${DEFAULT-VALUE})."
      })
  LogFormat logFormat = LogFormat.TEXT;

  @Mixin LimitOptions limits = new LimitOptions();
  @Mixin SecurityOptions security = new SecurityOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandRoot root = CommandRoot.of(spec);
    if (root.open().isPresent()) {
      throw new CommandFailure(ExitCode.REFUSED, "a server cannot be started inside another one");
    }
    ServerOptions options = options(root);
    logFormat.begin();
    DataFolder folder = new DataFolder(root.resolve(data)).requireUsable();
    Interrupts interrupts = root.isProcess() ? Interrupts.ofSignals() : new Interrupts();
    try (OpenData open = OpenData.open(folder, root.config());
        ControlServer _ = ControlServer.open(folder, root.executionOn(open));
        YardmasterServer server = start(open, options, folder)) {
      sayServing(folder, server, options);
      interrupts.awaitDrain();
      sayStopping();
    }
    return ExitCode.OK.code();
  }

  private void sayServing(DataFolder folder, YardmasterServer server, ServerOptions options) {
    String scheme = options.security().certificate() == null ? "http" : "https";
    String shown = host.contains(":") ? "[" + host + "]" : host;
    String http = "%s://%s:%d".formatted(scheme, shown, server.httpPort());
    String grpc = "%s:%d".formatted(shown, server.grpcPort());
    switch (logFormat) {
      case JSON ->
          LOG.atInfo()
              .addKeyValue("folder", folder.root())
              .addKeyValue("http", http)
              .addKeyValue("grpc", grpc)
              .addKeyValue("tokenNeeded", !options.acceptLocal())
              .log("Serving");
      case TEXT -> {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Serving %s%n", folder.root());
        out.printf("  HTTP  %s  (API: /openapi.json)%n", http);
        out.printf("  gRPC  %s%n", grpc);
        if (!options.acceptLocal()) {
          out.println("Every caller needs a token: yardmaster token issue");
        }
        out.println("Ctrl-C stops it: calls under way may end first.");
        out.flush();
      }
    }
  }

  private void sayStopping() {
    switch (logFormat) {
      case JSON -> LOG.info("Stopping");
      case TEXT -> {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Stopping.");
        out.flush();
      }
    }
  }

  private static YardmasterServer start(OpenData open, ServerOptions options, DataFolder folder) {
    try {
      return YardmasterServer.start(open.engine(), options, folder.root());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "cannot listen (%s); choose other ports with --http-port and --grpc-port"
              .formatted(e.getMessage()),
          e);
    }
  }

  private ServerOptions options(CommandRoot root) {
    InetAddress address = address();
    ServerOptions.Security secured = security.read(root);
    try {
      return options(address, secured);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private ServerOptions options(InetAddress address, ServerOptions.Security secured) {
    return new ServerOptions(
        new InetSocketAddress(address, port("--http-port", httpPort)),
        new InetSocketAddress(address, port("--grpc-port", grpcPort)),
        hostNames,
        secured,
        limits.read(),
        Duration.ofSeconds(Math.max(0, drainSeconds)));
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected an address of this machine for --host, got '" + host + "'",
          e);
    }
  }

  private static int port(String option, int value) {
    if (value < 0 || value > MAX_PORT) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Expected " + option + " of 0 to " + MAX_PORT + ", got " + value);
    }
    return value;
  }
}
