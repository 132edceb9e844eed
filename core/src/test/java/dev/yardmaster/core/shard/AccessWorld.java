package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A shard with three workspaces and somebody of every kind: in each, agent {@code a} of principal
 * {@code owner} runs task {@code running}.
 */
final class AccessWorld {
  static final WorkspaceId DEFAULT = WorkspaceId.of("default");
  static final WorkspaceId OWN = WorkspaceId.of("own");
  static final WorkspaceId SHARED = WorkspaceId.of("shared");
  static final WorkspaceId MISSING = WorkspaceId.of("missing");
  static final long EXPIRES = 1_700_000_000_000L + 1_000;

  /** Who asks, and where. */
  enum Who {
    PROCESS("shared"),
    LOCAL_IN_DEFAULT("default"),
    LOCAL_IN_OWN("own"),
    LOCAL_ELSEWHERE("shared"),
    LOCAL_NOWHERE("missing"),
    READER("shared"),
    OWNER("shared"),
    OTHER_AGENT("shared"),
    OPERATOR("shared"),
    ADMIN("shared"),
    CLUSTER_ADMIN("shared"),
    REVOKED("shared"),
    EXPIRED("shared"),
    ADMIN_OF_ANOTHER("shared"),
    ADMIN_OF_ANOTHER_NOWHERE("missing"),
    WRONG_PRINCIPAL("shared"),
    LOCAL_AS_ANOTHER("default");

    private final String workspace;

    Who(String workspace) {
      this.workspace = workspace;
    }

    WorkspaceId workspace() {
      return WorkspaceId.of(workspace);
    }

    Principal principal() {
      return switch (this) {
        case PROCESS, OWNER, WRONG_PRINCIPAL, LOCAL_AS_ANOTHER -> Principal.of("owner");
        case LOCAL_IN_DEFAULT, LOCAL_IN_OWN, LOCAL_ELSEWHERE, LOCAL_NOWHERE ->
            Authority.Local.PRINCIPAL;
        case ADMIN_OF_ANOTHER_NOWHERE -> ADMIN_OF_ANOTHER.principal();
        default -> Principal.of(name());
      };
    }

    Authority authority() {
      return switch (this) {
        case PROCESS -> Authority.EMBEDDED;
        case LOCAL_IN_DEFAULT, LOCAL_IN_OWN, LOCAL_ELSEWHERE, LOCAL_NOWHERE, LOCAL_AS_ANOTHER ->
            Authority.LOCAL;
        case WRONG_PRINCIPAL -> ADMIN.authority();
        case ADMIN_OF_ANOTHER_NOWHERE -> ADMIN_OF_ANOTHER.authority();
        default -> new Authority.OfCredential(CredentialId.of(name()));
      };
    }
  }

  final ShardHarness shard = new ShardHarness(false);

  AccessWorld() {
    Principal owner = Who.OWNER.principal();
    for (WorkspaceId workspace : new WorkspaceId[] {DEFAULT, OWN, SHARED}) {
      Principal creator = workspace.equals(OWN) ? Authority.Local.PRINCIPAL : Principal.of("root");
      ok(workspace, creator, new WorkspaceCommand.CreateWorkspace());
      Reply joined =
          send(
              workspace,
              owner,
              new AgentCommand.JoinAgent(AgentProfile.named("a"), Attachment.STREAM));
      FencingToken session = ((Reply.Joined) joined).session();
      ok(workspace, owner, new AgentCommand.Claim(AgentProfile.named("a").id(), session, 1));
      ok(workspace, owner, new TaskCommand.SubmitTask(TaskSpec.named("running")));
      ok(
          workspace,
          owner,
          new TaskCommand.StartTask(TaskId.of("running"), task(workspace).lastEpoch()));
    }
    issue(Who.READER, SHARED, Role.READER, 0);
    issue(Who.OWNER, SHARED, Role.AGENT, 0);
    issue(Who.OTHER_AGENT, SHARED, Role.AGENT, 0);
    issue(Who.OPERATOR, SHARED, Role.OPERATOR, 0);
    issue(Who.ADMIN, SHARED, Role.ADMIN, 0);
    issue(Who.CLUSTER_ADMIN, SHARED, null, 0);
    issue(Who.REVOKED, SHARED, Role.ADMIN, 0);
    issue(Who.EXPIRED, SHARED, Role.ADMIN, EXPIRES);
    issue(Who.ADMIN_OF_ANOTHER, DEFAULT, Role.ADMIN, 0);
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of(Who.REVOKED.name()), "ada"));
    shard.jumpWall(1_000);
  }

  static Credential credential(
      String id, Principal principal, WorkspaceId workspace, @Nullable Role role, long expires) {
    SortedMap<WorkspaceId, Role> roles = new TreeMap<>();
    if (role != null) {
      roles.put(workspace, role);
    }
    return new Credential(CredentialId.of(id), principal, hash(id), roles, role == null, expires);
  }

  /** Something that looks like a SHA-256. */
  static String hash(String of) {
    return "%064x".formatted(new BigInteger(1, of.getBytes(StandardCharsets.UTF_8)));
  }

  private void issue(Who who, WorkspaceId workspace, @Nullable Role role, long expires) {
    shard.ok(
        new AccessCommand.IssueCredential(
            credential(who.name(), who.principal(), workspace, role, expires)));
  }

  Task task(WorkspaceId workspace) {
    return Objects.requireNonNull(
        Objects.requireNonNull(shard.live().workspace(workspace))
            .tasks()
            .find(TaskId.of("running")));
  }

  /** Of the process, for a principal. */
  Reply send(WorkspaceId workspace, Principal principal, Command command) {
    return shard.send(new Request(workspace, principal, null, command));
  }

  void ok(WorkspaceId workspace, Principal principal, Command command) {
    Reply reply = send(workspace, principal, command);
    assertThat(reply).as("%s", command).isInstanceOf(Reply.Done.class);
  }

  Reply send(Who who, @Nullable RepeatKey key, Command command) {
    return shard.send(new Request(who.workspace(), who.principal(), who.authority(), key, command));
  }

  Reply send(Who who, Command command) {
    return send(who, null, command);
  }

  /** The denial, or null for any other reply. */
  static @Nullable Refusal denial(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.refusal().code() == RefusalCode.DENIED
        ? refused.refusal()
        : null;
  }
}
