package dev.yardmaster.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.protocol.log.v1.RecordProto;
import dev.yardmaster.protocol.log.v1.TaskSpecProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are not wholly understood are refused in one way only. */
final class UnreadableRecordTest {
  private static final UnknownFieldSet FROM_THE_FUTURE =
      UnknownFieldSet.newBuilder()
          .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();

  static List<Class<? extends Event>> kinds() {
    return RandomRecords.KINDS;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyDamagedByteIsReadOrRefused(Class<? extends Event> kind) {
    byte[] whole = sample(kind, 1);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int xor : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, whole[at]}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) xor;
        refused += isRefused(damaged) ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void textInPlaceOfContentIsOfThePublicApiAlone() {
    TaskSpecProto.Payload payload = TaskSpecProto.Payload.newBuilder().setText("text").build();

    assertThatThrownBy(() -> TaskSpecMapping.payload(payload))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("text");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyTruncationIsReadOrRefused(Class<? extends Event> kind) {
    byte[] whole = sample(kind, 2);
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      refused += isRefused(Arrays.copyOf(whole, length)) ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFieldFromTheFutureIsRefusedInWhateverMessageItStands(Class<? extends Event> kind)
      throws InvalidProtocolBufferException {
    for (int seed = 0; seed < 20; seed++) {
      for (Message mutant : mutants(parsed(kind, seed), UnreadableRecordTest::withUnknownField)) {
        assertThatThrownBy(() -> LogRecordCodec.decode(mutant.toByteArray()))
            .as("%s", mutant)
            .isInstanceOf(UnreadableRecordException.class)
            .hasMessageContaining("newer release");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anUnknownOrMissingEnumValueIsRefusedInWhateverMessageItStands(Class<? extends Event> kind)
      throws InvalidProtocolBufferException {
    for (int seed = 0; seed < 20; seed++) {
      for (int number : new int[] {0, 99}) {
        for (Message mutant : mutants(parsed(kind, seed), m -> withEnums(m, number))) {
          assertThatThrownBy(() -> LogRecordCodec.decode(mutant.toByteArray()))
              .as("%s", mutant)
              .isInstanceOf(UnreadableRecordException.class)
              .hasMessageContaining(number == 0 ? "got none" : "newer release");
        }
      }
    }
  }

  @Test
  void anotherFormatVersionIsRefusedBeforeAnythingElseIsRead() {
    byte[] bytes = {8, 2, -1, -1, -1};
    assertThatThrownBy(() -> LogRecordCodec.decode(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("Expected format version 1, got 2");
    assertThatThrownBy(() -> LogRecordCodec.decodeEntries(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("Expected format version 1, got 2");
  }

  @Test
  void nothingAtAllIsNoRecord() {
    assertThatThrownBy(() -> LogRecordCodec.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("format version first");
  }

  @Test
  void moreBytesThanTheLimitAreRefusedUnread() {
    assertThatThrownBy(() -> LogRecordCodec.decode(new byte[LogRecordCodec.MAX_BYTES + 1]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("at most " + LogRecordCodec.MAX_BYTES);
  }

  @Test
  void hostileNestingIsRefusedAndUsesUpNoStack() {
    byte[] nested = new byte[1 << 20];
    byte startOfGroup15 = 15 << 3 | 3;
    Arrays.fill(nested, startOfGroup15);
    nested[0] = 8;
    nested[1] = 1;
    assertThatThrownBy(() -> LogRecordCodec.decode(nested))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("nest");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aMissingAlternativeIsRefusedInWhateverMessageItStands(Class<? extends Event> kind)
      throws InvalidProtocolBufferException {
    for (int seed = 0; seed < 20; seed++) {
      for (Message mutant : mutants(parsed(kind, seed), UnreadableRecordTest::withoutOneofs)) {
        assertThatThrownBy(() -> LogRecordCodec.decode(mutant.toByteArray()))
            .as("%s", mutant)
            .isInstanceOf(UnreadableRecordException.class)
            .hasMessageContaining("Expected one kind of");
      }
    }
  }

  @Test
  void anIndexBeyondTheNamesIsRefused() {
    RecordProto.LogRecord record =
        RecordProto.LogRecord.newBuilder()
            .setFormat(1)
            .addWorkspaces("w")
            .addPrincipals("p")
            .addEntries(RecordProto.Entry.newBuilder().setPrincipal(-1))
            .build();
    assertThatThrownBy(() -> LogRecordCodec.decode(record.toByteArray()))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("one of 1 names, got 4294967295");
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      LogRecordCodec.decode(bytes);
      return false;
    } catch (UnreadableRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
      return true;
    }
  }

  private static byte[] sample(Class<? extends Event> kind, long seed) {
    RandomRecords random = new RandomRecords(seed);
    LogRecord record = random.record(List.of(random.entry(List.of(random.event(kind)))));
    return LogRecordCodec.encode(record);
  }

  private static Message parsed(Class<? extends Event> kind, long seed)
      throws InvalidProtocolBufferException {
    return RecordProto.LogRecord.parseFrom(sample(kind, seed));
  }

  /** The message with the change made at each place, one place at a time. */
  private static List<Message> mutants(Message message, Function<Message, List<Message>> change) {
    List<Message> mutants = new ArrayList<>(change.apply(message));
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() != JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      int count = field.isRepeated() ? message.getRepeatedFieldCount(field) : 1;
      for (int i = 0; i < count; i++) {
        Object inner =
            field.isRepeated() ? message.getRepeatedField(field, i) : message.getField(field);
        for (Message mutant : mutants((Message) inner, change)) {
          Message.Builder outer = message.toBuilder();
          mutants.add(
              (field.isRepeated()
                      ? outer.setRepeatedField(field, i, mutant)
                      : outer.setField(field, mutant))
                  .build());
        }
      }
    }
    return mutants;
  }

  private static List<Message> withUnknownField(Message message) {
    return List.of(message.toBuilder().setUnknownFields(FROM_THE_FUTURE).build());
  }

  private static List<Message> withoutOneofs(Message message) {
    return message.getDescriptorForType().getRealOneofs().stream()
        .<Message>map(oneof -> message.toBuilder().clearOneof(oneof).build())
        .toList();
  }

  private static List<Message> withEnums(Message message, int number) {
    return message.getAllFields().keySet().stream()
        .filter(field -> field.getJavaType() == JavaType.ENUM)
        .map(field ->
            message.toBuilder()
                .setField(field, field.getEnumType().findValueByNumberCreatingIfUnknown(number))
                .build())
        .toList();
  }
}
