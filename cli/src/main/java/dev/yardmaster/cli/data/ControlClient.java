package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gives a command to the process that has the data folder open. */
final class ControlClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ControlClient() {}

  /** The command's exit code; empty where no process listens. */
  static OptionalInt forward(
      DataFolder folder, List<String> words, Path directory, PrintWriter out, PrintWriter err) {
    Optional<SocketChannel> server = connect(folder);
    if (server.isEmpty()) {
      return OptionalInt.empty();
    }
    try (SocketChannel channel = server.get();
        PrintWriter to =
            new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), true);
        BufferedReader from =
            new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
      to.println(JSON.writeValueAsString(new ControlRequest(words, directory.toString())));
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        JsonNode said = JSON.readTree(line);
        if (said.has("exit")) {
          return OptionalInt.of(said.get("exit").asInt());
        }
        if (said.has("out")) {
          out.println(said.get("out").asString());
        }
        if (said.has("err")) {
          err.println(said.get("err").asString());
        }
      }
    } catch (IOException e) {
      throw ended(folder, e);
    }
    throw ended(folder, new IOException("end of stream"));
  }

  private static Optional<SocketChannel> connect(DataFolder folder) {
    try {
      Optional<UnixDomainSocketAddress> address = ControlSocket.find(folder);
      return address.isEmpty() ? Optional.empty() : Optional.of(SocketChannel.open(address.get()));
    } catch (IOException nobody) {
      // What a killed process left behind: the folder itself tells whether it is in use.
      return Optional.empty();
    }
  }

  private static CommandFailure ended(DataFolder folder, IOException cause) {
    return new CommandFailure(
        ExitCode.BUSY,
        folder.root()
            + ": the process that runs there ended before it answered ("
            + cause.getMessage()
            + "); try again",
        cause);
  }
}
