package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.time.Instant;

/** A point in time: on the calendar, or counted from the start of the run. */
public sealed interface PlanMoment {

  /** On the calendar, in UTC. */
  record At(Instant instant) implements PlanMoment {}

  /** So long after the run first submitted the plan. */
  record AfterStart(Duration duration) implements PlanMoment {}
}
