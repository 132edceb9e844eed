package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Command;

/** Commands of the engine itself and of client sessions. */
public sealed interface ShardCommand extends Command {
  record OpenClientSession() implements ShardCommand {}

  /** Time has come for something: whatever is due now is done, within one turn's budget. */
  record Tick() implements ShardCommand {}

  /** Goes on with cascades that did not fit into the turn of the command that began them. */
  record Continue() implements ShardCommand {}

  /** Ends every session that was attached in-process to a former process (R13). */
  record EndInProcessSessions() implements ShardCommand {}
}
