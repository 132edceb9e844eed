package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

final class PlanSchemaTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Objects.requireNonNull(
                  PlanSchemaTest.class.getResourceAsStream("/plan.schema.json")));

  static List<BadPlans> seenBySchema() {
    return BadPlans.all().stream().filter(BadPlans::refusedBySchema).toList();
  }

  static List<BadPlans> beyondSchema() {
    return BadPlans.all().stream()
        .filter(bad -> !bad.refusedBySchema() && readable(bad.plan()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("seenBySchema")
  void schemaRefusesWhatTheParserRefuses(BadPlans bad) {
    assertThat(schemaAccepts(bad.plan())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("beyondSchema")
  void whatNoSchemaCanSayIsLeftToTheParser(BadPlans bad) {
    assertThat(schemaAccepts(bad.plan())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.yardmaster.cli.plan.GoodPlans#all")
  void schemaAcceptsWhatTheParserAccepts(String plan) {
    assertThat(SCHEMA.validate(json(plan), InputFormat.JSON)).isEmpty();
  }

  private static boolean schemaAccepts(String plan) {
    return SCHEMA.validate(json(plan), InputFormat.JSON).isEmpty();
  }

  private static boolean readable(String plan) {
    var problems = new Problems("plan.yaml");
    YamlDocument.read(plan.getBytes(StandardCharsets.UTF_8), problems);
    return problems.isEmpty() && !plan.contains("\n1: x");
  }

  private static String json(String plan) {
    Object loaded =
        new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build()).loadFromString(plan);
    return JsonMapper.shared().writeValueAsString(loaded);
  }
}
