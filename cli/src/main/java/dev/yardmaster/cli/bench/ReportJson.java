package dev.yardmaster.cli.bench;

import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A result for machines: one JSON object. */
final class ReportJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReportJson() {}

  static String of(Result result) {
    Shape shape = result.shape();
    ObjectNode json =
        JSON.createObjectNode()
            .put("load", result.load().name().toLowerCase(Locale.ROOT))
            .put("by", result.by().name().toLowerCase(Locale.ROOT))
            .put("agents", shape.agents())
            .put("slots", shape.slots())
            .put("rate", shape.rate())
            .put("outstanding", shape.outstanding())
            .put("warmUpSeconds", shape.warmUp().toSeconds())
            .put("seconds", shape.length().toSeconds())
            .put("joinSeconds", result.joinSeconds())
            .put("attached", result.attached())
            .put("ended", result.ended())
            .put("ownCpuMicros", result.ownCpu().toNanos() / 1_000);
    Pace.Kept kept = result.kept();
    if (kept != null) {
      json.put("perSecond", result.figures().perSecond());
      json.putObject("kept")
          .put("due", kept.due())
          .put("begun", kept.begun())
          .put("held", kept.held())
          .put("latestMicros", kept.latestNanos() / 1_000);
    }
    ObjectNode stages = json.putObject("stages");
    result
        .figures()
        .stages()
        .forEach((stage, histogram) ->
            stages
                .putObject(stage)
                .put("count", histogram.getTotalCount())
                .put("p50Micros", histogram.getValueAtPercentile(50))
                .put("p99Micros", histogram.getValueAtPercentile(99))
                .put("p999Micros", histogram.getValueAtPercentile(99.9))
                .put("maxMicros", histogram.getMaxValue()));
    ServerProcess server = result.server();
    if (server != null) {
      json.putObject("server")
          .put("residentMebibytes", server.residentMebibytes())
          .put("mostMebibytes", server.mostMebibytes())
          .put("cpuMicros", server.cpu().toNanos() / 1_000);
    }
    json.putObject("failures")
        .put("count", result.failures().count())
        .put("first", result.failures().first());
    ArrayNode discrepancies = json.putArray("discrepancies");
    result.discrepancies().forEach(discrepancies::add);
    return JSON.writeValueAsString(json);
  }
}
