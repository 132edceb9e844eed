package dev.yardmaster.protocol.log;

import com.google.protobuf.ByteString;
import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.log.v1.AccessProto;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events of credentials. */
final class AccessMapping {
  private AccessMapping() {}

  static AccessProto.AccessEvent write(AccessEvent event) {
    AccessProto.AccessEvent.Builder to = AccessProto.AccessEvent.newBuilder();
    switch (event) {
      case AccessEvent.CredentialIssued e ->
          to.getIssuedBuilder()
              .setCredential(write(e.credential()))
              .setIssuedMillis(e.issuedMillis());
      case AccessEvent.CredentialRevoked e ->
          to.getRevokedBuilder()
              .setId(e.id().value())
              .setBy(Strict.text(e.by()))
              .setRevokedMillis(e.revokedMillis());
    }
    return to.build();
  }

  static AccessEvent read(AccessProto.AccessEvent from) {
    return switch (from.getKindCase()) {
      case ISSUED -> {
        AccessProto.CredentialIssued e = Strict.known(from.getIssued());
        yield new AccessEvent.CredentialIssued(read(e.getCredential()), e.getIssuedMillis());
      }
      case REVOKED -> {
        AccessProto.CredentialRevoked e = Strict.known(from.getRevoked());
        yield new AccessEvent.CredentialRevoked(
            CredentialId.of(e.getId()), e.getBy(), e.getRevokedMillis());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static AccessProto.Credential write(Credential from) {
    AccessProto.Credential.Builder to =
        AccessProto.Credential.newBuilder()
            .setId(from.id().value())
            .setPrincipal(from.principal().value())
            .setSecretHash(ByteString.copyFrom(HexFormat.of().parseHex(from.secretHash())))
            .setClusterAdmin(from.clusterAdmin())
            .setExpiresMillis(from.expiresMillis());
    from.roles()
        .forEach((workspace, role) ->
            to.addRolesBuilder().setWorkspace(workspace.value()).setRole(write(role)));
    return to.build();
  }

  private static Credential read(AccessProto.Credential from) {
    Strict.known(from);
    SortedMap<WorkspaceId, Role> roles = new TreeMap<>();
    for (AccessProto.WorkspaceRole role : from.getRolesList()) {
      Strict.known(role);
      roles.put(WorkspaceId.of(role.getWorkspace()), read(role.getRole()));
    }
    return new Credential(
        CredentialId.of(from.getId()),
        Principal.of(from.getPrincipal()),
        HexFormat.of().formatHex(from.getSecretHash().toByteArray()),
        roles,
        from.getClusterAdmin(),
        from.getExpiresMillis());
  }

  private static AccessProto.Role write(Role from) {
    return switch (from) {
      case READER -> AccessProto.Role.ROLE_READER;
      case AGENT -> AccessProto.Role.ROLE_AGENT;
      case OPERATOR -> AccessProto.Role.ROLE_OPERATOR;
      case ADMIN -> AccessProto.Role.ROLE_ADMIN;
    };
  }

  private static Role read(AccessProto.Role from) {
    return switch (from) {
      case ROLE_READER -> Role.READER;
      case ROLE_AGENT -> Role.AGENT;
      case ROLE_OPERATOR -> Role.OPERATOR;
      case ROLE_ADMIN -> Role.ADMIN;
      case ROLE_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("role", from);
    };
  }
}
