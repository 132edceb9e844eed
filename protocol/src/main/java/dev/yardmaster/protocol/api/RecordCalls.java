package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.v1.DeleteRecordRequest;
import dev.yardmaster.protocol.v1.PutRecordRequest;
import java.util.List;

/** Commands on records. */
final class RecordCalls {
  private RecordCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(PUT, DELETE);
  }

  private static final CommandCall<RecordCommand.PutRecord, PutRecordRequest> PUT =
      CommandCall.of(
          "RecordService/Put",
          RecordCommand.PutRecord.class,
          PutRecordRequest.getDefaultInstance(),
          c ->
              PutRecordRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setKey(c.key().value())
                  .setExpectedVersion(c.expectedVersion())
                  .setValue(TaskSpecMapping.payload(c.value())),
          (q, speaker) ->
              new RecordCommand.PutRecord(
                  Identity.caller(q.getCaller(), speaker),
                  key(q.getKey()),
                  q.getExpectedVersion(),
                  Requests.read("value", q.getValue(), Defaults::payload)));

  private static final CommandCall<RecordCommand.DeleteRecord, DeleteRecordRequest> DELETE =
      CommandCall.of(
          "RecordService/Delete",
          RecordCommand.DeleteRecord.class,
          DeleteRecordRequest.getDefaultInstance(),
          c ->
              DeleteRecordRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setKey(c.key().value())
                  .setExpectedVersion(c.expectedVersion()),
          (q, speaker) ->
              new RecordCommand.DeleteRecord(
                  Identity.caller(q.getCaller(), speaker),
                  key(q.getKey()),
                  q.getExpectedVersion()));

  private static RecordKey key(String key) {
    return Requests.read("key", key, RecordKey::of);
  }
}
