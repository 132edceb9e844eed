package dev.yardmaster.cli.rehearse;

import dev.yardmaster.core.agent.AgentProfile;

/** An agent of the rehearsal and its speed, which the core does not see: it must learn it. */
record CrewMember(AgentProfile profile, double speed) {

  CrewMember {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("Expected a speed above 0, got " + speed);
    }
  }

  /** How many tasks it runs at once. */
  int slots() {
    return profile.slots().maxConcurrentTasks();
  }
}
