/** Tests of servers in processes of their own, as people start them. */
@NullMarked
package dev.yardmaster.cli.serve;

import org.jspecify.annotations.NullMarked;
