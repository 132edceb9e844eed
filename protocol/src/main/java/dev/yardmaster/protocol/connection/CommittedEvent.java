package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;

/**
 * An event that is committed for good, with its place in the log.
 *
 * @param at both clocks of the record it was written in
 * @param principal who asked for the command that caused it
 */
public record CommittedEvent(
    LogPosition position, Now at, WorkspaceId workspace, Principal principal, Event event) {}
