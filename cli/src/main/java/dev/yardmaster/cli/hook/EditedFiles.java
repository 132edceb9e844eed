package dev.yardmaster.cli.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which files a tool is about to change, by what it was given. */
final class EditedFiles {
  /** Of Claude Code, Codex, Gemini CLI and Cursor; read-only tools and shells are not here. */
  private static final Set<String> EDITING =
      Set.of(
          "Edit",
          "Write",
          "MultiEdit",
          "NotebookEdit",
          "apply_patch",
          "write_file",
          "replace",
          "Delete",
          "StrReplace",
          "EditNotebook");

  private static final List<String> PATHS =
      List.of("file_path", "notebook_path", "path", "target_file", "target_notebook");

  /** Lines of a patch in the form of Codex that name a file. */
  private static final List<String> PATCHED =
      List.of("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ");

  private EditedFiles() {}

  /** Whether a tool changes files that it names. */
  static boolean isEdit(String tool, Set<String> more) {
    return EDITING.contains(tool) || more.contains(tool);
  }

  /**
   * The files as the tool names them, in the order of their names there.
   *
   * @throws BadInputException where it names none
   */
  static List<String> of(String tool, JsonNode input) throws BadInputException {
    // Some clients give a tool's input as text that is JSON.
    JsonNode given = input.isString() ? parsed(input.asString()) : input;
    List<String> files = new ArrayList<>();
    for (String field : PATHS) {
      JsonNode path = given.path(field);
      if (path.isString() && !path.asString().isEmpty()) {
        files.add(path.asString());
      }
    }
    for (String field : List.of("command", "patch", "input")) {
      if (given.path(field).isString()) {
        patched(given.path(field).asString(), files);
      }
    }
    if (files.isEmpty()) {
      throw new BadInputException(
          "Expected tool %s to name the file it changes in tool_input, got none of %s and no patch; edit with a tool that names its file"
              .formatted(tool, PATHS));
    }
    return List.copyOf(files);
  }

  private static JsonNode parsed(String text) throws BadInputException {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (tools.jackson.core.JacksonException e) {
      return JsonMapper.shared().createObjectNode().put("input", text);
    }
  }

  private static void patched(String patch, List<String> files) {
    for (String line : patch.lines().toList()) {
      for (String head : PATCHED) {
        if (line.startsWith(head)) {
          files.add(line.substring(head.length()).strip());
        }
      }
    }
  }
}
