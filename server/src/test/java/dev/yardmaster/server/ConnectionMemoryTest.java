package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection that stays open costs, as those of agents do that long-poll. */
@Timeout(120)
final class ConnectionMemoryTest {
  private static final int CONNECTIONS = 400;

  /** One takes 4 KB; a table of the headers seen would be 98 KB. */
  private static final int MOST_BYTES = 30_000;

  /** A request and its answer on a connection that stays open. */
  private static void ask(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\n\r\n"
                .formatted(socket.getPort())
                .getBytes(StandardCharsets.US_ASCII));
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    assertThat(reader.readLine()).contains("200");
    int length = 0;
    for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    for (int i = 0; i < length; i++) {
      assertThat(reader.read()).isNotNegative();
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aConnectionThatHasAskedSeveralTimesHoldsFewBytes_R4() throws Exception {
    List<Socket> open = new ArrayList<>();
    try (RunningServer server = RunningServer.start()) {
      ask(connection(server, open)); // whatever is made once
      ask(open.getFirst());
      long before = used();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = connection(server, open);
        ask(socket);
        ask(socket);
      }
      // What is still being ended elsewhere in this process goes; what a connection keeps stays.
      await()
          .untilAsserted(() -> assertThat((used() - before) / CONNECTIONS).isLessThan(MOST_BYTES));
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static Socket connection(RunningServer server, List<Socket> open) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().httpPort());
    open.add(socket);
    return socket;
  }
}
