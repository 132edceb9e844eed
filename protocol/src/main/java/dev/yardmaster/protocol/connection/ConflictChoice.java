package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.AgentId;

/**
 * The party a user's strategy lets win.
 *
 * @param reason why, in words for everybody; may be empty, and is shortened to 256 characters
 */
public record ConflictChoice(AgentId winner, String reason) {}
