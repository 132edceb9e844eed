package dev.yardmaster.server.fuzz;

import dev.yardmaster.server.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** The one server of a process that targets send to, with an agent that has joined. */
final class FuzzedServer {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LONGEST_ANSWER = 1 << 20;

  private static final class Holder {
    static final FuzzedServer ONE = start();
  }

  private final RunningServer server;
  private final String handle;

  private FuzzedServer(RunningServer server, String handle) {
    this.server = server;
    this.handle = handle;
  }

  static FuzzedServer get() {
    return Holder.ONE;
  }

  private static FuzzedServer start() {
    try {
      RunningServer server = RunningServer.start();
      RunningServer.Answer joined =
          server.post("/v1/workspaces/default/agents", "{\"profile\":{\"id\":\"a\"}}");
      return new FuzzedServer(server, joined.body().path("joined").path("handle").asString());
    } catch (IOException | InterruptedException | dev.yardmaster.engine.log.LogException e) {
      throw new IllegalStateException(e);
    }
  }

  RunningServer server() {
    return server;
  }

  /** The secret of the session of agent {@code a}. */
  String handle() {
    return handle;
  }

  /**
   * Sends bytes over a connection of their own, and then nothing more.
   *
   * @return everything that comes back, a char for a byte
   */
  String exchange(byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().httpPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return new String(
          socket.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("No answer and no end within " + PATIENCE_MILLIS + " ms", e);
    } catch (SocketException e) {
      return ""; // the server closed while it was still being sent to
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A POST of any body to a path, on a connection that ends with it. */
  Response post(String path, String headers, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, headers, body.length)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return Response.of(exchange(all));
  }
}
