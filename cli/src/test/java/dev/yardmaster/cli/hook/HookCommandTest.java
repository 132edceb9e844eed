package dev.yardmaster.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.hook.HookYard.Said;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An edit needs the lock, and a turn with unread mail goes on: from stdin to a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HookCommandTest {
  private static final Pattern HANDLE = Pattern.compile("\"handle\":\"default/([^\"]+)\"");

  @TempDir private Path folder;
  private HookYard yard;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(folder.resolve("project"));
    yard = new HookYard(folder);
  }

  @AfterEach
  void stop() {
    yard.close();
  }

  private static String handle(String text) {
    Matcher found = HANDLE.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  private static void assertAllowed(Said said) {
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out() + said.err()).isEmpty();
  }

  private static void assertRefused(Said said, String... texts) {
    assertThat(said.exit()).as(said.out()).isEqualTo(2);
    assertThat(said.err()).contains("Yardmaster refuses this edit");
    assertThat(List.of(texts)).allSatisfy(text -> assertThat(said.err()).contains(text));
    assertThat(said.out()).isEmpty();
  }

  @Test
  void anEditNeedsTheLockAndIsRefusedAgainWhenItIsGivenBack() throws Exception {
    Said refused = yard.write("s1", "src/a.txt");
    assertRefused(
        refused, "agent session-s1", "src/a.txt: nobody holds it", "\"resources\":[\"src/a.txt\"]");
    String own = handle(refused.err());

    String token = yard.lock(own, "src/a.txt", "EXCLUSIVE");
    assertAllowed(yard.write("s1", "src/a.txt"));
    assertRefused(yard.write("s1", "src/b.txt"), "src/b.txt: nobody");

    yard.release(own, token);
    assertRefused(yard.write("s1", "src/a.txt"), "nobody holds it");
  }

  @Test
  void ofTwoSessionsOnOnePathTheOtherIsToldWhoHasIt() throws Exception {
    String first = handle(yard.write("s1", "a.txt").err());
    yard.lock(first, "a.txt", "EXCLUSIVE");

    Said refused = yard.write("s2", "a.txt");
    assertRefused(
        refused, "agent session-s1 has held a.txt exclusively for", "the tool send", "work on");
    assertThat(handle(refused.err())).isNotEqualTo(first);
    assertAllowed(yard.write("s1", "a.txt"));
  }

  @Test
  void aLockOnASubtreeIsALockOnWhatIsBelow() throws Exception {
    String own = handle(yard.write("s1", "docs/x/a.md").err());
    yard.lock(own, "docs/**", "EXCLUSIVE");

    assertAllowed(yard.write("s1", "docs/x/a.md"));
    assertAllowed(yard.write("s1", folder.resolve("project/docs/b.md").toString()));
    assertRefused(yard.write("s1", "docs2/a.md"));
    assertRefused(yard.write("s2", "docs/x/a.md"), "session-s1 has held docs/** exclusively");
  }

  @Test
  void aSharedLockIsNotEnough() throws Exception {
    String own = handle(yard.write("s1", "a").err());
    yard.lock(own, "a", "SHARED");
    assertRefused(yard.write("s1", "a"), "agent session-s1 has held a shared");
  }

  @Test
  void aPatchNeedsTheLockOnEachFileThatItNames() throws Exception {
    String patch =
        """
        {"session_id":"s1","turn_id":"t","cwd":"%s","hook_event_name":"PreToolUse","tool_name":"apply_patch",
         "tool_input":{"command":"*** Begin Patch\\n*** Update File: a\\n*** Move to: b\\n*** End Patch"}}
        """
            .formatted(folder.resolve("project"));
    String[] where = {"--project", folder.resolve("project").toString()};
    String own = handle(yard.hook(patch, where).err());
    yard.lock(own, "a", "EXCLUSIVE");
    Said half = yard.hook(patch, where);
    assertRefused(half, "- b: nobody");
    assertThat(half.err()).doesNotContain("- a:");
    yard.lock(own, "b", "EXCLUSIVE");
    assertAllowed(yard.hook(patch, where));
  }

  @Test
  void withTakeAFreeLockIsTakenAndAHeldOneRefused() throws Exception {
    assertAllowed(yard.write("s1", "a", "--take"));
    assertAllowed(yard.write("s1", "a"));
    assertRefused(yard.write("s2", "a", "--take"), "session-s1 has held a", "Taking it failed");
    assertAllowed(yard.write("s2", "b", "--take"));

    assertAllowed(yard.event("s1", "SessionEnd", ",\"reason\":\"exit\""));
    assertAllowed(yard.write("s2", "a", "--take"));
  }

  @Test
  void atTheEndOfASessionItsAgentLeavesAndItsHandleIsForgotten() throws Exception {
    yard.write("s1", "a", "--take");
    assertThat(kept())
        .hasSize(1)
        .allSatisfy(file -> {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
        });
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(yard.state())))
        .isEqualTo("rwx------");

    assertAllowed(yard.event("s1", "SessionEnd", ""));
    assertThat(kept()).isEmpty();
    assertThat(yard.get("/agents/session-s1").path("status").asString()).contains("GONE");
    assertThat(yard.get("/locks").path("resources")).isEmpty();
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(yard.state())) {
      return files.filter(file -> !file.toString().endsWith(".lock")).toList();
    }
  }

  @Test
  void withReleaseAtTurnEndNothingIsHeldBetweenTurns() throws Exception {
    yard.write("s1", "a", "--take");
    assertAllowed(yard.event("s1", "Stop", ",\"stop_hook_active\":false"));
    assertAllowed(yard.write("s1", "a"));
    assertAllowed(yard.event("s1", "Stop", "", "--release-at-turn-end"));
    assertRefused(yard.write("s1", "a"), "nobody holds it");
  }

  @Test
  void mailThatNobodyAcknowledgedKeepsATurnFromEndingOnce() throws Exception {
    Said started = yard.event("s1", "SessionStart", ",\"source\":\"startup\"");
    String own =
        handle(started.json().path("hookSpecificOutput").path("additionalContext").asString());
    assertAllowed(yard.event("s1", "Stop", ",\"stop_hook_active\":false"));
    String ann = yard.join("ann");
    yard.send(ann, "session-s1");
    yard.send(ann, "session-s1");

    Said blocked = yard.event("s1", "Stop", ",\"stop_hook_active\":false");
    assertThat(blocked.exit()).isEqualTo(2);
    assertThat(blocked.err()).contains("2 messages", "session-s1", "wait_for_work", own, "ack");
    assertAllowed(yard.event("s1", "Stop", ",\"stop_hook_active\":true"));

    JsonNode mail = yard.post("/messages/receive", "{\"max\":10}", own);
    assertThat(mail.path("mail")).as(mail.toString()).hasSize(2);
    assertThat(yard.event("s1", "Stop", "").exit()).isEqualTo(2); // delivered is not yet acted on
    JsonNode acked = yard.post("/messages/ack", acks(mail), own);
    assertThat(acked.has("code")).as(acked.toString()).isFalse();
    assertAllowed(yard.event("s1", "Stop", ",\"stop_hook_active\":false"));
  }

  private static String acks(JsonNode mail) {
    StringBuilder acks = new StringBuilder();
    for (JsonNode one : mail.path("mail")) {
      acks.append(acks.isEmpty() ? "" : ",")
          .append(
              "{\"message\":\"%s\",\"token\":\"%s\"}"
                  .formatted(one.path("id").asString(""), one.path("token").asString("")));
    }
    return "{\"deliveries\":[" + acks + "]}";
  }

  @Test
  void aSessionIsToldAtItsStartAsWhichAgentItWorksAndHow() throws Exception {
    Said said = yard.event("s1", "SessionStart", ",\"source\":\"startup\"");
    assertThat(said.exit()).as(said.err()).isZero();
    JsonNode told = said.json().path("hookSpecificOutput");
    assertThat(told.path("hookEventName").asString()).isEqualTo("SessionStart");
    String text = told.path("additionalContext").asString();
    assertThat(text).contains("session-s1", "lock", "docs/**");
    yard.lock(handle(text), "a", "EXCLUSIVE");
    assertAllowed(yard.write("s1", "a"));
  }

  @Test
  void aNamedAgentIsAskedAboutAndNeverJoinedOver() throws Exception {
    Said unknown = yard.write("s1", "a", "--agent", "ann");
    assertRefused(unknown, "expected agent ann", "join first");
    String ann = yard.join("ann");
    assertRefused(yard.write("s1", "a", "--agent", "ann", "--take"), "agent ann joined elsewhere");
    yard.lock(ann, "a", "EXCLUSIVE");
    assertAllowed(yard.write("s1", "a", "--agent", "ann"));
    assertRefused(yard.write("s1", "a", "--agent", "bob"), "agent ann has held a");
    assertAllowed(yard.event("s1", "SessionEnd", "", "--agent", "ann"));
    assertAllowed(yard.write("s1", "a", "--agent", "ann"));
  }

  @Test
  void aNamedAgentThatNobodyElseIsIsJoinedToTakeALock() throws Exception {
    assertAllowed(yard.write("s1", "a", "--agent", "ann", "--take"));
    assertAllowed(yard.write("s2", "a", "--agent", "ann"));
    assertRefused(yard.write("s1", "a", "--agent", "bob", "--take"), "agent ann has held a");
  }

  @Test
  void aLockOfTheTaskThatItRunsIsItsOwn() throws Exception {
    String ann = yard.join("ann");
    yard.post(
        "/tasks",
        "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"x\"},\"requirements\":{\"locks\":[{\"resource\":\"a\",\"mode\":\"LOCK_MODE_EXCLUSIVE\"}]}}}",
        "");
    JsonNode claimed = yard.post("/agents/ann/claim", "{\"waitMillis\":\"10000\"}", ann);
    assertThat(claimed.has("assignment")).as(claimed.toString()).isTrue();
    assertAllowed(yard.write("s1", "a", "--agent", "ann"));
    assertRefused(yard.write("s2", "a"), "task t has held a exclusively");
  }

  @Test
  void anAgentWhoseSessionIsOverJoinsAgainAndMustLockAgain() throws Exception {
    String own = handle(yard.write("s1", "a").err());
    yard.lock(own, "a", "EXCLUSIVE");
    yard.post("/agents/session-s1/leave", "{}", own);

    Said again = yard.write("s1", "a");
    assertRefused(again, "nobody holds it");
    assertThat(handle(again.err())).isNotEqualTo(own);
  }

  @Test
  void whatIsOutsideOfTheProjectIsLeftAloneUnlessItIsSaid() {
    String outside = folder.resolve("elsewhere.txt").toString();
    assertAllowed(yard.write("s1", outside));
    assertRefused(yard.write("s1", outside, "--outside", "refuse"), outside, "project");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PreToolUse | ,"tool_name":"Read","tool_input":{"file_path":"a"}
          PreToolUse | ,"tool_name":"Bash","tool_input":{"command":"rm a"}
          PostToolUse | ,"tool_name":"Write","tool_input":{"file_path":"a"},"tool_response":{}
          UserPromptSubmit | ,"prompt":"go"
          """)
  void whatIsNoEditGoesOnWithoutAWord(String event, String fields) {
    assertAllowed(yard.event("s1", event, fields));
  }

  @Test
  void furtherToolsCanBeNamedAsEdits() {
    String edit = ",\"tool_name\":\"mcp__fs__put\",\"tool_input\":{\"path\":\"a\"}";
    assertAllowed(yard.event("s1", "PreToolUse", edit));
    assertRefused(
        yard.event("s1", "PreToolUse", edit, "--tools", "mcp__fs__put,other"), "a: nobody");
  }

  @Test
  void withoutAServerAnEditIsRefusedUnlessItIsSaidAndAllElseGoesOn() {
    yard.stop();
    assertRefused(yard.write("s1", "a"), yard.url(), "yardmaster serve", "--if-unreachable allow");
    Said allowed = yard.write("s1", "a", "--if-unreachable", "allow");
    assertThat(allowed.exit()).isZero();
    assertThat(allowed.err()).contains("was not asked", yard.url());
    for (String event : List.of("Stop", "SessionStart", "SessionEnd", "PostToolUse")) {
      Said said = yard.event("s1", event, "");
      assertThat(said.exit()).as(event).isZero();
      assertThat(said.out()).as(event).isEmpty();
    }
  }

  @Test
  void somethingElseAtThePortCountsAsNoServer() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread talk =
          Thread.startVirtualThread(() -> {
            try (Socket socket = other.accept()) {
              socket
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhtml"
                          .getBytes(StandardCharsets.US_ASCII));
              socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertRefused(
          yard.write("s1", "a", "--url", "http://127.0.0.1:" + other.getLocalPort()),
          "what answers there is none");
      assertThat(talk).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "garbage", "[1]", "{\"hook_event_name\":\"PreToolUse\"}"})
  void inputThatNobodyUnderstandsIsRefused(String input) {
    Said said = yard.hook(input);
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("Yardmaster refuses this: Expected");
  }

  @Test
  void aFileThatNoLockCanBeHeldOnIsRefused() {
    assertRefused(yard.write("s1", "a\\nb"), "no lock can be held", "control characters");
  }

  @Test
  void cursorIsAnsweredInItsOwnForm() throws Exception {
    String session =
        "\"conversation_id\":\"c1\",\"generation_id\":\"g\",\"workspace_roots\":[\"%s\"]"
            .formatted(folder.resolve("project"));
    String write =
        "{%s,\"hook_event_name\":\"preToolUse\",\"tool_name\":\"Write\",\"tool_input\":{\"path\":\"a\"}}"
            .formatted(session);
    Said refused = yard.hook(write);
    assertThat(refused.exit()).isZero();
    assertThat(refused.json().path("permission").asString()).isEqualTo("deny");
    String own = handle(refused.json().path("agent_message").asString());
    yard.lock(own, "a", "EXCLUSIVE");
    assertThat(yard.hook(write).json().path("permission").asString()).isEqualTo("allow");

    yard.send(yard.join("ann"), "session-c1");
    String stop = "{%s,\"hook_event_name\":\"stop\",\"status\":\"completed\",\"loop_count\":%d}";
    assertThat(yard.hook(stop.formatted(session, 0)).json().path("followup_message").asString())
        .contains("1 message at Yardmaster waits");
    assertThat(yard.hook(stop.formatted(session, 1)).json()).isEmpty();
    Said started = yard.hook("{%s,\"hook_event_name\":\"sessionStart\"}".formatted(session));
    assertThat(started.json().path("additional_context").asString()).contains("session-c1");
  }

  @Test
  void hooksOfOneSessionAtTheSameTimeAreOneAgent() throws Exception {
    List<Thread> hooks =
        Stream.generate(() -> Thread.ofVirtual().unstarted(() -> yard.write("s1", "a", "--take")))
            .limit(8)
            .toList();
    hooks.forEach(Thread::start);
    for (Thread hook : hooks) {
      hook.join();
    }
    assertAllowed(yard.write("s1", "a"));
    assertThat(yard.get("/agents").path("agents")).hasSize(1);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void handlesThatWereUsedLongestAgoAreForgottenFirst() throws Exception {
    Handles handles = new Handles(yard.state());
    for (int i = 0; i < Handles.MAX + 3; i++) {
      String handle = "h" + i;
      boolean _ =
          handles.alone(
              handle,
              kept -> {
                kept.keep(handle);
                return true;
              });
    }
    assertThat(kept()).hasSize(Handles.MAX);
    assertThat(handles.<String>alone("h" + (Handles.MAX + 2), Handles.Kept::handle))
        .isEqualTo("h" + (Handles.MAX + 2));
  }
}
