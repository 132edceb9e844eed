package dev.yardmaster.cli.run;

import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import org.jspecify.annotations.Nullable;

/** Where a run shows itself. Events come on their own thread, all else on the run's. */
interface RunOutput extends AutoCloseable {
  /**
   * An event of the run's workspace.
   *
   * @param ended the attempt that the event ended
   */
  void event(CommittedEvent event, RunRecord.@Nullable Attempt ended);

  /** How far the run is; comes several times a second. */
  void progress(PlanView view);

  /** Something a person should know now. */
  void note(String text);

  /** The end. */
  void summary(RunSummary summary);

  @Override
  void close();
}
