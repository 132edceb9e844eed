package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.CredentialTable;
import dev.yardmaster.core.access.CredentialView;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.AccessWorld.Who;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.HandleView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** X2, X4, X5: what a credential is worth, for how long, and what a denial leaves behind. */
final class CredentialTest {
  private static final AgentId A = AgentId.of("a");
  private static final TaskId RUNNING = TaskId.of("running");
  private static final TaskCommand SUBMIT = new TaskCommand.SubmitTask(TaskSpec.named("more"));

  private final AccessWorld world = new AccessWorld();
  private final ShardHarness shard = world.shard;

  private long session(Who who) {
    Reply reply = world.send(who, new ShardCommand.OpenClientSession());
    assertThat(reply).isInstanceOf(Reply.ClientSessionOpened.class);
    return ((Reply.ClientSessionOpened) reply).session();
  }

  private Workspace shared() {
    return Objects.requireNonNull(shard.live().workspace(AccessWorld.SHARED));
  }

  private void assertDenied(Reply reply) {
    assertThat(AccessWorld.denial(reply)).as("%s", reply).isNotNull();
  }

  @Test
  void aDenialIsNotRememberedAndTheSameRequestCountsOnceItMay() {
    RequestKey key = new RequestKey(session(Who.READER), 1, 1);
    assertDenied(world.send(Who.READER, key, SUBMIT));

    Authority better = new Authority.OfCredential(CredentialId.of("better"));
    shard.ok(
        new AccessCommand.IssueCredential(
            AccessWorld.credential(
                "better", Who.READER.principal(), AccessWorld.SHARED, Role.AGENT, 0)));
    Reply reply =
        shard.send(new Request(AccessWorld.SHARED, Who.READER.principal(), better, key, SUBMIT));

    assertThat(reply).isInstanceOf(Reply.Done.class);
  }

