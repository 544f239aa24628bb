package io.minos.node.replica;

import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.raft.SnapshotPart;
import io.minos.node.raft.SnapshotSend;
import io.minos.node.v2.Watchers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The effects of a step while it is being made. One for all steps: most of a step's lists stay empty, and cost nothing then. */
final class Collecting {
    private final List<Message> sends = new ArrayList<>();
    private final List<Effects.Persist> persists = new ArrayList<>();
    private final List<Effects.Reply> replies = new ArrayList<>();
    private final List<Effects.WatchSend> watches = new ArrayList<>();
    private final List<Watchers.Told> v2Watches = new ArrayList<>();
    private final List<Effects.SaveSnapshot> snapshots = new ArrayList<>();
    private final List<SnapshotMark> releases = new ArrayList<>();
    private final List<SnapshotSend> snapshotSends = new ArrayList<>();
    private final List<SnapshotPart> snapshotParts = new ArrayList<>();
    private final List<Effects.Done> applied = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();

    List<Message> sends() {
        return sends;
    }

    List<Effects.Persist> persists() {
        return persists;
    }

    List<Effects.Reply> replies() {
        return replies;
    }

    List<Effects.WatchSend> watches() {
        return watches;
    }

    List<Watchers.Told> v2Watches() {
        return v2Watches;
    }

    List<Effects.SaveSnapshot> snapshots() {
        return snapshots;
    }

    List<SnapshotMark> releases() {
        return releases;
    }

    List<SnapshotSend> snapshotSends() {
        return snapshotSends;
    }

    List<SnapshotPart> snapshotParts() {
        return snapshotParts;
    }

    List<Effects.Done> applied() {
        return applied;
    }

    List<String> trace() {
        return trace;
    }

    /** All of it; the next step begins with nothing. */
    Effects taken() {
        return new Effects(taken(sends), taken(persists), taken(replies), taken(watches), taken(v2Watches), taken(snapshots), taken(releases),
                taken(snapshotSends), taken(snapshotParts), taken(applied), taken(trace));
    }

    private static <T> List<T> taken(List<T> list) {
        if (list.isEmpty()) {
            return Collections.emptyList(); // not List.of(), whose every walk makes an iterator
        }
        List<T> all = List.copyOf(list);
        list.clear();
        return all;
    }
}
