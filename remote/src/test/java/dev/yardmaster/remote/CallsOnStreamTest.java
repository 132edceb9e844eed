package dev.yardmaster.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.protocol.v1.ReleaseAllRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an agent of the client says on its stream, and what becomes of its commands (S2). */
final class CallsOnStreamTest {
  private static final String METHOD = "yardmaster.v1.LockService/ReleaseAll";
  private static final ReleaseAllRequest REQUEST =
      ReleaseAllRequest.newBuilder().setWorkspace("w").build();
  private static final Reply DONE = new Reply.Done(new LogPosition(7));

  private final CallsOnStream calls = new CallsOnStream();
  private final Stream stream = new Stream();

  /** Keeps what is said. */
  private static final class Stream implements StreamObserver<AttachRequest> {
    private final List<AttachRequest> said = new ArrayList<>();
    private boolean broken;

    @Override
    public void onNext(AttachRequest request) {
      if (broken) {
        throw new IllegalStateException("call was cancelled");
      }
      said.add(request);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onCompleted() {
      broken = true;
    }
  }

  private void attach() {
    calls.opened(stream);
    calls.attached();
  }

  private CompletableFuture<Reply> call() {
    return Objects.requireNonNull(calls.call(METHOD, REQUEST, null));
  }

  private static Push.Answer answer(long number, ShardProto.Reply reply) {
    return Push.Answer.newBuilder().setNumber(number).setReply(reply).build();
  }

  @Test
  void aCommandIsSaidWholeAndAnsweredByItsNumber() {
    attach();
    CompletableFuture<Reply> first = call();
    CompletableFuture<Reply> second =
        Objects.requireNonNull(calls.call(METHOD, REQUEST, new RequestKey(3, 5, 4)));
    AttachRequest.Call said = stream.said.get(1).getCall();
    assertThat(said.getMethod()).isEqualTo(METHOD);
    assertThat(said.getRequest()).isEqualTo(REQUEST.toByteString());
    assertThat(said.getKey().getSession()).isEqualTo(3);
    assertThat(said.getKey().getSequence()).isEqualTo(5);
    assertThat(said.getKey().getLowestUnanswered()).isEqualTo(4);
    assertThat(stream.said.getFirst().getCall().hasKey()).isFalse();

    calls.answered(answer(said.getNumber(), ReplyMapping.write(DONE)));
    assertThat(second).isCompletedWithValue(DONE);
    assertThat(first).isNotDone();
  }

  @Test
  void noCommandIsSaidUntilTheServerSaysThatTheStreamIsAttached() {
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
    calls.opened(stream);
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
    calls.demand(4);
    assertThat(stream.said).hasSize(1);
    assertThat(stream.said.getFirst().getDemand()).isEqualTo(4);
    calls.attached();
    assertThat(calls.call(METHOD, REQUEST, null)).isNotNull();
  }

  @Test
  void nobodyKnowsWhatBecameOfCommandsWithoutAnAnswerWhenTheStreamBreaks() {
    attach();
    CompletableFuture<Reply> answered = call();
    CompletableFuture<Reply> open = call();
    calls.answered(answer(1, ReplyMapping.write(DONE)));
    calls.over("gone");
    assertThat(answered).isCompletedWithValue(DONE);
    assertThat(codeOf(open)).isEqualTo(RefusalCode.UNKNOWN);
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
    calls.attached(); // told late, of the stream that broke
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
  }

  @Test
  void nothingIsSaidOnceTheClientHasFinishedButAnswersAreTaken() {
    attach();
    CompletableFuture<Reply> open = call();
    calls.complete();
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
    calls.answered(answer(1, ReplyMapping.write(DONE)));
    assertThat(open).isCompletedWithValue(DONE);
  }

  @Test
  void aCommandThatAStreamJustBrokenDoesNotTakeGoesAnotherWay() {
    attach();
    stream.broken = true;
    assertThat(calls.call(METHOD, REQUEST, null)).isNull();
  }

  @Test
  void anAnswerThatCannotBeReadLeavesOpenWhatItSays() {
    attach();
    CompletableFuture<Reply> open = call();
    calls.answered(answer(1, ShardProto.Reply.getDefaultInstance()));
    assertThat(codeOf(open)).isEqualTo(RefusalCode.UNKNOWN);
    calls.answered(answer(99, ReplyMapping.write(DONE))); // of no command; nothing happens
  }

  private static RefusalCode codeOf(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    return Objects.requireNonNull(reply.join().refusal()).code();
  }
}
