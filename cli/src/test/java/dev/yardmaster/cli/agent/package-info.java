/** Tests of agents that run commands, each in a process of its own. */
@NullMarked
package dev.yardmaster.cli.agent;

import org.jspecify.annotations.NullMarked;
