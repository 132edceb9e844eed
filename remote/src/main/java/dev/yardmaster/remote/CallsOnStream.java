package dev.yardmaster.remote;

import com.google.protobuf.Message;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.log.UnreadableRecordException;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says on its stream: its demand, and its commands, each with a number by which its
 * answer is known. When the stream breaks, nobody knows what became of those without an answer.
 * Thread-safe.
 */
final class CallsOnStream {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, CompletableFuture<Reply>> open = new HashMap<>();
  private @Nullable StreamObserver<AttachRequest> stream;

  /** Whether the server has said that the stream is attached. */
  private boolean attached;

  private long number;

  /** From now on this is the stream; it takes commands once it is {@link #attached}. */
  void opened(StreamObserver<AttachRequest> value) {
    lock.lock();
    try {
      stream = value;
      attached = false;
    } finally {
      lock.unlock();
    }
  }

  void attached() {
    lock.lock();
    try {
      attached = stream != null;
    } finally {
      lock.unlock();
    }
  }

  /** Says how many tasks the agent would take; where that is not possible, nothing. */
  void demand(int value) {
    lock.lock();
    try {
      if (stream != null) {
        stream.onNext(AttachRequest.newBuilder().setDemand(value).build());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends a command; null where the stream does not take any now. */
  @Nullable CompletableFuture<Reply> call(
      String method, Message request, @Nullable RequestKey key) {
    AttachRequest.Call.Builder call =
        AttachRequest.Call.newBuilder().setMethod(method).setRequest(request.toByteString());
    if (key != null) {
      call.getKeyBuilder()
          .setSession(key.session())
          .setSequence(key.sequence())
          .setLowestUnanswered(key.lowestUnanswered());
    }
    lock.lock();
    try {
      if (stream == null || !attached) {
        return null;
      }
      long mine = ++number;
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      stream.onNext(AttachRequest.newBuilder().setCall(call.setNumber(mine)).build());
      open.put(mine, reply);
      return reply;
    } catch (IllegalStateException e) {
      return null; // it is broken, and its end is on the way
    } finally {
      lock.unlock();
    }
  }

  void answered(Push.Answer answer) {
    CompletableFuture<Reply> reply;
    lock.lock();
    try {
      reply = open.remove(answer.getNumber());
    } finally {
      lock.unlock();
    }
    if (reply != null) {
      reply.complete(read(answer));
    }
  }

  /** An answer that only a newer client could read leaves open what it says. */
  private static Reply read(Push.Answer answer) {
    try {
      return ReplyMapping.read(answer.getReply());
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      return unknown("its answer cannot be read: " + e.getMessage());
    }
  }

  private static Reply unknown(String why) {
    return Reply.refused(
        new Refusal(
            RefusalCode.UNKNOWN,
            "It may have happened or not, %s; sending it again under the same key tells"
                .formatted(why)));
  }

  /** The client says nothing more. */
  void complete() {
    lock.lock();
    try {
      if (stream != null) {
        stream.onCompleted();
      }
      attached = false;
    } finally {
      lock.unlock();
    }
  }

  /** The stream is over: its open commands may have happened or not. */
  void over(String why) {
    List<CompletableFuture<Reply>> unknown;
    lock.lock();
    try {
      stream = null;
      attached = false;
      unknown = List.copyOf(open.values());
      open.clear();
    } finally {
      lock.unlock();
    }
    Reply reply = unknown("the stream broke: " + why);
    unknown.forEach(each -> each.complete(reply));
  }
}
