/**
 * The commands that make and end credentials of a data folder, beside the server that has it open
 * and without one. Start reading at {@link dev.yardmaster.cli.token.TokenCommand}. No secret ever
 * stands in the words of a command: other users of the machine can read those.
 */
@NullMarked
package dev.yardmaster.cli.token;

import org.jspecify.annotations.NullMarked;
