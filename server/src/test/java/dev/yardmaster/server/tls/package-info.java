/** Tests of certificates, and of servers that prove their name with one. */
@NullMarked
package dev.yardmaster.server.tls;

import org.jspecify.annotations.NullMarked;
