package dev.yardmaster.server.mcp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.yardmaster.protocol.log.v1.ResourceProto.LockRequest;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Dependency;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.TaskSpec;
import dev.yardmaster.protocol.v1.Mail;
import dev.yardmaster.server.http.Messages;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Things of the API as a model is shown them: short, and nothing that is absent or usual. */
final class Shown {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Shown() {}

  static Map<String, Object> task(TaskSpec task) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", task.getId());
    put(shown, "type", task.getWork().getType());
    put(shown, "description", task.getWork().getDescription());
    if (task.getWork().hasInput()) {
      shown.put("input", content(task.getWork().getInput()));
    }
    put(shown, "tags", List.copyOf(task.getWork().getTagsList()));
    put(shown, "after", task.getDependenciesList().stream().map(Dependency::getTask).toList());
    put(
        shown,
        "locks",
        task.getRequirements().getLocksList().stream().map(LockRequest::getResource).toList());
    return shown;
  }

  static Map<String, Object> mail(Mail mail) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", mail.getId());
    shown.put("from", mail.getFrom());
    put(shown, "topic", mail.getTopic());
    put(shown, "type", mail.getEnvelope().getType());
    put(shown, "correlation", mail.getEnvelope().getCorrelationId());
    put(shown, "replyTo", mail.getEnvelope().getReplyTo());
    shown.put("body", content(mail.getEnvelope().getPayload()));
    shown.put("deliveries", mail.getDeliveries());
    return shown;
  }

  /** Anything else, as the HTTP API shows it. */
  static Map<String, Object> json(Message message) {
    return JSON.readValue(Messages.write(message), new TypeReference<Map<String, Object>>() {});
  }

  /** Content of a payload: text, a JSON value, or bytes in base64. */
  static Object content(Payload payload) {
    String type = payload.getContentType().toLowerCase(Locale.ROOT);
    ByteString content = payload.getContent();
    if (!content.isValidUtf8()) {
      return Map.of(
          "base64", Base64.getEncoder().encodeToString(content.toByteArray()), "type", type);
    }
    String text = payload.getText().isEmpty() ? content.toStringUtf8() : payload.getText();
    try {
      return type.contains("json") && !text.isBlank() ? JSON.readValue(text, Object.class) : text;
    } catch (JacksonException e) {
      return text; // what calls itself JSON need not be
    }
  }

  private static void put(Map<String, Object> shown, String name, String value) {
    if (!value.isEmpty()) {
      shown.put(name, value);
    }
  }

  private static void put(Map<String, Object> shown, String name, List<String> value) {
    if (!value.isEmpty()) {
      shown.put(name, value);
    }
  }
}
