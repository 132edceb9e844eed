package dev.yardmaster.protocol.api;

import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.protocol.log.ShardMapping;
import dev.yardmaster.protocol.log.v1.ShardProto;

/** What commands are answered with. */
public final class ReplyMapping {
  private ReplyMapping() {}

  public static ShardProto.Reply write(Reply from) {
    return ShardMapping.reply(from);
  }

  /**
   * Throws {@link dev.yardmaster.protocol.log.UnreadableRecordException} for what only a newer
   * release says.
   */
  public static Reply read(ShardProto.Reply from) {
    return ShardMapping.reply(from);
  }
}
