package dev.yardmaster.protocol.api;

import io.grpc.Metadata;

/** Metadata of calls beside their messages, as {@code operation.proto} describes it. */
public final class Trailers {
  /** Of a call: {@code Bearer} and the token. */
  public static final Metadata.Key<String> AUTHORIZATION = text("authorization");

  /** Of a call: the secret handle of the agent that calls. */
  public static final Metadata.Key<String> AGENT = text("yardmaster-agent");

  /** Of a call: client session, sequence and lowest unanswered one, with slashes between. */
  public static final Metadata.Key<String> REQUEST = text("yardmaster-request");

  /** Of a call: a name by which it is known when it is sent again within an hour. */
  public static final Metadata.Key<String> IDEMPOTENCY_KEY = text("idempotency-key");

  /** Of a no: the whole reply, a {@code yardmaster.log.v1.Reply}. */
  public static final Metadata.Key<byte[]> REPLY =
      Metadata.Key.of("yardmaster-reply-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Of a no: only the object asked for does not exist. */
  public static final Metadata.Key<String> ABSENT = text("yardmaster-absent");

  private Trailers() {}

  private static Metadata.Key<String> text(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
