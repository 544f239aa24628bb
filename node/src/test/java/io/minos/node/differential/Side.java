package io.minos.node.differential;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseLeasesResponse;
import io.minos.etcd.api.LeaseStatus;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.StatusResponse;
import io.minos.etcd.api.WatchResponse;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One of the two: what it is asked, in its own terms; what it answers, in everybody's. */
final class Side implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 30;

    /** @param status and the text of an error */
    record Answer(String status, List<Message> messages) {
        @Override
        public String toString() {
            return (status + " " + messages.stream().map(Brief::of).toList());
        }
    }

    private final Wire wire;
    private final List<Long> chosenLeases = new ArrayList<>();
    final Map<Integer, WatchTape> streams = new TreeMap<>();

    Side(Wire wire) {
        this.wire = wire;
    }

    <M extends Message> M resolved(M request, long current, long compacted) {
        return Symbols.map(request, value -> Symbols.resolve(value, current, compacted, chosenLeases));
    }

    CompletableFuture<Answer> call(String path, List<byte[]> messages) {
        return wire.call(path, messages, DEADLINE_SECONDS).thenApply(outcome -> answer(path, outcome));
    }

    WatchTape stream(int number) {
        return streams.computeIfAbsent(number, none -> new WatchTape(wire, response -> (WatchResponse) normal(response)));
    }

    void hangUp(int stream) {
        WatchTape tape = streams.remove(stream);
        if (tape != null) {
            tape.hangUp();
        }
    }

    private Answer answer(String path, Wire.Outcome outcome) {
        List<Message> messages = new ArrayList<>();
        for (byte[] bytes : outcome.messages()) {
            try {
                messages.add(normal(Methods.answer(path, bytes)));
            } catch (IOException unreadable) {
                return new Answer("unreadable: " + unreadable.getMessage(), List.of());
            }
        }
        return new Answer(outcome.code() + " " + outcome.text(), messages);
    }

    /** Without what differs between any two servers: ids, sizes, Raft's numbers, the order of what is in no order. */
    private Message normal(Message response) {
        Message known = response;
        if (response instanceof LeaseGrantResponse granted && granted.getID() > Symbols.CHOSEN_LEASE && granted.getID() != Long.MAX_VALUE) {
            chosenLeases.add(granted.getID());
        } else if (response instanceof LeaseLeasesResponse leases) {
            known = leases.toBuilder().clearLeases().addAllLeases(leases.getLeasesList().stream()
                    .sorted(Comparator.comparingLong((LeaseStatus lease) -> Symbols.unresolve(lease.getID(), chosenLeases))).toList()).build();
        } else if (response instanceof LeaseTimeToLiveResponse lease) {
            known = lease.toBuilder().clearKeys().addAllKeys(lease.getKeysList().stream().sorted(ByteString.unsignedLexicographicalComparator()).toList()).build();
        } else if (response instanceof StatusResponse status) {
            known = status.toBuilder().clearDbSize().clearDbSizeInUse().setLeader(1).clearRaftIndex().clearRaftAppliedIndex().clearRaftTerm().build();
        } else if (response instanceof HashKVResponse hash) {
            known = hash.toBuilder().clearHash().build(); // of ids of leases, too
        }
        return anonymous(Symbols.map(known, value -> Symbols.unresolve(value, chosenLeases)));
    }

    /** That there is an id or a term is told, but not which. */
    private static Message anonymous(Message response) {
        FieldDescriptor field = response.getDescriptorForType().findFieldByName("header");
        if (field == null || !response.hasField(field)) {
            return response;
        }
        ResponseHeader header = (ResponseHeader) response.getField(field);
        ResponseHeader anonymous = header.toBuilder().setClusterId(header.getClusterId() == 0 ? 0 : 1)
                .setMemberId(header.getMemberId() == 0 ? 0 : 1).setRaftTerm(header.getRaftTerm() == 0 ? 0 : 1).build();
        return response.toBuilder().setField(field, anonymous).build();
    }

    @Override
    public void close() {
        streams.values().forEach(WatchTape::hangUp);
        wire.close();
    }
}
