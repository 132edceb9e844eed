package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import dev.yardmaster.protocol.v1.GetRecordRequest;
import dev.yardmaster.protocol.v1.PutRecordRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small shared values, written only over the version that was read. */
final class RecordTool {
  private RecordTool() {}

  static Tool record() {
    return new Tool(
        "record",
        "Read a shared value by key, or with value (any JSON) write it. version: the one you read, 0 if there is none yet, -1 for any.",
        "key:text! value:any version:text",
        RecordTool::run);
  }

  private static Map<String, Object> run(ToolCall call) {
    return call.arguments().has("value") ? put(call) : get(call);
  }

  private static Map<String, Object> get(ToolCall call) {
    String key = call.arguments().text("key");
    dev.yardmaster.protocol.v1.Record found =
        call.find(
            "a record " + key,
            "RecordService/GetRecord",
            GetRecordRequest.newBuilder().setWorkspace(call.workspace()).setKey(key).build(),
            dev.yardmaster.protocol.v1.Record.class);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("key", found.getKey());
    shown.put("version", Long.toString(found.getVersion()));
    shown.put("from", found.getBy());
    shown.put("value", Shown.content(found.getValue()));
    return shown;
  }

  private static Map<String, Object> put(ToolCall call) {
    Arguments given = call.arguments();
    PutRecordRequest.Builder request =
        PutRecordRequest.newBuilder().setWorkspace(call.workspace()).setKey(given.text("key"));
    String version = given.text("version", "0");
    try {
      request.setExpectedVersion(Long.parseLong(version));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Expected a version that was read, 0 or -1, got " + version, e);
    }
    Payload value = given.payload("value");
    if (value != null) {
      request.setValue(value);
    }
    Reply reply = call.call("RecordService/Put", request.build(), call.agent(), Reply.class);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("key", request.getKey());
    shown.put("version", Long.toString(reply.getDone().getPosition()));
    return shown;
  }
}
