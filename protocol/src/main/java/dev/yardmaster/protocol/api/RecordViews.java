package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.v1.GetRecordRequest;
import dev.yardmaster.protocol.v1.ListRecordsRequest;
import dev.yardmaster.protocol.v1.Record;
import dev.yardmaster.protocol.v1.RecordList;
import dev.yardmaster.protocol.v1.RecordServiceGrpc;
import java.util.List;

/** Questions about records. */
final class RecordViews {
  private RecordViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            RecordServiceGrpc.getGetRecordMethod(),
            Query.OfRecord.class,
            query -> GetRecordRequest.newBuilder().setKey(query.key().value()).build(),
            from -> new Query.OfRecord(RecordKey.of(from.getKey())),
            Answering.found(RecordViews::write, RecordViews::read)),
        QueryCall.of(
            RecordServiceGrpc.getListRecordsMethod(),
            Query.OfRecords.class,
            RecordViews::write,
            from ->
                new Query.OfRecords(
                    from.getAfter().isEmpty() ? null : RecordKey.of(from.getAfter()),
                    Absent.limit(from.getLimit(), Absent.FEW)),
            Answering.always(
                records ->
                    RecordList.newBuilder()
                        .addAllRecords(records.stream().map(RecordViews::write).toList())
                        .build(),
                from -> from.getRecordsList().stream().map(RecordViews::read).toList())));
  }

  private static ListRecordsRequest write(Query.OfRecords from) {
    ListRecordsRequest.Builder to = ListRecordsRequest.newBuilder().setLimit(from.limit());
    RecordKey after = from.after();
    if (after != null) {
      to.setAfter(after.value());
    }
    return to.build();
  }

  private static Record write(StoredRecord from) {
    return Record.newBuilder()
        .setKey(from.key().value())
        .setBy(from.by().value())
        .setVersion(from.version())
        .setValue(TaskSpecMapping.payload(from.value()))
        .build();
  }

  private static StoredRecord read(Record from) {
    return new StoredRecord(
        RecordKey.of(from.getKey()),
        AgentId.of(from.getBy()),
        from.getVersion(),
        TaskSpecMapping.payload(from.getValue()));
  }
}
