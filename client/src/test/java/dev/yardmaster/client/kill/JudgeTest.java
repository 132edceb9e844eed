package dev.yardmaster.client.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals with a planted crime each. */
final class JudgeTest {
  private static final String GOOD =
      """
      BEGAN 1
      DECLARED gpu 2
      SUBMITTING a
      SUBMITTED a
      SUBMITTING b a
      SUBMITTED b
      STARTED a 10 w1
      LOCKED file 10 EXCLUSIVE 0
      UNLOCKING file 10
      FAILING a 10
      STARTED a 11 w1
      LOCKED file 11 EXCLUSIVE 0
      UNLOCKING file 11
      FINISHING a 11
      COMPLETED a 11
      SENDING m1 w1 w2
      SENT m1 w2
      SENDING m2 w1 w2
      SENT m2 w2
      DELIVERED m1 1 w2
      ACKING m1
      ACKED m1
      DELIVERED m2 1 w2
      SENDING m3 w1 w2
      STARTED b 12 w2
      LOCKED file 12 EXCLUSIVE 0
      """;

  private static final String GOOD_LATER =
      """
      BEGAN 2
      DECLARED gpu 2
      SUBMITTING c
      SENDING m3 w1 w2
      SENT m3 w2
      SENDING m4 w1 w2
      SENT m4 w2
      DELIVERED m2 2 w2
      DELIVERED m3 1 w2
      ACKING m2
      ACKED m2
      ACKING m3
      ACKED m3
      DELIVERED m4 2 w2
      ACKING m4
      ACKED m4
      STARTED b 20 w1
      LOCKED file 20 EXCLUSIVE 0
      LOCKED gpu 20 PERMITS 1
      STARTED c 21 w2
      LOCKED gpu 21 PERMITS 1
      UNLOCKING file 20
      UNLOCKING gpu 20
      FINISHING b 20
      UNLOCKING gpu 21
      FINISHING c 21
      COMPLETED c 21
      """;

  private static final Ending GOOD_ENDING =
      new Ending(Map.of("a", List.of(11L), "b", List.of(20L), "c", List.of(21L)));

  private static List<Fact> facts(String journal) {
    return journal.lines().map(Fact::parse).toList();
  }

  private static List<Violation> judge(String first, String second, Ending ending) {
    return Judge.judge(List.of(facts(first), facts(second)), ending);
  }

  private static void only(String promise, List<Violation> violations) {
    assertThat(violations).isNotEmpty().extracting(Violation::promise).containsOnly(promise);
  }

  @Test
  void anHonestLoadIsNotAccused() {
    assertThat(judge(GOOD, GOOD_LATER, GOOD_ENDING)).isEmpty();
  }

  @Test
  void aSubmittedTaskThatTheLogForgotBreaksS1() {
    only("S1", Judge.judge(List.of(facts("SUBMITTING a\nSUBMITTED a\n")), new Ending(Map.of())));
  }

  @Test
  void aTaskWhoseOutcomeWasNeverToldMayBeMissing() {
    assertThat(Judge.judge(List.of(facts("SUBMITTING a\n")), new Ending(Map.of()))).isEmpty();
  }

  @Test
  void aSubmittedTaskThatIsNeverDoneBreaksS12() {
    only(
        "S12",
        Judge.judge(
            List.of(facts("SUBMITTING a\nSUBMITTED a\n")), new Ending(Map.of("a", List.of()))));
  }

  @Test
  void aCompletionThatTheLogForgotBreaksS1() {
    String journal = "STARTED a 1 w\nFINISHING a 1\nCOMPLETED a 1\nSTARTED a 2 w\nFINISHING a 2\n";
    only("S1", Judge.judge(List.of(facts(journal)), new Ending(Map.of("a", List.of(2L)))));
  }

  @Test
  void twoCompletionsOfOneTaskBreakS13() {
    String journal = "STARTED a 1 w\nFINISHING a 1\nSTARTED a 2 w\nFINISHING a 2\n";
    only("S13", Judge.judge(List.of(facts(journal)), new Ending(Map.of("a", List.of(1L, 2L)))));
  }