  /** X2: otherwise whoever guesses a number would read another's answers, handles among them. */
  @Test
  void rememberedAnswersAreForThePrincipalThatOpenedTheClientSession() {
    RequestKey key = new RequestKey(session(Who.OWNER), 1, 1);
    assertThat(world.send(Who.OWNER, key, SUBMIT)).isInstanceOf(Reply.Done.class);

    assertDenied(world.send(Who.OTHER_AGENT, key, SUBMIT));
    assertDenied(world.send(Who.ADMIN, key, SUBMIT));
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of(Who.OWNER.name()), "ada"));
    assertDenied(world.send(Who.OWNER, key, SUBMIT));
  }

  @Test
  void theOwnerOfAClientSessionOutlivesASnapshot() {
    RequestKey key = new RequestKey(session(Who.OWNER), 1, 1);
    shard.checkSnapshot();
    shard.failOver();
    assertDenied(world.send(Who.OTHER_AGENT, key, SUBMIT));
    assertThat(world.send(Who.OWNER, key, SUBMIT)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void aCredentialIsWorthNothingFromTheMillisecondInWhichItExpires() {
    shard.jumpWall(-1);
    assertThat(world.send(Who.EXPIRED, SUBMIT)).isInstanceOf(Reply.Done.class);
    shard.jumpWall(1);
    assertDenied(world.send(Who.EXPIRED, SUBMIT));
  }

  @Test
  void onlyAValidTokenIsFoundByItsHash() {
    var credentials = shard.live().credentials();
    Now now = shard.now();
    Now before = new Now(now.stateMillis(), now.wallMillis() - 1);
    Query.OfCredential expired = new Query.OfCredential(AccessWorld.hash(Who.EXPIRED.name()));

    assertThat(new Query.OfCredential(AccessWorld.hash("ADMIN")).answer(credentials, now))
        .map(Credential::id)
        .contains(CredentialId.of("ADMIN"));
    assertThat(expired.answer(credentials, before)).isPresent();
    assertThat(expired.answer(credentials, now)).isEmpty();
    assertThat(new Query.OfCredential(AccessWorld.hash("REVOKED")).answer(credentials, now))
        .isEmpty();
    assertThat(new Query.OfCredential("guessed").answer(credentials, now)).isEmpty();
  }

  @Test
  void issuingTheSameAgainChangesNothing() {
    Credential credential =
        AccessWorld.credential("ADMIN", Who.ADMIN.principal(), AccessWorld.SHARED, Role.ADMIN, 0);
    shard.ok(new AccessCommand.IssueCredential(credential));
    assertThat(shard.events()).isEmpty();
    Credential other =
        AccessWorld.credential("ADMIN", Who.ADMIN.principal(), AccessWorld.SHARED, Role.AGENT, 0);
    assertThat(shard.refused(new AccessCommand.IssueCredential(other)).code())
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
  }

  /** Else whoever watches the workspace that was named would read it. */
  @Test
  void whatHappensToCredentialsIsWrittenInNoWorkspace() {
    Request request =
        new Request(
            AccessWorld.SHARED,
            Who.CLUSTER_ADMIN.principal(),
            Who.CLUSTER_ADMIN.authority(),
            null,
            new AccessCommand.RevokeCredential(CredentialId.of("ADMIN"), "ada"));
    Decision decision = shard.leader().decide(request, shard.now());

    assertThat(decision.entries())
        .allSatisfy(entry -> assertThat(entry.workspace()).isEqualTo(WorkspaceId.of("-")));
  }

  @Test
  void noWorkspaceTakesTheNameOfTheShard() {
    Reply reply =
        world.send(
            WorkspaceId.of("-"), Principal.of("root"), new WorkspaceCommand.CreateWorkspace());
    assertThat(Objects.requireNonNull(((Reply.Refused) reply).refusal()).code())
        .isEqualTo(RefusalCode.INVALID);
  }

  /** X11 */
  @Test
  void noTextShowsTheHashOfAToken() {
    Credential credential =
        AccessWorld.credential("x", Principal.of("ada"), AccessWorld.SHARED, Role.ADMIN, 0);
    for (Object shown :
        List.of(
            credential,
            new AccessCommand.IssueCredential(credential),
            new AccessEvent.CredentialIssued(credential, 1),
            new Query.OfCredential(credential.secretHash()))) {
      assertThat(shown.toString()).doesNotContain(credential.secretHash());
    }
    assertThatThrownBy(() ->
            new Credential(
                credential.id(),
                credential.principal(),
                credential.secretHash().replace('0', 'A'),
                credential.roles(),
                false,
                0))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("A".repeat(8));
  }

  private List<String> listed(boolean revoked) {
    return new Query.OfCredentials(revoked, null, 1_000)
        .answer(shard.live().credentials(), shard.now()).stream()
            .map(view -> view.id().value())
            .toList();
  }

  @Test
  void credentialsAreListedByIdInPages() {
    List<String> all = listed(false);
    assertThat(all).contains("ADMIN", "EXPIRED", "READER").doesNotContain("REVOKED").isSorted();

    List<String> paged = new ArrayList<>();
    CredentialId after = null;
    for (int page = 0; page < all.size(); page++) {
      CredentialView next =
          new Query.OfCredentials(false, after, 1)
              .answer(shard.live().credentials(), shard.now())
              .getFirst();
      paged.add(next.id().value());
      after = next.id();
    }
    assertThat(paged).isEqualTo(all);
    assertThat(
            new Query.OfCredentials(false, after, 1)
                .answer(shard.live().credentials(), shard.now()))
        .isEmpty();
  }

  @Test
  void whatWasIssuedAndRevokedIsRememberedWithItsTimesThroughASnapshot() {
    long issued = shard.now().wallMillis();
    shard.ok(
        new AccessCommand.IssueCredential(
            AccessWorld.credential("x", Principal.of("ada"), AccessWorld.SHARED, Role.AGENT, 9)));
    shard.jumpWall(50);
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of("x"), "bob"));
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of("ADMIN"), "bob"));
    shard.checkSnapshot();
    shard.failOver();

    assertThat(listed(true)).startsWith("ADMIN", "x");
    CredentialView view =
        new Query.OfCredentials(true, null, 2)
            .answer(shard.live().credentials(), shard.now())
            .getLast();
    assertThat(view.principal()).isEqualTo(Principal.of("ada"));
    assertThat(view.roles()).containsEntry(AccessWorld.SHARED, Role.AGENT);
    assertThat(view.issuedMillis()).isEqualTo(issued);
    assertThat(view.expiresMillis()).isEqualTo(9);
    assertThat(view.revoked()).contains(new CredentialView.Revocation("bob", issued + 50));
    assertThat(listed(false)).doesNotContain("x", "ADMIN");
    assertThat(shard.live().verify()).isEmpty();
  }

  @Test
  void ofRevokedCredentialsTheOldestAreForgotten() {
    CredentialTable table = new CredentialTable();
    for (int i = 0; i <= CredentialTable.MAX_REVOKED; i++) {
      Credential credential =
          AccessWorld.credential("c" + i, Principal.of("ada"), AccessWorld.SHARED, Role.AGENT, 0);
      table.apply(new AccessEvent.CredentialIssued(credential, i));
      table.apply(new AccessEvent.CredentialRevoked(credential.id(), "bob", i));
    }
    List<CredentialView> revoked = table.revokedViews(10_000);

    assertThat(revoked).hasSize(CredentialTable.MAX_REVOKED);
    assertThat(revoked.getFirst().id().value()).isEqualTo("c" + CredentialTable.MAX_REVOKED);
    assertThat(revoked.getLast().id().value()).isEqualTo("c1");
    List<String> problems = new ArrayList<>();
    table.verify(problems);
    assertThat(problems).isEmpty();
  }

  @Test
  void anIdThatWasGivenAgainIsListedOnceInForceAndOnceRevoked() {
    shard.ok(new AccessCommand.RevokeCredential(CredentialId.of("ADMIN"), "bob"));
    shard.ok(
        new AccessCommand.IssueCredential(
            AccessWorld.credential(
                "ADMIN", Principal.of("eve"), AccessWorld.SHARED, Role.READER, 0)));
    shard.checkSnapshot();
    shard.failOver();

    assertThat(listed(false)).containsOnlyOnce("ADMIN");
    assertThat(listed(true)).containsOnlyOnce("ADMIN");
    assertThat(
            new Query.OfCredential(AccessWorld.hash("ADMIN"))
                .answer(shard.live().credentials(), shard.now()))
        .map(Credential::principal)
        .contains(Principal.of("eve"));
  }

  @Test
  void aPageOutOfBoundsAndAnIdToGoOnAfterAmongRevokedOnesAreRefused() {
    for (int limit : new int[] {0, -1, 1_001}) {
      assertThatThrownBy(() -> new Query.OfCredentials(false, null, limit))
          .hasMessage("Expected a limit of 1 to 1000, got " + limit);
    }
    assertThatThrownBy(() -> new Query.OfCredentials(true, CredentialId.of("x"), 1))
        .hasMessageContaining("got x");
  }

  @Test
  void rolesInMoreThanAThousandWorkspacesAreRefused() {
    SortedMap<WorkspaceId, Role> roles = new TreeMap<>();
    for (int i = 0; i <= Credential.MAX_WORKSPACES; i++) {
      roles.put(WorkspaceId.of("w" + i), Role.READER);
    }
    assertThatThrownBy(() ->
            new Credential(
                CredentialId.of("x"), Principal.of("ada"), AccessWorld.hash("x"), roles, false, 0))
        .hasMessageContaining("1000");
    assertThat(Collections.max(roles.keySet())).isNotNull();
  }

  /** R6: as it was created, through a snapshot and another leader. */
  @Test
  void localIsAdminOfWhatItCreatedAndOfNothingElse() {
    shard.checkSnapshot();
    shard.failOver();
    WorkspaceCommand pause = new WorkspaceCommand.PauseWorkspace("ada");
    assertThat(world.send(Who.LOCAL_IN_OWN, pause)).isInstanceOf(Reply.Done.class);
    assertDenied(world.send(Who.LOCAL_ELSEWHERE, pause));
    assertDenied(world.send(Who.LOCAL_NOWHERE, pause));
    assertThat(world.send(Who.LOCAL_NOWHERE, new WorkspaceCommand.CreateWorkspace()))
        .isInstanceOf(Reply.Done.class);
    assertThat(world.send(Who.LOCAL_NOWHERE, pause)).isInstanceOf(Reply.Done.class);
  }

  /** Ownership is of the attempt that the epoch names; an old one is stale, not denied (S13). */
  @Test
  void whoLostAnAttemptIsToldSoAndWhoeverHasItNowIsNotDisturbed() {
    FencingToken old = world.task(AccessWorld.SHARED).lastEpoch();
    FencingToken session = Objects.requireNonNull(shared().agents().find(A)).session();
    world.ok(
        AccessWorld.SHARED,
        Who.OWNER.principal(),
        new AgentCommand.LeaveAgent(A, session, SessionEnd.LEFT));
    AgentProfile b = AgentProfile.named("b");
    Reply joined = world.send(Who.OTHER_AGENT, new AgentCommand.JoinAgent(b, Attachment.STREAM));
    world.send(
        Who.OTHER_AGENT, new AgentCommand.Claim(b.id(), ((Reply.Joined) joined).session(), 1));
    FencingToken now = world.task(AccessWorld.SHARED).lastEpoch();
    assertThat(now).isNotEqualTo(old);

    Reply late = world.send(Who.OWNER, new TaskCommand.CompleteTask(RUNNING, old, Payload.EMPTY));
    assertThat(late).isInstanceOf(Reply.AnsweredNo.class);
    assertThat(Objects.requireNonNull(late.refusal()).code()).isEqualTo(RefusalCode.STALE_TOKEN);
    assertDenied(
        world.send(Who.OTHER_AGENT, new TaskCommand.CompleteTask(RUNNING, old, Payload.EMPTY)));
    assertDenied(world.send(Who.OWNER, new TaskCommand.StartTask(RUNNING, now)));
    assertThat(world.send(Who.OTHER_AGENT, new TaskCommand.StartTask(RUNNING, now)))
        .isInstanceOf(Reply.Done.class);
  }

  @Test
  void aHandleLeadsToTheLiveSessionAloneAndOutlivesASnapshot() {
    AgentProfile b = AgentProfile.named("b");
    AgentCommand join = new AgentCommand.JoinAgent(b, Attachment.STREAM);
    Reply.Joined first = (Reply.Joined) world.send(Who.OTHER_AGENT, join);
    assertThat(handle(first.handle()))
        .contains(new HandleView(b.id(), first.session(), Who.OTHER_AGENT.principal()));
    Reply.Joined second = (Reply.Joined) world.send(Who.OTHER_AGENT, join);
    assertThat(handle(first.handle())).isEmpty();
    shard.checkSnapshot();
    shard.failOver();
    assertThat(handle(second.handle())).map(HandleView::session).contains(second.session());
    world.send(
        Who.OTHER_AGENT, new AgentCommand.LeaveAgent(b.id(), second.session(), SessionEnd.LEFT));
    assertThat(handle(second.handle())).isEmpty();
    assertThat(shard.live().verify()).isEmpty();
  }

  private Optional<HandleView> handle(String handle) {
    return new Query.OfHandle(handle).answer(shared());
  }
}
