package io.minos.node.raft;

import java.util.ArrayList;
import java.util.List;

/** What has come together for the next {@link Ready}. */
final class Outbox {
    private List<Message> messages = new ArrayList<>();
    private List<Message> afterDurable = new ArrayList<>();
    private List<ReadState> reads = new ArrayList<>();
    private List<SnapshotSend> snapshotSends = new ArrayList<>();
    private List<SnapshotPart> snapshotParts = new ArrayList<>();
    private List<Transition> transitions = new ArrayList<>();

    boolean isEmpty() {
        return messages.isEmpty() && afterDurable.isEmpty() && reads.isEmpty() && snapshotSends.isEmpty()
                && snapshotParts.isEmpty() && transitions.isEmpty();
    }

    /** Promises nothing that is not on disk already. */
    void send(Message message) {
        messages.add(message);
    }

    /** Promises what this member has in memory at this moment, and is to leave once the disk holds it. */
    void sendAfterDurable(Message message) {
        afterDurable.add(message);
    }

    void read(ReadState read) {
        reads.add(read);
    }

    void sendSnapshot(SnapshotSend send) {
        snapshotSends.add(send);
    }

    void store(SnapshotPart part) {
        snapshotParts.add(part);
    }

    void trace(Transition transition) {
        transitions.add(transition);
    }

    /** @param nothingToWaitFor all of the past is on disk, and {@code durable} is empty: promises may go at once */
    Ready empty(long ticket, Durable durable, boolean nothingToWaitFor, List<Entry> committed) {
        if (nothingToWaitFor) {
            messages.addAll(afterDurable);
            afterDurable = new ArrayList<>();
        }
        Ready ready = new Ready(ticket, durable, messages, afterDurable, committed, reads, snapshotSends, snapshotParts, transitions);
        messages = new ArrayList<>();
        afterDurable = new ArrayList<>();
        reads = new ArrayList<>();
        snapshotSends = new ArrayList<>();
        snapshotParts = new ArrayList<>();
        transitions = new ArrayList<>();
        return ready;
    }
}
