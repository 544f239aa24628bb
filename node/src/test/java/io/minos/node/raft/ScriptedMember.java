package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One member of a script: the core and its rim. The state machine is the list of what was applied, a snapshot file that list
 * as text. All that happens is told to {@code out}, one line each.
 */
final class ScriptedMember {
    private final RaftConfig config;
    private final int chunkBytes;
    private final SimulatedDisk disk;
    private final ScriptedNetwork network;
    private final ScriptedPromises promises;
    private final Consumer<String> out;
    private final List<String> applied = new ArrayList<>();
    private final ArrayDeque<SnapshotPart> parts = new ArrayDeque<>();
    private ByteString receiving = ByteString.EMPTY;
    private Optional<Raft> raft = Optional.empty();
    private boolean diskIsSlow;

    ScriptedMember(RaftConfig config, int chunkBytes, SimulatedDisk disk, ScriptedNetwork network, ScriptedPromises promises, Consumer<String> out) {
        this.config = config;
        this.chunkBytes = chunkBytes;
        this.disk = disk;
        this.network = network;
        this.promises = promises;
        this.out = line -> out.accept(config.id() + " " + line);
        disk.saveFile(disk.mark().index(), ByteString.EMPTY);
    }

    // ---------------------------------------------------------------- life and death

    void start() {
        Raft started = disk.boot(config, new SplittableRandom(config.id()));
        become(disk.file(disk.mark().index()));
        out.accept("starts " + Wording.of(disk.hardState()) + " snapshot=" + Wording.of(disk.mark()) + " " + Wording.of(disk.log()));
        raft = Optional.of(started);
        carryOut();
    }

    /** @param torn of the first write that is not kept, so many entries are on disk */
    void crash(int writesKept, OptionalInt torn) {
        int kept = 0;
        for (; kept < writesKept && nextIsWrite(); kept++) {
            disk.complete();
        }
        if (kept < writesKept) {
            throw new IllegalArgumentException("only " + kept + " writes are under way at member " + config.id());
        }
        if (torn.isPresent() && nextIsWrite()) {
            disk.tear(torn.getAsInt());
        }
        disk.loseWritesUnderWay();
        raft = Optional.empty();
        parts.clear();
        receiving = ByteString.EMPTY;
        diskIsSlow = false;
        out.accept("crashes");
    }

    /** Skips what writes nothing; false if nothing is left. */
    private boolean nextIsWrite() {
        while (disk.next().filter(ready -> ready.durable().isEmpty()).isPresent()) {
            disk.complete();
        }
        return disk.next().isPresent();
    }

    boolean isUp() {
        return raft.isPresent();
    }

    Raft core() {
        return raft.orElseThrow(() -> new IllegalStateException("member " + config.id() + " is down"));
    }

    // ---------------------------------------------------------------- the core and its rim

    void with(Consumer<Raft> action) {
        action.accept(core());
        carryOut();
    }

    void tryTo(Function<Raft, Optional<Raft.Refusal>> action) {
        action.apply(core()).ifPresent(refusal -> out.accept("refuses: " + refusal));
    }

    void carryOut() {
        while (core().hasReady()) {
            carryOut(core().ready());
            if (!diskIsSlow) {
                sync(Integer.MAX_VALUE);
                storeParts();
            }
        }
    }

    private void carryOut(Ready ready) {
        ready.transitions().forEach(this::changes);
        ready.messages().forEach(network::send);
        apply(ready.committed());
        ready.reads().forEach(this::answers);
        ready.snapshotSends().forEach(this::sendPart);
        parts.addAll(ready.snapshotParts());
        if (!ready.durable().isEmpty()) {
            out.accept((diskIsSlow ? "begins to write " : "writes ") + Wording.of(ready.durable()));
        }
        disk.begin(ready);
    }

    private void changes(Transition transition) {
        out.accept(Wording.of(transition));
        if (transition.to() == Role.LEADER) {
            promises.leads(config.id(), transition.term(), core().log());
        }
    }

