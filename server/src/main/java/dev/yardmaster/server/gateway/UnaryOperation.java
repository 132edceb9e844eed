package dev.yardmaster.server.gateway;

import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;

/** One operation with one request and one reply; fails with {@link NoException} for a no. */
@FunctionalInterface
interface UnaryOperation {
  CompletionStage<? extends Message> call(Message request, CallContext context);
}
