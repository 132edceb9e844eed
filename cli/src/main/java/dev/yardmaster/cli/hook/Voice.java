package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.exit.ExitCode;
import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says an answer in the form of a client. Claude Code, Codex and Gemini CLI take exit code 2 for a
 * no and stderr for its reason; Cursor takes a JSON object on stdout.
 */
final class Voice {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintWriter out;
  private final PrintWriter err;

  Voice(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Says it; returns the exit code that goes with it. */
  ExitCode say(HookCall call, HookAnswer answer) {
    return call.client() == Client.CURSOR ? toCursor(call, answer) : toOthers(call, answer);
  }

  /** A no to a client that could not be told from its input. */
  ExitCode refuse(String text) {
    err.println(text);
    err.flush();
    return ExitCode.REFUSED;
  }

  private ExitCode toOthers(HookCall call, HookAnswer answer) {
    return switch (answer) {
      case HookAnswer.Silence _ -> ExitCode.OK;
      case HookAnswer.Warning warning -> warn(warning.text());
      case HookAnswer.Refusal refusal -> refuse(refusal.text());
      case HookAnswer.Continuation continuation -> refuse(continuation.text());
      case HookAnswer.Briefing briefing -> {
        ObjectNode said = JSON.createObjectNode();
        said.putObject("hookSpecificOutput")
            .put("hookEventName", call.event())
            .put("additionalContext", briefing.text());
        yield print(said);
      }
    };
  }

  /** Without a permission on stdout Cursor counts a tool as refused. */
  private ExitCode toCursor(HookCall call, HookAnswer answer) {
    ObjectNode said = JSON.createObjectNode();
    if (call.moment() == Moment.BEFORE_TOOL) {
      said.put("permission", answer instanceof HookAnswer.Refusal ? "deny" : "allow");
    }
    return switch (answer) {
      case HookAnswer.Silence _ -> print(said);
      case HookAnswer.Warning warning -> {
        ExitCode _ = warn(warning.text());
        yield print(said);
      }
      case HookAnswer.Refusal refusal ->
          print(said.put("user_message", refusal.text()).put("agent_message", refusal.text()));
      case HookAnswer.Continuation continuation ->
          print(said.put("followup_message", continuation.text()));
      case HookAnswer.Briefing briefing -> print(said.put("additional_context", briefing.text()));
    };
  }

  private ExitCode warn(String text) {
    err.println(text);
    err.flush();
    return ExitCode.OK;
  }

  private ExitCode print(ObjectNode said) {
    out.println(JSON.writeValueAsString(said));
    out.flush();
    return ExitCode.OK;
  }
}
