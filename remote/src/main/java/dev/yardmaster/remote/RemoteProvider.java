package dev.yardmaster.remote;

import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Target;
import java.io.IOException;

/** Connects to servers; found by the client through ServiceLoader. */
public final class RemoteProvider implements ConnectionProvider {
  @Override
  public boolean supports(Target target) {
    return target instanceof Target.Server;
  }

  @Override
  public Connection open(Target target) throws IOException {
    if (target instanceof Target.Server server) {
      return new RemoteConnection(new Calls(Channels.open(server), server.credentials()));
    }
    throw new IOException("Expected a server to connect to, got " + target);
  }
}
