package dev.yardmaster.server.gateway;

import com.google.protobuf.Message;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.CredentialView;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.RepeatKey;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.v1.CredentialList;
import dev.yardmaster.protocol.v1.IssueCredentialRequest;
import dev.yardmaster.protocol.v1.IssuedCredential;
import dev.yardmaster.protocol.v1.IssuedTo;
import dev.yardmaster.protocol.v1.ListCredentialsRequest;
import dev.yardmaster.protocol.v1.RevokeCredentialRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Credentials made, listed and ended; the secret of each is told once and forgotten. */
final class Credentials {
  private static final String REVOKE = "yardmaster.v1.AccessService/RevokeCredential";

  /** Most credentials of one answer, where the request does not say. */
  private static final int FEW = 100;

  private static final WorkspaceId NOWHERE = WorkspaceId.of("-");

  private Credentials() {}

  static Map<String, UnaryOperation> operations() {
    return Map.of(
        "yardmaster.v1.AccessService/IssueCredential",
        (request, context) -> issue((IssueCredentialRequest) request, context),
        REVOKE,
        (request, context) -> revoke((RevokeCredentialRequest) request, context),
        "yardmaster.v1.AccessService/ListCredentials",
        (request, context) -> list((ListCredentialsRequest) request, context));
  }

  /** Never known again: the token of its first answer is told to nobody twice. */
  private static CompletionStage<Message> issue(
      IssueCredentialRequest request, CallContext context) {
    if (context.idempotencyKey() != null) {
      throw new IllegalArgumentException(
          "Expected no idempotency-key where a credential is issued, as its token is told once and remembered nowhere; without one, an id that was issued already is refused: revoke it and issue another");
    }
    String token = Tokens.random();
    SortedMap<WorkspaceId, Role> roles = new TreeMap<>();
    request
        .getRolesMap()
        .forEach((workspace, role) -> roles.put(WorkspaceId.of(workspace), role(workspace, role)));
    Credential credential =
        new Credential(
            CredentialId.of(request.getId()),
            Principal.of(request.getPrincipal()),
            Tokens.hash(token),
            roles,
            request.getClusterAdmin(),
            request.getExpiresMillis());
    return send(new AccessCommand.IssueCredential(credential), null, context)
        .thenApply(reply ->
            IssuedCredential.newBuilder()
                .setToken(token)
                .setPosition(reply instanceof Reply.Done done ? done.position().value() : 0)
                .build());
  }

  private static CompletionStage<Message> revoke(
      RevokeCredentialRequest request, CallContext context) {
    return send(
            new AccessCommand.RevokeCredential(
                CredentialId.of(request.getId()), context.connection().principal().value()),
            RequestKeys.of(REVOKE, request, null, context),
            context)
        .thenApply(ReplyMapping::write);
  }

  private static CompletionStage<Message> list(
      ListCredentialsRequest request, CallContext context) {
    Query.OfCredentials query =
        new Query.OfCredentials(
            request.getRevoked(),
            request.getAfter().isEmpty() ? null : CredentialId.of(request.getAfter()),
            request.getLimit() == 0 ? FEW : request.getLimit());
    return context
        .connection()
        .query(NOWHERE, query)
        .thenApply(found ->
            CredentialList.newBuilder()
                .addAllCredentials(found.stream().map(Credentials::write).toList())
                .build());
  }

  private static IssuedTo write(CredentialView from) {
    IssuedTo.Builder to =
        IssuedTo.newBuilder()
            .setId(from.id().value())
            .setPrincipal(from.principal().value())
            .setClusterAdmin(from.clusterAdmin())
            .setIssuedMillis(from.issuedMillis())
            .setExpiresMillis(from.expiresMillis());
    from.roles().forEach((workspace, role) -> to.putRoles(workspace.value(), write(role)));
    from.revoked().ifPresent(end -> to.getRevokedBuilder().setBy(end.by()).setMillis(end.millis()));
    return to.build();
  }

  private static CompletionStage<Reply> send(
      AccessCommand command, @Nullable RepeatKey key, CallContext context) {
    return context
        .connection()
        .send(new Request(NOWHERE, context.connection().principal(), key, command))
        .thenApply(Gateway::yes);
  }

  private static dev.yardmaster.protocol.v1.Role write(Role role) {
    return switch (role) {
      case READER -> dev.yardmaster.protocol.v1.Role.ROLE_READER;
      case AGENT -> dev.yardmaster.protocol.v1.Role.ROLE_AGENT;
      case OPERATOR -> dev.yardmaster.protocol.v1.Role.ROLE_OPERATOR;
      case ADMIN -> dev.yardmaster.protocol.v1.Role.ROLE_ADMIN;
    };
  }

  private static Role role(String workspace, dev.yardmaster.protocol.v1.Role role) {
    return switch (role) {
      case ROLE_READER -> Role.READER;
      case ROLE_AGENT -> Role.AGENT;
      case ROLE_OPERATOR -> Role.OPERATOR;
      case ROLE_ADMIN -> Role.ADMIN;
      case ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "Expected a role for workspace %s, got none that is known".formatted(workspace));
    };
  }
}
