package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.apply.StateMachine;
import io.minos.node.boot.Boot;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalContents;
import io.minos.node.wal.WalOpenException;
import io.minos.node.wal.chronicle.SegmentDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A copy of what a member holds, for a new cluster of one, as {@code etcdctl backup} makes it: with new ids, since one with the
 * old ones that joined the old cluster again would have forgotten what it voted for and what it acknowledged.
 *
 * <p>Reads the member's files alone, and changes none: it may run meanwhile, or be dead. All of its log counts, as with {@code
 * --force-new-cluster}: what is not known to be committed may have been acknowledged by those that are gone.
 */
final class Backup {
    /** etcd's too: {@code member update} tells the right one before others join. */
    private static final String PEER_URL = "http://localhost:2380";
    /** A member that runs writes, and deletes, while it is read; each time it is read anew. */
    private static final int READS_MAX = 5;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final DataDirectory member;
    private final Runnable pause;

    /** @throws StartException if there is no member's data */
    Backup(DataDirectory member) throws StartException {
        this(member, () -> LockSupport.parkNanos(PAUSE_NANOS));
    }

    /** @param pause before the files are read again */
    Backup(DataDirectory member, Runnable pause) throws StartException {
        this.member = member;
        this.pause = pause;
        if (Files.exists(member.snapshots().resolve("db"))) {
            throw new StartException(member.snapshots().resolve("db") + " is the database of an etcd, whose data directory this is: etcdctl backup reads it");
        }
        for (Path part : List.of(member.wal(), member.snapshots())) {
            if (!Files.isDirectory(part)) {
                throw new StartException("no member's data: there is no directory " + part);
            }
        }
    }

    /** What a backup holds, and whose it is now. */
    record Made(MemberIdentity identity, StateMachine state) {}

    /**
     * Durable at return.
     *
     * @throws StartException or IOException with a line for the operator; nothing is left behind then
     */
    Made into(NewDataDirectory backup) throws IOException, StartException {
        checkEmpty(backup.path());
        checkEmpty(backup.wal());
        MemberIdentity identity = newIdentity();
        Member alone = Member.newBuilder().setID(identity.memberId()).addPeerURLs(PEER_URL).build();
        Boot boot = Boot.ofNewCluster(List.of(alone), contents());
        backup.write(boot, identity);
        return new Made(identity, boot.state());
    }

    private static void checkEmpty(Path dir) throws IOException, StartException {
        try (Stream<Path> files = Files.exists(dir) ? Files.list(dir) : Stream.empty()) {
            if (files.findAny().isPresent()) {
                throw new StartException("\"" + dir + "\" exists and is not empty");
            }
        } catch (NotDirectoryException file) {
            throw new StartException("\"" + dir + "\" is no directory");
        }
    }

    private static MemberIdentity newIdentity() {
        SecureRandom random = new SecureRandom();
        return new MemberIdentity(random.nextLong() | 1, random.nextLong() | 1); // 0 is nobody
    }

    private StateMachine contents() throws IOException, StartException {
        for (int reads = 1; ; reads++) {
            try {
                return contentsNow();
            } catch (NoSuchFileException | WalOpenException | StartException perhapsChanging) {
                if (reads == READS_MAX) {
                    throw perhapsChanging;
                }
                pause.run();
            }
        }
    }

    private StateMachine contentsNow() throws IOException, StartException {
        Recovered recovered = WalContents.read(SegmentDirectory.of(member.wal())).recovered();
        if (recovered.isNew()) {
            throw new StartException("no member's data: the write-ahead log in " + member.wal() + " is empty");
        }
        List<String> damaged = new ArrayList<>();
        Boot boot = Boot.recover(recovered, FileSnapshotStore.reading(member.snapshots()), List.of(), (mark, how) -> damaged.add(how))
                .orElseThrow(() -> new StartException("no whole snapshot in " + member.snapshots() + " fits the write-ahead log"
                        + (damaged.isEmpty() ? "" : ": " + String.join("; ", damaged))));
        try {
            return boot.replayed();
        } catch (IllegalStateException corrupt) {
            throw new StartException(corrupt.getMessage() + ": back up another member");
        }
    }
}
