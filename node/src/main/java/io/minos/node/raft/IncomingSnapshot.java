package io.minos.node.raft;

import java.util.Optional;

/**
 * A follower's end of a snapshot's way: which part comes next. Parts of one transfer never mix with those of another: two
 * leaders may have written the same snapshot in other bytes.
 */
final class IncomingSnapshot {
    /** What to do with a part that came. */
    enum Step { STORE, ASK, WAIT }

    private Optional<SnapshotMark> mark = Optional.empty();
    private long term;
    private long stored;
    private long storing;
    private boolean wholeUnderWay;

    Step arrived(Message.InstallSnapshot part) {
        if (part.term() != term || !mark.equals(Optional.of(part.mark()))) {
            begin(part);
        }
        if (wholeUnderWay || storing > stored) {
            return Step.WAIT;
        }
        if (part.offset() != stored) {
            return Step.ASK;
        }
        storing = stored + part.data().size();
        wholeUnderWay = part.last();
        return Step.STORE;
    }

    private void begin(Message.InstallSnapshot part) {
        mark = Optional.of(part.mark());
        term = part.term();
        stored = 0;
        storing = 0;
        wholeUnderWay = false;
    }

    /** Returns whether the next part is to be asked for. */
    boolean stored(SnapshotMark of, long nextOffset) {
        if (!mark.equals(Optional.of(of)) || nextOffset != storing) {
            return false;
        }
        stored = nextOffset;
        return !wholeUnderWay;
    }

    long nextOffset() {
        return stored;
    }

    /** Returns whether that was the one under way. */
    boolean failed(SnapshotMark of) {
        boolean current = mark.equals(Optional.of(of));
        if (current) {
            stored = 0;
            storing = 0;
            wholeUnderWay = false;
        }
        return current;
    }

    void clear() {
        mark = Optional.empty();
    }
}
