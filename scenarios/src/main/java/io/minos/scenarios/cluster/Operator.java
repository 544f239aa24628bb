package io.minos.scenarios.cluster;

import com.google.protobuf.ByteString;
import io.minos.checker.history.Recorder;
import io.minos.client.Rpc;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.DeleteRangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Does by hand what etcd's operators do when a disk was full: makes room, and takes the alarms back. Thread-safe. */
final class Operator {
    private static final Duration RECOVER_SPACE_WITHIN = Duration.ofSeconds(28);

    private final Roster roster;
    private final Recorder recorder;
    private final ProcessIds ids;

    /** @param recorder compactions are recorded like any client's: a watch that one cancels must find its reason in the history */
    Operator(Roster roster, Recorder recorder, ProcessIds ids) {
        this.roster = roster;
        this.recorder = recorder;
        this.ids = ids;
    }

    /** The nodes for which the cluster has raised NOSPACE. */
    Set<String> noSpaceAlarms() {
        return alarms().stream()
                .filter(alarm -> alarm.getAlarm() == AlarmType.NOSPACE)
                .map(alarm -> roster.nodeOf(alarm.getMemberID()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As the first node that answers says; alarms are the cluster's, not a node's. */
    private List<AlarmMember> alarms() {
        return roster.alive().flatMap(member -> member.status().alarms().success().stream()).findFirst()
                .map(AlarmResponse::getAlarmsList).orElse(List.of());
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
        var store = new RecordedStore(recorder, new EtcdStore(member.operator()), member.name());
        return store.perform(ids.next(), new Operation.Compact(revision)).join().problem()
                .filter(error -> !error.name().equals("compacted"))
                .map(error -> "compact: " + error);
    }

    private Optional<String> defragment() {
        return roster.alive()
                .flatMap(member -> member.operator().defragment().problem().map(error -> "defragment " + member.name() + ": " + error).stream())
                .findFirst();
    }

    private Optional<String> disarm(Member member) {
        return alarms().stream()
                .flatMap(alarm -> member.operator().disarm(alarm).problem().map(error -> "disarm: " + error).stream())
                .findFirst();
    }
}
