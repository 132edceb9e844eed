/**
 * Tests of hooks of coding agents and of the guard of commits, against a server in this process.
 */
@NullMarked
package dev.yardmaster.cli.hook;

import org.jspecify.annotations.NullMarked;
