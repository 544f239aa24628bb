package io.minos.scenarios.runner;

import io.minos.checker.history.Action;
import io.minos.checker.history.Recorder;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.Administration;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.Store;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import io.minos.scenarios.load.FinalReads;
import io.minos.scenarios.scenario.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** After the heal: waits until every node serves again, then reads everything from every node. Each attempt is recorded. */
final class FinalPhase {
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(60);
    private static final Duration READ_WITHIN = Duration.ofSeconds(30);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    /** Beyond what the check of convergence allows a member to be behind. */
    private static final Duration ALIKE_WITHIN = Duration.ofSeconds(12);
    /** A port that is nobody's to listen on. */
    private static final String NOBODYS_URL = "http://127.0.0.1:1";
    /** etcd takes no change of members before each of them has been connected for five seconds. */
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(10);
    private static final long REST_MILLIS = 100;
    /** On top of their time to live; longer than the check allows them. */
    private static final Duration LEASES_END_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 250;

    private interface Connection {
        Store connect(String node, Duration timeout);
    }

    private final Scenario scenario;
    private final SystemUnderTest system;
    private final Recorder recorder;
    private final ProcessIds ids;
    private final List<String> prefixes;
    private final Map<String, Long> lastRevisions = new HashMap<>();
    private int written;

    FinalPhase(Scenario scenario, SystemUnderTest system, Recorder recorder, ProcessIds ids, List<String> prefixes) {
        this.scenario = scenario;
        this.system = system;
        this.recorder = recorder;
        this.ids = ids;
        this.prefixes = prefixes;
    }

    /**
     * Returns when a write through each node has succeeded, by the way clients go, and was looked at; or, without a complaint, when that took
     * too long: what is missing then is for the checks to say.
     */
    void awaitRecovery(String prefix) throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERED_WITHIN.toNanos();
        for (String node : system.nodes()) {
            boolean served = false;
            while (!served && System.nanoTime() < deadline) {
                helpOut();
                var write = new Operation.Write(prefix + node, "recovered-" + written++);
                served = attempt(node, system::connect, scenario.timeout(), write).isPresent();
                if (served) {
                    attempt(node, system::connect, scenario.timeout(), new Operation.Read(write.key()));
                } else {
                    Thread.sleep(REST_MILLIS);
                }
            }
        }
    }

    private void helpOut() {
        try {
            system.recover();
        } catch (IOException e) {
            // tried again until the deadline; the node's log and the missing final reads tell the rest
        }
    }

    /**
     * Looks at the keys with this prefix until none hangs on a lease. Returns, without a complaint, when that took too long: the
     * looks are in the history, and what they mean is for the checks to say.
     *
     * @param timeToLive of the leases
     */
    void awaitLeasesEnd(String prefix, Duration timeToLive) throws InterruptedException {
        long deadline = System.nanoTime() + timeToLive.plus(LEASES_END_WITHIN).toNanos();
        List<String> nodes = system.nodes();
        for (int look = 0; System.nanoTime() < deadline; look++) {
            Optional<Answer> answer = attempt(nodes.get(look % nodes.size()), system::connect, scenario.timeout(), new Operation.Range(prefix));
            if (answer.isPresent() && answer.get().told() instanceof Action.Range range && range.kvs() != null && range.kvs().stream().allMatch(kv -> kv.lease() == 0)) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    void read() throws InterruptedException {
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        for (FinalReads.FinalRead read : FinalReads.of(system.nodes(), prefixes)) {
            readUntil(deadline, read.node(), read.operation());
        }
    }

    private void readUntil(long deadline, String node, Operation.FinalRead read) throws InterruptedException {
        do {
            Optional<Answer> answer = attempt(node, system::connectDirectly, READ_TIMEOUT, read);
            if (answer.isPresent()) {
                remember(read.prefix(), answer.get().told());
                return;
            }
            Thread.sleep(REST_MILLIS);
        } while (System.nanoTime() < deadline);
    }

    private Optional<Answer> attempt(String node, Connection connection, Duration timeout, Operation operation) {
        var store = new RecordedStore(recorder, connection.connect(node, timeout), node);
        Outcome<Answer> outcome = store.perform(ids.next(), operation).join();
        return outcome.success();
    }

    /**
     * What the nodes list besides keys, asked until all say the same, or for longer than the check of convergence allows; whether
     * it was too late is for the check to say.
     */
    void list() throws InterruptedException {
        long deadline = System.nanoTime() + ALIKE_WITHIN.toNanos();
        for (Operation list : List.of(new Administration.MemberList(), new Administration.Alarms(), new Administration.Leases())) {
            while (listed(list).size() > 1 && System.nanoTime() < deadline) {
                Thread.sleep(REST_MILLIS);
            }
        }
    }

    /** The different answers of all nodes; one that has none counts as different. */
    private Set<Optional<Set<?>>> listed(Operation list) {
        Set<Optional<Set<?>>> answers = new HashSet<>();
        for (String node : system.nodes()) {
            answers.add(attempt(node, system::connectDirectly, READ_TIMEOUT, list).flatMap(answer -> ((Action.Administration) answer.told()).listed()));
        }
        return answers;
    }

    /**
     * A learner that never starts comes and goes, twice, each time asked of other nodes. It has no vote, so it makes no
     * difference to anybody; that its id is new each time, and nothing else changes, is for the check of members to see.
     */
    void changeMembers() throws InterruptedException {
        List<String> nodes = system.nodes();
        long deadline = System.nanoTime() + HEALTHY_WITHIN.toNanos();
        for (int turn = 0; turn < 2; turn++) {
            listed(new Administration.MemberList());
            Optional<Answer> added = addLearner(nodes.get(turn % nodes.size()));
            while (added.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(REST_MILLIS);
                added = addLearner(nodes.get(turn % nodes.size()));
            }
            listed(new Administration.MemberList());
            String remover = nodes.get((turn + 1) % nodes.size());
            added.map(answer -> ((Action.Administration.MemberAdd) answer.told()).id())
                    .ifPresent(id -> attempt(remover, system::connectDirectly, READ_TIMEOUT, new Administration.MemberRemove(id)));
        }
    }

    private Optional<Answer> addLearner(String node) {
        return attempt(node, system::connectDirectly, READ_TIMEOUT, new Administration.MemberAdd(NOBODYS_URL, true));
    }

    private void remember(String prefix, Action told) {
        if (told instanceof Action.Range range && range.kvs() != null) {
            range.kvs().forEach(kv -> lastRevisions.merge(prefix, kv.mod(), Math::max));
        }
    }

    /** The greatest revision at which a key that is still there was written. */
    long lastRevision(String prefix) {
        return lastRevisions.getOrDefault(prefix, 0L);
    }
}
