/**
 * The server as a process: a data folder opened, served, and closed in order. Start reading at
 * {@link dev.yardmaster.cli.serve.ServeCommand}.
 */
@NullMarked
package dev.yardmaster.cli.serve;

import org.jspecify.annotations.NullMarked;
