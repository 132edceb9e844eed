package dev.yardmaster.engine.log;

/** A listener that does nothing, to be refined. */
public class IdleListener implements LogListener {
  @Override
  public void restore(LogSnapshot snapshot) throws LogException {}

  @Override
  public void committed(long index, byte[] record) {}

  @Override
  public void leadershipGained() {}

  @Override
  public void leadershipLost(LogException reason) {}

  @Override
  public void writable(boolean writable) {}
}
