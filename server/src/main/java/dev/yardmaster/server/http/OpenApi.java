package dev.yardmaster.server.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yardmaster.server.gateway.Operations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The description of the HTTP API (OpenAPI 3.1), made from the same declarations as its routes. */
final class OpenApi {
  private static final Map<String, Object> PROBLEM =
      Map.of(
          "description",
          "A no (RFC 9457), with the code of the refusal and what to do next",
          "content",
          Map.of(
              "application/problem+json",
              Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))));

  private final Map<String, Object> schemas = new TreeMap<>();
  private final String json;

  OpenApi(List<Route> routes) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.verb().toLowerCase(Locale.ROOT), operation(route));
    }
    schemas.put("Problem", problem());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("openapi", "3.1.0");
    root.put(
        "info",
        Map.of(
            "title", "Yardmaster",
            "version", "v1",
            "description", "Coordination of agents: tasks, locks, messages, shared records."));
    root.put("paths", paths);
    root.put(
        "components",
        Map.of(
            "schemas",
            schemas,
            "securitySchemes",
            Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
    root.put("security", List.of(Map.of("token", List.of()), Map.of()));
    this.json = JsonMapper.builder().build().writeValueAsString(root);
  }

  String json() {
    return json;
  }

  private Map<String, Object> operation(Route route) {
    MethodDescriptor method = route.method();
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", method.getService().getName() + "_" + method.getName());
    operation.put("tags", List.of(method.getService().getName().replace("Service", "")));
    operation.put("summary", Descriptions.of(method));
    operation.put("x-role", Operations.optionsOf(method).getRole().name().replace("ROLE_", ""));
    operation.put("parameters", parameters(route));
    if (route.hasBody()) {
      operation.put("requestBody", Map.of("content", content(method.getInputType())));
    }
    operation.put(
        "responses",
        Map.of(
            "200",
            Map.of(
                "description",
                Descriptions.of(method.getOutputType()),
                "content",
                route.isStream()
                    ? Map.of("text/event-stream", Map.of("schema", Map.of("type", "string")))
                    : content(method.getOutputType())),
            "default",
            PROBLEM));
    return operation;
  }

  private List<Object> parameters(Route route) {
    List<Object> parameters = new ArrayList<>();
    List<String> inPath = route.pathFields();
    for (FieldDescriptor field : route.method().getInputType().getFields()) {
      boolean path = inPath.contains(field.getName());
      if (path || (!route.hasBody() && !field.isRepeated())) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", field.getName());
        parameter.put("in", path ? "path" : "query");
        parameter.put("required", path);
        parameter.put("schema", schema(field));
        parameters.add(parameter);
      }
    }
    if (Operations.optionsOf(route.method()).getByAgent()) {
      parameters.add(
          Map.of(
              "name", "Yardmaster-Agent",
              "in", "header",
              "required", true,
              "description", "The handle that joining returned",
              "schema", Map.of("type", "string")));
    }
    return parameters;
  }

  private Map<String, Object> content(Descriptor message) {
    return Map.of("application/json", Map.of("schema", reference(message)));
  }

  private Map<String, Object> reference(Descriptor message) {
    String name = nameOf(message);
    if (!schemas.containsKey(name)) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schemas.put(name, schema); // before its fields, which may point back to it
      Map<String, Object> properties = new LinkedHashMap<>();
      for (FieldDescriptor field : message.getFields()) {
        properties.put(field.getJsonName(), described(field));
      }
      schema.put("type", "object");
      schema.put("description", Descriptions.of(message));
      schema.put("properties", properties);
      schema.put("additionalProperties", false);
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> described(FieldDescriptor field) {
    Map<String, Object> schema = new LinkedHashMap<>(schema(field));
    String text = Descriptions.of(field);
    if (!text.isEmpty()) {
      schema.put("description", text);
    }
    return schema;
  }

  private Map<String, Object> schema(FieldDescriptor field) {
    if (field.isMapField()) {
      return Map.of(
          "type",
          "object",
          "additionalProperties",
          single(field.getMessageType().findFieldByName("value")));
    }
    return field.isRepeated() ? Map.of("type", "array", "items", single(field)) : single(field);
  }

  private Map<String, Object> single(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> Map.of("type", "string");
      case INT -> Map.of("type", "integer", "format", "int32");
      case LONG -> Map.of("type", "string", "format", "int64");
      case BOOLEAN -> Map.of("type", "boolean");
      case DOUBLE, FLOAT -> Map.of("type", "number");
      case BYTE_STRING -> Map.of("type", "string", "contentEncoding", "base64");
      case ENUM ->
          Map.of(
              "type",
              "string",
              "enum",
              field.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList());
      case MESSAGE -> reference(field.getMessageType());
    };
  }

  private static String nameOf(Descriptor message) {
    return message
        .getFullName()
        .replace("yardmaster.log.v1.", "")
        .replace("yardmaster.v1.", "")
        .replace('.', '_');
  }

  private static Map<String, Object> problem() {
    return Map.of(
        "type", "object",
        "required", List.of("type", "title", "status", "code", "detail"),
        "properties",
            Map.of(
                "type", Map.of("type", "string"),
                "title", Map.of("type", "string"),
                "status", Map.of("type", "integer"),
                "code", Map.of("type", "string"),
                "detail", Map.of("type", "string"),
                "position", Map.of("type", "string"),
                "retryAfterMillis", Map.of("type", "string")));
  }
}
