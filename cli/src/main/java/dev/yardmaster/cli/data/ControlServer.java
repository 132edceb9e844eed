package dev.yardmaster.cli.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries out the commands of other processes in this one, which has the data folder open. A
 * connection brings one {@link ControlRequest} as a line of JSON; back go lines {@code {"out":
 * TEXT}} and {@code {"err": TEXT}}, and at last {@code {"exit": CODE}}.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_REQUEST = 1 << 20;

  /** Most commands at once; more wait. */
  private static final int MAX_COMMANDS = 16;

  private final DataFolder folder;
  private final Path path;
  private final ServerSocketChannel server;
  private final Execution execution;
  private final Semaphore room = new Semaphore(MAX_COMMANDS);

  /** Executes the words of a command line as if they had been given in a folder. */
  @FunctionalInterface
  public interface Execution {
    int execute(List<String> words, Path directory, PrintWriter out, PrintWriter err);
  }

  private ControlServer(
      DataFolder folder, Path path, ServerSocketChannel server, Execution execution) {
    this.folder = folder;
    this.path = path;
    this.server = server;
    this.execution = execution;
  }

  /** Listens on the folder's socket, which only its owner may use. */
  public static ControlServer open(DataFolder folder, Execution execution) throws IOException {
    Path path = ControlSocket.prepare(folder);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    ControlServer control = new ControlServer(folder, path, server, execution);
    Thread.ofVirtual().name("control").start(control::serve);
    return control;
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (ClosedChannelException closed) {
      // The way close() ends this thread.
    } catch (IOException e) {
      LOG.warn("{} takes no more commands: {}", path, e.toString());
    }
  }

  private void answer(SocketChannel client) {
    try (client;
        BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        PrintWriter lines =
            new PrintWriter(Channels.newWriter(client, StandardCharsets.UTF_8), true)) {
      String line = in.readLine();
      if (line == null || line.length() > MAX_REQUEST) {
        return;
      }
      ControlRequest request = JSON.readValue(line, ControlRequest.class);
      room.acquire();
      try {
        execute(request, lines);
      } finally {
        room.release();
      }
    } catch (IOException | JacksonException e) {
      LOG.debug("A command over {} was given up: {}", path, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void execute(ControlRequest request, PrintWriter lines) {
    PrintWriter out = new PrintWriter(new ControlLines(lines, "out"));
    PrintWriter err = new PrintWriter(new ControlLines(lines, "err"));
    int exit = execution.execute(request.argv(), Path.of(request.cwd()), out, err);
    out.close();
    err.close();
    lines.println("{\"exit\":" + exit + "}");
  }

  @Override
  public void close() {
    try {
      server.close();
      ControlSocket.remove(folder, path);
    } catch (IOException e) {
      LOG.debug("{} was not removed: {}", path, e.toString());
    }
  }
}
