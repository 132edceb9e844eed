package dev.yardmaster.client.kill;

import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A data folder served by a process of its own: {@code ServedFolder FOLDER GRPC-PORT READY-FILE};
 * it ends only by being killed, or with its parent.
 */
final class ServedFolder {
  private ServedFolder() {}

  public static void main(String[] args) throws Exception {
    Engine engine = Engine.open(Path.of(args[0]), EngineOptions.of(CoordinationConfig.defaults()));
    YardmasterServer server =
        YardmasterServer.start(engine, ServerOptions.loopback(0, Integer.parseInt(args[1])));
    Files.writeString(Path.of(args[2]), Integer.toString(server.grpcPort()));
    while (System.in.read() >= 0) {
      // nothing is said; the end of the input is the end of the parent
    }
    Runtime.getRuntime().halt(1);
  }
}
