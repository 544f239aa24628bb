package io.minos.scenarios.cluster;

import com.google.protobuf.ByteString;
import io.minos.checker.history.Action;
import io.minos.checker.history.Recorder;
import io.minos.client.EtcdClient;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.operation.Answer;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.Administration;
import io.minos.client.operation.RecordedStore;
import io.minos.etcd.api.DeleteRangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Does by hand what etcd's operators do when a disk was full: makes room, and takes the alarms back. Thread-safe. */
final class Operator {
    private static final Duration RECOVER_SPACE_WITHIN = Duration.ofSeconds(28);

    private final Roster roster;
    private final Recorder recorder;
    private final ProcessIds ids;
    private final String prefix;
    private final AtomicLong tried = new AtomicLong();

    /**
     * @param recorder what it asks is recorded like any client's: a watch that a compaction cancels, and a write that an alarm refuses, must find their reasons in the
     *     history
     * @param prefix of the keys it changes, which are read in the end like any
     */
    Operator(Roster roster, Recorder recorder, ProcessIds ids, String prefix) {
        this.roster = roster;
        this.recorder = recorder;
        this.ids = ids;
        this.prefix = prefix;
    }

    /** The nodes for which the cluster has raised NOSPACE. While it has, what each node makes of it is tried out. */
    Set<String> noSpaceAlarms() {
        Set<String> alarmed = alarmed();
        if (!alarmed.isEmpty()) {
            List<CompletableFuture<?>> tried = roster.alive().<CompletableFuture<?>>map(this::tryOut).toList();
            tried.forEach(CompletableFuture::join);
        }
        return alarmed;
    }

    boolean hasNoSpace() {
        return !alarmed().isEmpty();
    }

    /** A full store refuses to write, and reads and deletes; the load alone may ask too little of it in so short a time. */
    private CompletableFuture<?> tryOut(Member member) {
        String key = prefix + "full-" + member.name();
        var store = new RecordedStore(recorder, new EtcdStore(member.status()), member.name());
        return store.perform(ids.next(), new Operation.Read(key))
                .thenCompose(read -> store.perform(ids.next(), new Operation.Write(key, "w" + tried.getAndIncrement())))
                .thenCompose(written -> store.perform(ids.next(), new Operation.Delete(key)));
    }

    private Set<String> alarmed() {
        return alarms().stream()
                .filter(alarm -> alarm.kind().equals(Action.Alarm.NOSPACE))
                .map(alarm -> roster.nodeOf(Long.parseUnsignedLong(alarm.member(), 16)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As the first node that answers says; alarms are the cluster's, not a node's. */
    private List<Action.Alarm> alarms() {
        return roster.alive().flatMap(member -> ask(member, member.status(), new Administration.Alarms()).success().stream()).findFirst()
                .map(answer -> ((Action.Administration.Alarms) answer.told()).alarms()).orElse(List.of());
    }

    /**
     * Deletes what is under the prefix, compacts, defragments, disarms; again and again until all of it worked.
     *
     * @throws IOException it did not within half a minute
     */
    void recoverSpace(String prefix) throws IOException {
        var ballast = ByteString.copyFromUtf8(prefix);
        var delete = DeleteRangeRequest.newBuilder().setKey(ballast).setRangeEnd(EtcdStore.prefixEnd(ballast)).build();
        long deadline = System.nanoTime() + RECOVER_SPACE_WITHIN.toNanos();
        while (true) {
            Optional<String> problem = freeSpace(delete);
            if (problem.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the cluster's space could not be freed: " + problem.get());
            }
            Pause.brief();
        }
    }

    /** In etcd's order. Empty when all worked, else the first problem. */
    private Optional<String> freeSpace(DeleteRangeRequest ballast) {
        Optional<Member> serving = roster.alive().filter(roster::serves).findFirst();
        if (serving.isEmpty()) {
            return Optional.of("no node serves");
        }
        Member member = serving.get();
        var deleted = member.operator().await(Rpc.DELETE, ballast);
        if (deleted.problem().isPresent()) {
            return deleted.problem().map(error -> "delete: " + error);
        }
        return compact(member, deleted.orElseThrow().getHeader().getRevision())
                .or(this::defragment)
                .or(() -> disarm(member));
    }

    private Optional<String> compact(Member member, long revision) {
        return ask(member, member.operator(), new Operation.Compact(revision)).problem()
                .filter(error -> !error.name().equals("compacted"))
                .map(error -> "compact: " + error);
    }

    private Optional<String> defragment() {
        return roster.alive()
                .flatMap(member -> ask(member, member.operator(), new Administration.Defragment()).problem().map(error -> "defragment " + member.name() + ": " + error).stream())
                .findFirst();
    }

    private Optional<String> disarm(Member member) {
        return alarms().stream()
                .flatMap(alarm -> ask(member, member.operator(), new Administration.Disarm(alarm)).problem().map(error -> "disarm: " + error).stream())
                .findFirst();
    }

    private Outcome<Answer> ask(Member member, EtcdClient client, Operation operation) {
        return new RecordedStore(recorder, new EtcdStore(client), member.name()).perform(ids.next(), operation).join();
    }
}
