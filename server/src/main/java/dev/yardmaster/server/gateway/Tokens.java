package dev.yardmaster.server.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets of credentials: 256 random bits each, kept nowhere but as a hash. */
public final class Tokens {
  private static final int BYTES = 32;

  /** By which a token that was left lying around is recognized. */
  private static final String PREFIX = "ym_";

  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /** A new one. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Lower-case hexadecimal SHA-256: that of 256 random bits needs no salt and no stretching. */
  public static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
