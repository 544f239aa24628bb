package io.minos.node.raft;

import java.util.List;

/**
 * All that the core wants done, handed out once. That a promise never leaves before the disk holds it is a matter of
 * structure: such messages are in {@code messagesAfterDurable}, and nowhere else.
 *
 * <p>Several may be under way at once. One with an empty {@code durable} may still have messages that wait: for what
 * earlier ones hand to the disk. So each is advanced, and in order.
 *
 * @param ticket give it to {@link Raft#advance} once {@code durable} is on disk; tickets count up, and are advanced in order
 * @param messages may be sent at once
 * @param messagesAfterDurable may be sent only after {@code advance(ticket)}
 * @param committed to be applied in this order; committed and durable here
 * @param reads answered: serve them once their index is applied
 * @param snapshotSends parts of our snapshots to read and send
 * @param snapshotParts parts of a leader's snapshot to store
 * @param transitions what changed in role, leader and term, for logs and traces
 */
public record Ready(
        long ticket,
        Durable durable,
        List<Message> messages,
        List<Message> messagesAfterDurable,
        List<Entry> committed,
        List<ReadState> reads,
        List<SnapshotSend> snapshotSends,
        List<SnapshotPart> snapshotParts,
        List<Transition> transitions) {
    public Ready {
        messages = List.copyOf(messages);
        messagesAfterDurable = List.copyOf(messagesAfterDurable);
        committed = List.copyOf(committed);
        reads = List.copyOf(reads);
        snapshotSends = List.copyOf(snapshotSends);
        snapshotParts = List.copyOf(snapshotParts);
        transitions = List.copyOf(transitions);
    }
}
