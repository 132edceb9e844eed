package dev.yardmaster.cli.health;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.HealthReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code yardmaster health}: every part of the engine, and why it is as it is. */
@Command(
    name = "health",
    description = "Shows how each part of the engine is, and why.",
    mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          HealthReport health = data.health();
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            out.println(json(health));
          } else {
            out.println(health.status());
            health
                .components()
                .forEach((name, one) ->
                    out.printf("  %-10s %-9s %s%n", name, one.status(), one.reason()));
          }
          out.flush();
          return (health.status() == Health.Status.DOWN ? ExitCode.UNAVAILABLE : ExitCode.OK)
              .code();
        });
  }

  private static String json(HealthReport health) {
    ObjectNode json = JSON.createObjectNode().put("status", health.status().name());
    ObjectNode components = json.putObject("components");
    health
        .components()
        .forEach((name, one) ->
            components
                .putObject(name)
                .put("status", one.status().name())
                .put("reason", one.reason()));
    return JSON.writeValueAsString(json);
  }
}
