/**
 * What stands between a coding agent and the files of a project: {@code yardmaster hook}, which its
 * client calls around tools and turns, and {@code yardmaster guard}, which git calls before a
 * commit. Both are short processes that ask a server over HTTP and say no in words that a model can
 * act on. Start reading at {@link dev.yardmaster.cli.hook.Gatekeeper}; docs/hook.md is for users.
 */
@NullMarked
package dev.yardmaster.cli.hook;

import org.jspecify.annotations.NullMarked;
