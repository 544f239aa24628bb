package io.minos.node.replica;

import com.google.protobuf.Message;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Reply;
import java.util.List;

/** The answers of a step. */
final class Replies {
    /** Of what nobody waits for. */
    static final long NO_CALL = 0;

    private final List<Reply> replies;

    /** @param replies where answers go */
    Replies(List<Reply> replies) {
        this.replies = replies;
    }

    void give(long call, Outcome outcome) {
        if (call != NO_CALL) {
            replies.add(new Reply(call, outcome));
        }
    }

    void answer(long call, Message message) {
        give(call, new Outcome.Answer(message));
    }

    void refuse(long call, EtcdError error) {
        give(call, new Outcome.Refused(error));
    }

    void reply(long call, io.minos.node.outcome.Outcome<Message> outcome) {
        if (outcome instanceof io.minos.node.outcome.Outcome.Done<Message> done) {
            answer(call, done.response());
        } else if (outcome instanceof io.minos.node.outcome.Outcome.Refused<Message> refused) {
            refuse(call, refused.error());
        }
    }
}