    private void apply(List<Entry> committed) {
        if (!committed.isEmpty()) {
            out.accept("applies " + Wording.of(committed));
            promises.applies(config.id(), core().status().term(), committed, applied.size());
            committed.forEach(entry -> applied.add(Wording.of(entry)));
            core().applied(applied.size());
        }
    }

    void readIndex(long context) {
        promises.readAsked(context);
        tryTo(core -> core.readIndex(context));
    }

    private void answers(ReadState read) {
        out.accept("answers read " + read.context() + " at index " + read.index());
        promises.readAnswered(config.id(), read);
    }

    // ---------------------------------------------------------------- disk

    void diskIsSlow(boolean slow) {
        diskIsSlow = slow;
        if (!slow) {
            sync(Integer.MAX_VALUE);
            storeParts();
            carryOut();
        }
    }

    /** The oldest writes are on disk, at most so many, and what waited for them leaves. */
    void sync(int writes) {
        int left = writes;
        while (disk.next().isPresent()) {
            boolean isWrite = !disk.next().get().durable().isEmpty();
            if (isWrite && left-- == 0) {
                return;
            }
            Ready done = disk.complete();
            if (isWrite && diskIsSlow) {
                out.accept("has written " + Wording.of(done.durable()));
            }
            core().advance(done.ticket());
            done.messagesAfterDurable().forEach(network::send);
        }
    }

    // ---------------------------------------------------------------- snapshots

    /** A snapshot of our own, of what is applied. */
    void compact(long entriesKept) {
        SnapshotMark mark = core().markAt(applied.size());
        disk.saveFile(mark.index(), file());
        disk.release(mark);
        core().snapshotTaken(mark, Math.max(0, mark.index() - entriesKept));
        out.accept("has a snapshot at " + Wording.of(mark) + ", its log begins at " + core().log().firstIndex());
    }

    private void sendPart(SnapshotSend send) {
        ByteString file = disk.file(send.mark().index());
        int from = (int) Math.min(send.offset(), file.size());
        int to = Math.min(from + chunkBytes, file.size());
        network.send(new Message.InstallSnapshot(config.id(), send.to(), send.term(), send.mark(), send.offset(),
                file.substring(from, to), to == file.size()));
    }

    /** The parts that have arrived are on disk; with the last one, the snapshot takes the state machine's place. */
    void storeParts() {
        for (SnapshotPart part = parts.poll(); part != null; part = parts.poll()) {
            receiving = (part.offset() == 0 ? ByteString.EMPTY : receiving).concat(part.data());
            core().snapshotPartStored(part.mark(), receiving.size());
            if (part.last()) {
                install(part.mark());
            }
        }
    }

    private void install(SnapshotMark mark) {
        disk.saveFile(mark.index(), receiving);
        if (core().snapshotInstalled(mark)) {
            become(receiving);
            out.accept("installs the snapshot at " + Wording.of(mark));
        } else {
            out.accept("is ahead of the snapshot at " + Wording.of(mark));
        }
    }

    private ByteString file() {
        return ByteString.copyFromUtf8(String.join("\n", applied));
    }

    private void become(ByteString file) {
        applied.clear();
        file.toStringUtf8().lines().forEach(applied::add);
    }

    // ---------------------------------------------------------------- what it looks like

    void showStatus() {
        RaftStatus s = core().status();
        out.accept(Wording.of(s.role()) + " term=" + s.term() + " leader=" + s.leader() + " commit=" + s.commit() + " applied=" + s.applied()
                + " log=" + s.firstIndex() + ".." + s.lastIndex() + " " + Wording.of(s.membership()));
    }

    void showLog() {
        RaftLog log = core().log();
        out.accept("log " + Wording.of(log.between(log.firstIndex(), log.lastIndex())));
    }

    void showDisk() {
        out.accept("disk " + Wording.of(disk.hardState()) + " snapshot=" + Wording.of(disk.mark()) + " " + Wording.of(disk.log()));
    }

    void showApplied() {
        out.accept("applied " + applied);
    }
}
