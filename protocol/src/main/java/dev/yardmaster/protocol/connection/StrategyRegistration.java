package dev.yardmaster.protocol.connection;

/** A registered strategy of the user's own; closing it lets open requests fall back. */
public interface StrategyRegistration extends AutoCloseable {
  @Override
  void close();
}
