package dev.yardmaster.server.twin;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.Target;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import dev.yardmaster.server.gateway.Tokens;
import java.io.IOException;
import java.util.Collections;

/**
 * Opens what a test asks for in this process, serves it, and connects to it over the network: the
 * tests of the client run against it unchanged. Found before the engine's own provider, since this
 * module's tests come first on the class path.
 */
public final class RemoteTwin implements ConnectionProvider {
  @Override
  public boolean supports(Target target) {
    return !(target instanceof Target.Server);
  }

  @Override
  public Connection open(Target target) throws IOException {
    try {
      Engine engine =
          switch (target) {
            case Target.Memory memory -> Engine.inMemory(EngineOptions.of(memory.config()));
            case Target.Folder folder ->
                Engine.open(folder.path(), EngineOptions.of(folder.config()));
            case Target.Server server -> throw new IOException("Not here: " + server);
          };
      YardmasterServer server = YardmasterServer.start(engine, ServerOptions.loopback(0, 0));
      Credentials admin = Credentials.token(issue(engine)).plaintext();
      Connection remote =
          ConnectionProvider.connect(new Target.Server("127.0.0.1", server.grpcPort(), admin));
      return new Owner(remote, server, engine);
    } catch (LogException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The token of an administrator of the cluster, who may what an embedded client may. */
  private static String issue(Engine engine) {
    String token = Tokens.random();
    try (Connection itself = engine.connect(Principal.of("twin"))) {
      Credential credential =
          new Credential(
              CredentialId.of("twin-" + System.nanoTime()),
              Principal.of("twin"),
              Tokens.hash(token),
              Collections.emptySortedMap(),
              true,
              0);
      Reply reply =
          itself
              .send(
                  new Request(
                      WorkspaceId.of("-"),
                      itself.principal(),
                      null,
                      new AccessCommand.IssueCredential(credential)))
              .toCompletableFuture()
              .join();
      if (reply.refusal() != null) {
        throw new IllegalStateException("Expected a credential, got " + reply);
      }
    }
    return token;
  }
}
