package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PlanFileDocumentTest {

  @Test
  void theExampleInTheDocumentIsAValidPlan() throws IOException {
    String document = document();
    int start = document.indexOf("```yaml\n") + "```yaml\n".length();

    PlanFile plan = GoodPlans.read(document.substring(start, document.indexOf("```", start)));

    assertThat(plan.tasks()).hasSize(3);
    assertThat(PlanChecks.warnings(plan)).isEmpty();
  }

  @Test
  void everyFieldOfTheSchemaIsDocumentedAndAcceptedByTheParser() throws IOException {
    String document = document();
    JsonNode schema;
    try (InputStream in = PlanFileDocumentTest.class.getResourceAsStream("/plan.schema.json")) {
      schema = JsonMapper.shared().readTree(Objects.requireNonNull(in));
    }
    for (String path :
        List.of(
            "", "/$defs/task", "/$defs/agent", "/$defs/resource", "/$defs/lock", "/$defs/retry")) {
      for (String field : schema.at(path + "/properties").propertyNames()) {
        assertThat(document).as("field %s of %s", field, path).contains(field);
        assertThat(refusal(path, field)).doesNotContain("unknown field");
      }
    }
  }

  private static String refusal(String path, String field) {
    String value = "{" + field + ": []}";
    String plan =
        switch (path) {
          case "/$defs/task" -> "tasks: [" + value + "]";
          case "/$defs/agent" -> "agents: [" + value + "]";
          case "/$defs/resource" -> "resources: [" + value + "]";
          case "/$defs/lock" -> "tasks: [{id: a, locks: [" + value + "]}]";
          case "/$defs/retry" -> "defaults: {retry: " + value + "}";
          default -> value;
        };
    return PlanParser.parse("plan.yaml", plan.getBytes(StandardCharsets.UTF_8))
            instanceof PlanReading.Refused refused
        ? refused.text()
        : "";
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("../docs/plan-file.md"));
  }
}
