package dev.yardmaster.engine.log;

/** The file log keeps the contract on the simulated disk, so that its faults mean something. */
final class SimulatedFileLogTest extends DurableLogConformance {
  private final SimulatedStorage storage = new SimulatedStorage();

  @Override
  CommandLog open() throws LogException {
    return FileLog.open(storage, FileLogTest.SMALL);
  }

  @Override
  CommandLog reopen() throws LogException {
    return open();
  }
}
