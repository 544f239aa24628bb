package io.minos.node.raft;

import java.util.ArrayList;
import java.util.List;

/** What has come together for the next {@link Ready}. */
final class Outbox {
    private final List<Message> messages = new ArrayList<>();
    private final List<Message> afterDurable = new ArrayList<>();
    private final List<ReadState> reads = new ArrayList<>();
    private final List<SnapshotSend> snapshotSends = new ArrayList<>();
    private final List<SnapshotPart> snapshotParts = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();

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
            afterDurable.clear();
        }
        return new Ready(ticket, durable, taken(messages), taken(afterDurable), committed, taken(reads), taken(snapshotSends),
                taken(snapshotParts), taken(transitions));
    }

    private static <T> List<T> taken(List<T> list) {
        if (list.isEmpty()) {
            return List.of(); // most are
        }
        List<T> all = List.copyOf(list);
        list.clear();
        return all;
    }
}
