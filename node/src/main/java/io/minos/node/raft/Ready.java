package io.minos.node.raft;

import java.util.List;

/**
 * All that the core wants done, handed out once. That a promise never leaves before the disk holds it is a matter of
 * structure: such messages are in {@code messagesAfterDurable}, and nowhere else.
 *
 * @param ticket give it to {@link Raft#advance} once {@code durable} is on disk; tickets count up, and are advanced in order
 * @param messages may be sent at once
 * @param messagesAfterDurable may be sent only after {@code advance(ticket)}
 * @param committed to be applied in this order; committed and durable here
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
        List<Transition> transitions) {}
