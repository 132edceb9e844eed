/** Tests of tokens, beside a server and without one. */
@NullMarked
package dev.yardmaster.cli.token;

import org.jspecify.annotations.NullMarked;
