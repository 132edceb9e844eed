package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.shard.Request;
import java.util.List;

/** A sink that does not care. */
final class IdleSink implements CommitSink {
  @Override
  public void restored(long index, LogPosition position, long incarnation) {}

  @Override
  public void committed(Commit commit, Machine machine) {}

  @Override
  public void leading(Machine machine) {}

  @Override
  public List<Request> signsOfLife() {
    return List.of();
  }
}
