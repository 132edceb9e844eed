package dev.yardmaster.engine;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Target;
import java.io.IOException;

/** Opens engines in this process; found by the client through ServiceLoader. */
public final class EmbeddedProvider implements ConnectionProvider {
  private static final Principal LOCAL = Principal.of("local");

  @Override
  public boolean supports(Target target) {
    return switch (target) {
      case Target.Memory memory -> true;
      case Target.Folder folder -> true;
      case Target.Server server -> false;
    };
  }

  @Override
  public Connection open(Target target) throws IOException {
    try {
      Engine engine =
          switch (target) {
            case Target.Memory memory -> Engine.inMemory(EngineOptions.of(memory.config()));
            case Target.Folder folder ->
                Engine.open(folder.path(), EngineOptions.of(folder.config()));
            case Target.Server server ->
                throw new IOException("Expected something in this process, got " + server);
          };
      return engine.connectAndOwn(LOCAL);
    } catch (LogException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
