/**
 * The certificate by which the server proves its name, read from PEM files once, at its start.
 * Begin with {@link dev.yardmaster.server.tls.ServerCertificate}.
 */
@NullMarked
package dev.yardmaster.server.tls;

import org.jspecify.annotations.NullMarked;
