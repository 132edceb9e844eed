package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Reply;
import java.util.List;

/**
 * What became of one request: the reply to release, and the events to commit first (maybe none).
 */
public record Decision(Reply reply, List<Event> events) {}
