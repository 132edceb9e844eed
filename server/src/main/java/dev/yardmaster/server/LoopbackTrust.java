package dev.yardmaster.server;

/** Whether who calls over loopback without a credential is taken for the principal local. */
public enum LoopbackTrust {
  /**
   * Only where nobody else is expected: a server that listens on loopback alone, without TLS, under
   * no further name. Anything else hints at a proxy on this machine, whose callers would all seem
   * to be local.
   */
  WHERE_ALONE,

  /** Always: whoever can reach loopback is trusted, whatever else is served. */
  ALWAYS,

  /** Never: everyone shows a credential. */
  NEVER
}
