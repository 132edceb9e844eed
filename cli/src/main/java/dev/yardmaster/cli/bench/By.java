package dev.yardmaster.cli.bench;

/** How a server is reached. */
enum By {
  /** Unary calls, and a stream per agent. */
  GRPC,
  /** Requests, and long polls for work and mail. */
  HTTP
}
