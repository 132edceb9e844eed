/**
 * The {@code yardmaster} command: reads words and files, prints results, and says by its exit code
 * how it went.
 *
 * <p>Here belong the root command and subcommands of one file; a subcommand with more than one file
 * has a package of its own. Deciding belongs in the core, running in the client. Start reading at
 * {@link dev.yardmaster.cli.Main}.
 */
@NullMarked
package dev.yardmaster.cli;

import org.jspecify.annotations.NullMarked;
