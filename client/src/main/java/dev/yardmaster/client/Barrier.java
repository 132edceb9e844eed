package dev.yardmaster.client;

import dev.yardmaster.core.machine.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nobody passes before so many have arrived.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="barrier"}
 *
 * <p>Whoever gives up waiting is taken back; whoever dies while it waits has arrived all the same,
 * and passes when it comes again. A paused one finds the barrier open. The result is the place in
 * the order of arrival, from 0.
 */
public final class Barrier implements CoordinationProtocol<String, Integer> {
  /** Most who can meet. */
  public static final int MAX_PARTIES = 256;

  private final int parties;

  private Barrier(int parties) {
    this.parties = parties;
  }

  public static Barrier of(int parties) {
    if (parties < 1 || parties > MAX_PARTIES) {
      throw new IllegalArgumentException(
          "Expected 1 to %d parties of a barrier, got %d".formatted(MAX_PARTIES, parties));
    }
    return new Barrier(parties);
  }

  @Override
  public String name() {
    return "barrier";
  }

  /** The input is a note for whoever looks at the record; it decides nothing. */
  @Override
  public Integer play(ProtocolRun run, String note) {
    String me = run.agent().value();
    run.update(state -> {
      List<String> arrived = arrived(state);
      int expected = (int) state.getOrDefault("parties", parties);
      if (expected != parties) {
        throw ProtocolRun.refused(
            "Expected barrier %s to be of %d parties, but it was begun for %d; use one number"
                .formatted(run.instance(), parties, expected));
      }
      if (!arrived.contains(me)) {
        if (arrived.size() == parties) {
          throw ProtocolRun.refused(
              "Expected barrier %s to wait for somebody, but %s have passed; choose another instance"
                  .formatted(run.instance(), arrived));
        }
        arrived.add(me);
      }
      state.put("parties", parties);
      state.put("arrived", arrived);
      state.put("note", note);
      return state;
    });
    try {
      return arrived(run.await(this::isFull)).indexOf(me);
    } catch (CoordinationException e) {
      if (e.code() != RefusalCode.TIMEOUT) {
        throw e;
      }
      return giveUp(run, me);
    }
  }

  /** Takes the arrival back, unless the last one came just now. */
  private int giveUp(ProtocolRun run, String me) {
    Map<String, Object> state =
        run.update(present -> {
          List<String> arrived = arrived(present);
          if (arrived.size() < parties) {
            arrived.remove(me);
          }
          present.put("arrived", arrived);
          return present;
        });
    if (isFull(state)) {
      return arrived(state).indexOf(me);
    }
    throw run.late(
        "%d parties, of which only %s came besides %s,".formatted(parties, arrived(state), me));
  }

  private boolean isFull(Map<String, Object> state) {
    return arrived(state).size() == parties;
  }

  private static List<String> arrived(Map<String, Object> state) {
    List<String> arrived = new ArrayList<>();
    if (state.get("arrived") instanceof List<?> known) {
      known.forEach(each -> arrived.add(String.valueOf(each)));
    }
    return arrived;
  }
}