  @Test
  void aSuccessThatNobodyWorkedForBreaksS13() {
    only(
        "S13",
        Judge.judge(
            List.of(facts("STARTED a 1 w\nFAILING a 1\n")), new Ending(Map.of("a", List.of(1L)))));
  }

  @Test
  void oneEpochStartedTwiceBreaksS16() {
    assertThat(
            Judge.judge(
                List.of(facts("STARTED a 1 w1\n"), facts("STARTED a 1 w2\n")),
                new Ending(Map.of())))
        .extracting(Violation::promise)
        .contains("S16");
  }

  @Test
  void aTokenThatFallsAfterAKillBreaksS8() {
    only("S8", judge(GOOD.replace(" 12", " 25"), GOOD_LATER, GOOD_ENDING));
  }

  @Test
  void aTaskBeforeItsDependencyBreaksS14() {
    String early = "SUBMITTING a\nSUBMITTING b a\nSTARTED a 1 w1\nSTARTED b 2 w2\n";
    only("S14", Judge.judge(List.of(facts(early)), new Ending(Map.of())));
  }

  @Test
  void twoExclusiveHoldersBreakS7() {
    only("S7", judge(GOOD + "LOCKED file 13 SHARED 0\n", GOOD_LATER, GOOD_ENDING));
    only(
        "S7",
        Judge.judge(
            List.of(facts("LOCKED f 1 EXCLUSIVE 0\nLOCKED f 2 EXCLUSIVE 0\n")),
            new Ending(Map.of())));
  }

  @Test
  void sharedHoldersGoTogetherButNotWithPermits() {
    String shared = "LOCKED f 1 SHARED 0\nLOCKED f 2 SHARED 0\n";
    assertThat(Judge.judge(List.of(facts(shared)), new Ending(Map.of()))).isEmpty();
    only(
        "S7",
        Judge.judge(
            List.of(facts("DECLARED f 3\n" + shared + "LOCKED f 3 PERMITS 1\n")),
            new Ending(Map.of())));
  }

  @Test
  void aLockBelowALockedSubtreeBreaksS7InEitherOrder() {
    only(
        "S7",
        Judge.judge(
            List.of(
                facts("LOCKED area/** 1 EXCLUSIVE 0\nLOCKED area/1 2 SHARED 0\n"),
                facts("LOCKED area 3 SHARED 0\nLOCKED area/** 4 EXCLUSIVE 0\n")),
            new Ending(Map.of())));
    String apart = "LOCKED area/** 1 EXCLUSIVE 0\nLOCKED area2 2 EXCLUSIVE 0\n";
    assertThat(Judge.judge(List.of(facts(apart)), new Ending(Map.of()))).isEmpty();
  }

  @Test
  void aTokenBelowThatOfAnEarlierConflictingHolderBreaksS8() {
    String rising = "LOCKED area/1 2 SHARED 0\nUNLOCKING area/1 2\nLOCKED area/** 3 EXCLUSIVE 0\n";
    assertThat(Judge.judge(List.of(facts(rising)), new Ending(Map.of()))).isEmpty();
    only(
        "S8",
        Judge.judge(
            List.of(facts(rising), facts("LOCKED area/2 3 SHARED 0\n")), new Ending(Map.of())));
    String together = "LOCKED area/1 2 SHARED 0\nLOCKED area/1 1 SHARED 0\n";
    assertThat(Judge.judge(List.of(facts(together)), new Ending(Map.of()))).isEmpty();
  }

  @Test
  void morePermitsThanTheCapacityBreakS7() {
    only(
        "S7", judge(GOOD, GOOD_LATER.replace("gpu 21 PERMITS 1", "gpu 21 PERMITS 2"), GOOD_ENDING));
  }

