package dev.yardmaster.cli.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Plans that are valid, shared by tests. */
final class GoodPlans {

  static final String SMALLEST = "{name: p, tasks: [{id: a, run: x}]}\n";

  static final String JSON =
      """
      {
      \t"name": "p",
      \t"tasks": [
      \t\t{"id": "a", "run": "echo \\u00e9 \\ud83d\\ude00"},
      \t\t{"id": "b", "run": ["echo", "{task}"], "dependsOn": ["a"]}
      \t]
      }
      """;

  static final String EVERYTHING =
      """
      name: montage
      description: a bit of everything
      defaults:
        timeout: 10m
        retry: {maxRetries: 4, delay: 500ms}
        priority: 60
        capabilities: [shell]
        env: {LANG: C, N: 3}
        cwd: work
      params:
        source: .
        depth: 3
        must: {description: has to be given}
        may: {default: "x y", description: "may: be given"}
      agents:
        - {id: worker, count: 4, capabilities: [shell], labels: {zone: eu}, maxConcurrentTasks: 2, prefetch: 1}
        - {id: reviewer, capabilities: ["*"], priority: 70, run: ["claude", "-p", "{description} {param.source}"]}
      resources:
        - {id: gpu, capacity: 2}
      tasks:
        - id: fetch-1
          run: |
            set -e
              echo "fetch: $source"
            # end
        - id: project-1
          type: mProject
          description: "reproject 'image' 1"
          tags: [image, slow]
          dependsOn: [fetch-1]
          capabilities: [shell]
          selector: {zone: eu}
          agent: worker-2
          priority: 70
          locks: [{resource: out/region.hdr, mode: shared}, {resource: gpu, permits: 1}, {resource: "a b"}]
          breakers: [archive, "github.com"]
          run: "mProject in/1.fits out/1.fits region.hdr"
          env: {K: V, N: 4}
          cwd: .
          timeout: 2m
          scheduleToStart: 1h
          heartbeat: 30s
          deadline: 2027-01-31T18:00:00Z
          notBefore: 5m
          retry: {factor: 1.5, jitter: 0, cap: 1m, nonRetryable: [2, timeout]}
          outputs: [out/1.fits, "out/ü 2.fits"]
          approval: true
        - id: review
          dependsOn: [{id: project-1, on: completion}]
          capabilities: [review]
      """;

  static final String ANCHORS =
      """
      name: p
      tasks:
        - {id: a, run: x, retry: &patient {maxRetries: 9}}
        - {id: b, run: x, retry: *patient}
      """;

  static List<String> all() {
    return List.of(SMALLEST, JSON, EVERYTHING, ANCHORS);
  }

  static PlanFile read(String plan) {
    return switch (PlanParser.parse("plan.yaml", plan.getBytes(StandardCharsets.UTF_8))) {
      case PlanReading.Valid(PlanFile valid) -> valid;
      case PlanReading.Refused refused -> throw new AssertionError(refused.text());
    };
  }

  private GoodPlans() {}
}
