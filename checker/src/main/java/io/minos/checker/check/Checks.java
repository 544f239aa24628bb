package io.minos.checker.check;

import io.minos.checker.history.History;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The catalogue: every check by its name, in the order reports show them. */
public final class Checks {
    private Checks() {}

    /**
     * Every check, with its defaults. Which keys belong to which workload follows from the history: the keys of txns and
     * those connected with them go to {@code linearizable-txn}, keys that were only added to {@code set}, all others to
     * {@code linearizable-register}.
     *
     * @param logs each node's log, line by line; the stream is closed after use
     */
    public static List<Check> standard(Map<String, Supplier<Stream<String>>> logs) {
        return List.of(
                new LinearizableRegister(),
                new LinearizableTxn(),
                new SerializableTxn(),
                new SetCheck(),
                new WatchCheck(),
                new LeaseCheck(),
                new LockCheck(),
                new Durability(),
                new Convergence(),
                new RevisionMonotonic(),
                new SerializableReads(),
                new Sessions(),
                new Compactions(),
                new Quota(),
                new Members(),
                new RaftLog(logs),
                new NodeLogs(logs),
                new InnerPromises(),
                new AvailabilityCheck(),
                new FaultsEffective(),
                new EnoughEvidence());
    }

    /** The checks that the history gives anything to judge. A scenario that wants one in any case asks for it by {@link #named}. */
    public static List<Check> concerning(History history, Map<String, Supplier<Stream<String>>> logs) {
        return standard(logs).stream().filter(check -> check.concerns(history)).toList();
    }

    /** The names {@link #named} takes, in the order of {@link #standard}. */
    public static List<String> names() {
        return standard(Map.of()).stream().map(Check::name).toList();
    }

    /** @throws IllegalArgumentException one line, naming the unknown check and the known ones */
    public static List<Check> named(List<String> names, Map<String, Supplier<Stream<String>>> logs) {
        List<String> known = names();
        for (String name : names) {
            if (!known.contains(name)) throw new IllegalArgumentException("There is no check \"" + name + "\"; there are: " + String.join(", ", known));
        }
        return standard(logs).stream().filter(check -> names.contains(check.name())).toList();
    }
}
