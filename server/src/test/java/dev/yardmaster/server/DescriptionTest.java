package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yardmaster.protocol.v1.Operation;
import dev.yardmaster.protocol.v1.Role;
import dev.yardmaster.server.gateway.Operations;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The description at /openapi.json says what the routes are, and every part of it is explained. */
@Timeout(60)
final class DescriptionTest {
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyRouteThatIsDeclaredIsDescribedAndAnswersAndNoOther() throws Exception {
    Set<String> declared =
        Operations.all().stream()
            .map(method -> Operations.optionsOf(method).getHttp())
            .filter(http -> !http.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> described = new TreeSet<>();
    for (String[] route : server.routes()) {
      described.add(route[0] + " " + route[1]);
    }

    assertThat(described).isEqualTo(declared);
    assertThat(server.get("/v1/nothing").status()).isEqualTo(404);
    assertThat(server.get("/v1/nothing").code()).isEqualTo("NOT_FOUND");
    assertThat(server.delete("/v1/workspaces/default/tasks").status()).isEqualTo(405);
  }

  @Test
  void everyOperationHasARoleAndAComment() throws Exception {
    for (MethodDescriptor method : Operations.all()) {
      Operation options = Operations.optionsOf(method);
      assertThat(options.getRole()).as(method.getFullName()).isNotEqualTo(Role.ROLE_UNSPECIFIED);
    }
    JsonNode description = server.get("/openapi.json").body();
    assertThat(description.path("openapi").asString()).isEqualTo("3.1.0");
    description
        .path("paths")
        .forEach(path ->
            path.forEach(operation ->
                assertThat(operation.path("summary").asString())
                    .as(operation.path("operationId").asString())
                    .isNotEmpty()));
  }

  @Test
  void everyReferenceOfTheDescriptionLeadsSomewhere() throws Exception {
    JsonNode description = server.get("/openapi.json").body();
    JsonNode schemas = description.path("components").path("schemas");
    Set<String> missing = new TreeSet<>();
    collect(description, schemas, missing);

    assertThat(missing).isEmpty();
    assertThat(schemas.size()).isGreaterThan(100);
  }

  private static void collect(JsonNode node, JsonNode schemas, Set<String> missing) {
    String reference = node.path("$ref").asString("");
    if (!reference.isEmpty() && !schemas.has(reference.substring(reference.lastIndexOf('/') + 1))) {
      missing.add(reference);
    }
    node.forEach(child -> collect(child, schemas, missing));
  }

  @Test
  void aliveAndReadyAnswerWithoutACredential() throws Exception {
    assertThat(server.get("/healthz").status()).isEqualTo(200);
    assertThat(server.get("/readyz").status()).isEqualTo(200);
  }
}
