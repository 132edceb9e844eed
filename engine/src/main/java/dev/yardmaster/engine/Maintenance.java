package dev.yardmaster.engine;

import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport.Step;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of maintenance: snapshot, retention, verify. */
final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int MAX_PROBLEMS_SHOWN = 10;

  private final CommandLog log;
  private final Engine engine;

  Maintenance(CommandLog log, Engine engine) {
    this.log = log;
    this.engine = engine;
  }

  MaintenanceReport run() {
    List<Step> steps = new ArrayList<>();
    long before = log.firstIndex();
    try {
      long position = engine.position().value();
      engine.snapshot();
      steps.add(new Step("snapshot", true, "made of position %d or later".formatted(position)));
      long after = log.firstIndex();
      steps.add(
          new Step(
              "retention",
              true,
              after == before
                  ? "no record is both in a snapshot and older than events are kept; the log begins at record %d"
                      .formatted(after)
                  : "records %d to %d were dropped; the log begins at record %d"
                      .formatted(before, after - 1, after)));
    } catch (LogException | RuntimeException e) {
      LOG.warn("Maintenance made no snapshot", e);
      String why = String.valueOf(e.getMessage());
      steps.add(new Step("snapshot", false, why));
      steps.add(new Step("retention", false, "nothing was dropped without a new snapshot"));
    }
    steps.add(verify());
    return new MaintenanceReport(steps);
  }

  private Step verify() {
    try {
      List<String> problems = engine.verify();
      return problems.isEmpty()
          ? new Step("verify", true, "every record replays, and the state contradicts nothing")
          : new Step(
              "verify",
              false,
              "%d contradictions: %s"
                  .formatted(
                      problems.size(),
                      String.join(
                          "; ",
                          problems.subList(0, Math.min(MAX_PROBLEMS_SHOWN, problems.size())))));
    } catch (LogException | RuntimeException e) {
      LOG.warn("Maintenance could not verify the log", e);
      return new Step("verify", false, String.valueOf(e.getMessage()));
    }
  }
}
