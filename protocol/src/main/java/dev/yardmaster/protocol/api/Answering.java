package dev.yardmaster.protocol.api;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How an answer becomes a message, and back; null stands for NOT_FOUND. */
interface Answering<T, A> {
  @Nullable A write(T answer);

  T read(@Nullable A from);

  /** For a query that always has an answer, even if it is an empty one. */
  static <T, A> Answering<T, A> always(Function<T, A> write, Function<A, T> read) {
    return new Answering<>() {
      @Override
      public A write(T answer) {
        return write.apply(answer);
      }

      @Override
      public T read(@Nullable A from) {
        if (from == null) {
          throw new IllegalArgumentException(
              "Expected an answer, for this is never NOT_FOUND; ask a server of this release");
        }
        return read.apply(from);
      }
    };
  }

  /** For a query about one thing, which may not be there. */
  static <V, A> Answering<Optional<V>, A> found(Function<V, A> write, Function<A, V> read) {
    return new Answering<>() {
      @Override
      public @Nullable A write(Optional<V> answer) {
        return answer.isPresent() ? write.apply(answer.get()) : null;
      }

      @Override
      public Optional<V> read(@Nullable A from) {
        return from == null ? Optional.empty() : Optional.of(read.apply(from));
      }
    };
  }
}
