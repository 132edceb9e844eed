package dev.yardmaster.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the inputs of each client, in the shapes that their documents describe. */
final class HookCallTest {
  private static HookCall read(String json) throws Exception {
    return HookCall.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Columns: client, event, moment, tool, what tells the session, tool input, files. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CLAUDE | PreToolUse | BEFORE_TOOL | Edit         | "session_id":"s1","permission_mode":"default" | {"file_path":"/p/a","old_string":"x","new_string":"y"} | /p/a
          CLAUDE | PreToolUse | BEFORE_TOOL | Write        | "session_id":"s1","permission_mode":"plan"    | {"file_path":"/p/ü b","content":"x"}                    | /p/ü b
          CLAUDE | PreToolUse | BEFORE_TOOL | MultiEdit    | "session_id":"s1"                             | {"file_path":"/p/a","edits":[]}                         | /p/a
          CLAUDE | PreToolUse | BEFORE_TOOL | NotebookEdit | "session_id":"s1"                             | {"notebook_path":"/p/n.ipynb","new_source":"1"}         | /p/n.ipynb
          CLAUDE | PreToolUse | BEFORE_TOOL | apply_patch  | "session_id":"s1","turn_id":"t","model":"m"   | {"command":"*** Begin Patch\\n*** Update File: a/b.c\\n*** Move to: a/d.c\\n@@\\n-x\\n+*** Add File: no\\n*** Add File: e\\n+f\\n*** Delete File: g h\\n*** End Patch"} | a/b.c;a/d.c;e;g h
          CLAUDE | BeforeTool | BEFORE_TOOL | write_file   | "session_id":"s1","timestamp":"2026-01-01T00:00:00Z" | {"file_path":"a","content":"x"}                  | a
          CLAUDE | BeforeTool | BEFORE_TOOL | replace      | "session_id":"s1","timestamp":"2026-01-01T00:00:00Z" | {"file_path":"a","old_string":"x"}               | a
          CURSOR | preToolUse | BEFORE_TOOL | Write        | "conversation_id":"s1","cursor_version":"3"   | {"path":"/p/a","contents":"x"}                          | /p/a
          CURSOR | preToolUse | BEFORE_TOOL | Delete       | "conversation_id":"s1","generation_id":"g"    | `"{\\"file_path\\":\\"/p/a\\"}"`                        | /p/a
          """)
  void theFilesThatAToolChangesAreKnown(
      Client client,
      String event,
      Moment moment,
      String tool,
      String session,
      String input,
      String files)
      throws Exception {
    HookCall call =
        read(
            "{%s,\"cwd\":\"/p\",\"hook_event_name\":\"%s\",\"tool_name\":\"%s\",\"tool_input\":%s}"
                .formatted(session, event, tool, input));

    assertThat(call.client()).isEqualTo(client);
    assertThat(call.moment()).isEqualTo(moment);
    assertThat(call.session()).isEqualTo("s1");
    assertThat(EditedFiles.isEdit(call.tool(), Set.of())).isTrue();
    assertThat(EditedFiles.of(call.tool(), call.input())).isEqualTo(List.of(files.split(";", -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "Stop, TURN_END",
    "AfterAgent, TURN_END",
    "stop, TURN_END",
    "SessionStart, SESSION_START",
    "sessionStart, SESSION_START",
    "SessionEnd, SESSION_END",
    "sessionEnd, SESSION_END",
    "PostToolUse, OTHER",
    "UserPromptSubmit, OTHER",
    "WhateverComesNext, OTHER"
  })
  void momentsAreKnownByTheNamesOfAllClients(String event, Moment moment) throws Exception {
    assertThat(read("{\"session_id\":\"s\",\"hook_event_name\":\"%s\"}".formatted(event)).moment())
        .isEqualTo(moment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "stop_hook_active":true  | true
          "stop_hook_active":false | false
          "loop_count":1           | true
          "loop_count":0           | false
          "status":"completed"     | false
          """)
  void aTurnThatGoesOnBecauseOfAHookIsKnown(String field, boolean again) throws Exception {
    assertThat(read("{\"hook_event_name\":\"Stop\",%s}".formatted(field)).again()).isEqualTo(again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bash", "Read", "Grep", "Shell", "run_shell_command", "mcp__x__Edit", ""})
  void whatChangesNoFileThatItNamesIsNoEdit(String tool) {
    assertThat(EditedFiles.isEdit(tool, Set.of())).isFalse();
    assertThat(EditedFiles.isEdit(tool, Set.of("mcp__x__Edit", "Bash")))
        .isEqualTo(tool.equals("mcp__x__Edit") || tool.equals("Bash"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "null", "{", "garbage", "{\"hook_event_name\":7}", "\"Stop\""})
  void whatIsNoHookInputIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("docs/hook.md")
        .hasMessageContaining("got");
  }

  @Test
  void anInputThatIsTooLongIsRefusedWithoutBeingReadWhole() {
    InputStream endless =
        new InputStream() {
          private int given;

          @Override
          public int read() {
            return read(new byte[1], 0, 1) < 0 ? -1 : ' ';
          }

          @Override
          public int read(byte[] into, int from, int length) {
            given += length;
            assertThat(given).isLessThanOrEqualTo(HookCall.MAX_BYTES + 1);
            Arrays.fill(into, from, from + length, (byte) ' ');
            return length;
          }
        };
    assertThatThrownBy(() -> HookCall.read(endless))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at most 16777216 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"file_path\":\"\"}", "{\"file_path\":7}", "{\"command\":\"*** Begin\"}"})
  void anEditThatNamesNoFileIsRefused(String input) throws Exception {
    HookCall call =
        read(
            "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Write\",\"tool_input\":%s}"
                .formatted(input));
    assertThatThrownBy(() -> EditedFiles.of(call.tool(), call.input()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("tool Write to name the file");
  }
}