  @Test
  void aSentMessageThatNeverArrivesOrIsLostBeforeItsAckBreaksS17() {
    only(
        "S17",
        judge(
            GOOD, GOOD_LATER.replace("DELIVERED m4 2 w2\nACKING m4\nACKED m4\n", ""), GOOD_ENDING));
    only("S17", judge(GOOD, GOOD_LATER.replace("ACKING m4\nACKED m4\n", ""), GOOD_ENDING));
    String dead = "SENDING m w1 w2\nSENT m w2\nDELIVERED m 5 w2\n";
    assertThat(Judge.judge(List.of(facts(dead)), new Ending(Map.of()))).isEmpty();
    String unanswered = "SENDING m w1 w2\n";
    assertThat(Judge.judge(List.of(facts(unanswered)), new Ending(Map.of()))).isEmpty();
  }

  @Test
  void aMessageThatComesAgainAfterItsAckBreaksS17() {
    only("S17", judge(GOOD, "DELIVERED m1 2 w2\n" + GOOD_LATER, GOOD_ENDING));
    only("S17", judge(GOOD, GOOD_LATER + "DELIVERED m3 2 w2\n", GOOD_ENDING));
  }

  @Test
  void aMessageToSomebodyElseOrFromNobodyBreaksS17() {
    only("S17", judge(GOOD, GOOD_LATER + "DELIVERED m4 3 w1\n", GOOD_ENDING));
    only("S17", judge(GOOD, GOOD_LATER + "DELIVERED m5 1 w2\n", GOOD_ENDING));
  }

  @Test
  void messagesOfOneSenderThatOvertakeEachOtherBreakS18() {
    only(
        "S18",
        judge(
            GOOD,
            GOOD_LATER.replace("DELIVERED m3 1 w2\n", "DELIVERED m4 1 w2\nDELIVERED m3 1 w2\n"),
            GOOD_ENDING));
  }

  @Test
  void aMessageWhoseFirstDeliveryWasLostOnTheWayMayComeAfterLaterOnes() {
    String sent = "SENDING a w1 w2\nSENDING b w1 w2\n";
    String received = "DELIVERED b 1 w2\nDELIVERED a 2 w2\n";
    assertThat(Judge.judge(List.of(facts(sent), facts(received)), new Ending(Map.of()))).isEmpty();
    only(
        "S18",
        Judge.judge(
            List.of(facts(sent), facts(received.replace("a 2", "a 1"))), new Ending(Map.of())));
  }

  @Test
  void messagesOfSeveralSendersOrToSeveralRecipientsMayOvertakeEachOther() {
    String sent = "SENDING a w1 w2\nSENDING b w3 w2\nSENDING c w1 w3\n";
    String received = "DELIVERED c 1 w3\nDELIVERED b 1 w2\nDELIVERED a 1 w2\n";
    assertThat(Judge.judge(List.of(facts(sent), facts(received)), new Ending(Map.of()))).isEmpty();
  }

  @Test
  void aMessageThatIsInItsMailboxTwiceBreaksS2() {
    only("S2", judge(GOOD, GOOD_LATER.replace("m2 2 w2", "m2 1 w2"), GOOD_ENDING));
    only("S2", judge(GOOD, GOOD_LATER + "DELIVERED m4 1 w2\n", GOOD_ENDING));
  }

  @Test
  void aLockHeldWhenItsProcessDiedIsFreeInTheNextLife() {
    assertThat(
            Judge.judge(
                List.of(facts("LOCKED f 1 EXCLUSIVE 0\n"), facts("LOCKED f 2 EXCLUSIVE 0\n")),
                new Ending(Map.of())))
        .isEmpty();
  }

  @Test
  void aJournalThatGivesBackWhatItNeverHadIsItselfAtFault() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Judge.judge(List.of(facts("UNLOCKING f 1\n")), new Ending(Map.of())));
  }

  @Test
  void everyFactIsReadAsItWasWrittenAndACutLineIsLeftOut(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("journal");
    List<Fact> written = facts(GOOD + GOOD_LATER);
    try (Journal journal = Journal.create(path)) {
      written.forEach(journal::write);
    }
    assertThat(Journal.read(path)).isEqualTo(written);
    Files.writeString(path, Files.readString(path) + "COMPLETED c 2");
    assertThat(Journal.read(path)).isEqualTo(written);
    assertThat(Journal.read(folder.resolve("never begun"))).isEmpty();
  }
}
