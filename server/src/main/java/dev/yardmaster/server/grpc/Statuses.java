package dev.yardmaster.server.grpc;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.api.Trailers;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A no as gRPC says it: a status, and the whole reply in a trailer. */
final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /** What a failed call is told; a bug is logged and told as INTERNAL. */
  static NoException no(Throwable failure) {
    NoException no = Gateway.noOf(failure);
    if (no != null) {
      return no;
    }
    LOG.error("A call failed; the server goes on", failure);
    return NoException.of(
        new Refusal(
            RefusalCode.INTERNAL,
            "The server failed on this call and says why in its log; it may have happened"));
  }

  /** The same, as the end of the call. */
  static StatusException of(Throwable failure) {
    NoException no = no(failure);
    Metadata trailers = new Metadata();
    trailers.put(Trailers.REPLY, ReplyMapping.write(no.reply()).toByteArray());
    if (no.isAbsent()) {
      trailers.put(Trailers.ABSENT, "true");
    }
    return of(no.refusal().code()).withDescription(no.refusal().text()).asException(trailers);
  }

  private static Status of(RefusalCode code) {
    return switch (code) {
      case INVALID, CYCLE -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case FAILED_PRECONDITION, HELD, REQUEST_EXPIRED -> Status.FAILED_PRECONDITION;
      case STALE_TOKEN, DEADLOCK, TIMEOUT -> Status.ABORTED;
      case LIMIT -> Status.RESOURCE_EXHAUSTED;
      case DENIED -> Status.PERMISSION_DENIED;
      case OUT_OF_RANGE -> Status.OUT_OF_RANGE;
      case READ_ONLY, UNAVAILABLE -> Status.UNAVAILABLE;
      case UNKNOWN -> Status.UNKNOWN;
      case INTERNAL -> Status.INTERNAL;
    };
  }
}
