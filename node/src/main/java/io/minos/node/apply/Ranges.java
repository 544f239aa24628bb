package io.minos.node.apply;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeRequest.SortOrder;
import io.minos.etcd.api.RangeRequest.SortTarget;
import io.minos.etcd.api.RangeResponse;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A range request on a view, with etcd's habits: {@code count} knows neither limit nor filters. */
final class Ranges {
    private Ranges() {}

    /** Why the revision cannot be read; 0 and less stand for the newest. */
    static Optional<EtcdError> refusal(View view, long revision) {
        if (revision > view.revision()) {
            return Optional.of(EtcdError.FUTURE_REVISION);
        }
        return revision > 0 && revision < view.compactRevision() ? Optional.of(EtcdError.COMPACTED) : Optional.empty();
    }

    /** The answer without header; the revision must be readable. */
    static RangeResponse.Builder evaluate(View view, RangeRequest request) {
        boolean truncatesLater = request.getSortOrder() != SortOrder.NONE || hasFilter(request);
        // one more than asked for tells whether there are more
        long fetched = truncatesLater || request.getLimit() <= 0 || request.getLimit() == Long.MAX_VALUE ? 0 : request.getLimit() + 1;
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        long revision = request.getRevision() > 0 ? request.getRevision() : view.revision();
        View.Found found = view.range(range, revision, fetched, request.getCountOnly());

        List<KeyValue> kvs = hasFilter(request) ? filtered(found.kvs(), request) : found.kvs();
        Optional<Comparator<KeyValue>> order = order(request);
        if (order.isPresent()) {
            kvs = new ArrayList<>(kvs);
            kvs.sort(order.get());
        }
        RangeResponse.Builder response = RangeResponse.newBuilder().setCount(found.count());
        if (request.getLimit() > 0 && kvs.size() > request.getLimit()) {
            kvs = kvs.subList(0, Math.toIntExact(request.getLimit()));
            response.setMore(true);
        }
        if (request.getKeysOnly()) {
            kvs.forEach(kv -> response.addKvs(kv.toBuilder().setValue(ByteString.EMPTY)));
            return response;
        }
        return response.addAllKvs(kvs);
    }

    private static boolean hasFilter(RangeRequest request) {
        return request.getMinModRevision() != 0 || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0 || request.getMaxCreateRevision() != 0;
    }

    private static List<KeyValue> filtered(List<KeyValue> kvs, RangeRequest request) {
        return kvs.stream()
                .filter(kv -> isWithin(kv.getModRevision(), request.getMinModRevision(), request.getMaxModRevision()))
                .filter(kv -> isWithin(kv.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision()))
                .toList();
    }

    /** A bound of 0 is none. */
    private static boolean isWithin(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    /** Absent if keys are in order already. Equals stay in the order of their keys. */
    private static Optional<Comparator<KeyValue>> order(RangeRequest request) {
        boolean descends = request.getSortOrder() == SortOrder.DESCEND;
        boolean isNone = request.getSortOrder() == SortOrder.UNRECOGNIZED; // etcd takes it for an order, and sorts by none
        if (isNone || request.getSortTarget() == SortTarget.KEY && !descends) {
            return Optional.empty();
        }
        Comparator<KeyValue> ascending = switch (request.getSortTarget()) {
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, KeyRange::compare);
            case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::getKey, KeyRange::compare);
        };
        return Optional.of(descends ? ascending.reversed() : ascending);
    }
}
