package io.minos.scenarios.generator;

import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.MicroOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Transactions of reads, writes and deletes over several keys. The keys of one transaction come from one group, so that
 * groups can be judged apart; a group retires after a number of transactions. Every value is written at most once.
 *
 * @param prefix of all its keys; a group's keys are {@code prefix}, its number, a slash and the key's number
 * @param keysPerGroup keys a transaction may touch
 * @param transactionsPerGroup after which a group retires
 * @param groups the groups in use, by number, with the transactions each has had
 * @param nextGroup number of the next group
 * @param nextValue number of the next value
 */
public record TxnGenerator(String prefix, int keysPerGroup, int transactionsPerGroup, List<Group> groups, long nextGroup, long nextValue) implements Generator {
    private static final int OPS_MAX = 4;
    private static final int READ_PERCENT = 50;
    private static final int DELETE_PERCENT = 5;

    record Group(long number, int used) {}

    public TxnGenerator {
        groups = List.copyOf(groups);
        if (keysPerGroup < 1 || transactionsPerGroup < 1) {
            throw new IllegalArgumentException("keysPerGroup and transactionsPerGroup must be positive: " + keysPerGroup + ", " + transactionsPerGroup);
        }
    }

    public static TxnGenerator of(String prefix, int groups, int keysPerGroup, int transactionsPerGroup) {
        List<Group> inUse = LongStream.range(0, groups).mapToObj(number -> new Group(number, 0)).toList();
        return new TxnGenerator(prefix, keysPerGroup, transactionsPerGroup, inUse, groups, 0);
    }

    @Override
    public Step next(RandomGenerator random) {
        int index = random.nextInt(groups.size());
        Group group = groups.get(index);
        List<MicroOp> ops = new ArrayList<>();
        Set<String> written = new HashSet<>();
        long value = nextValue;
        int count = 1 + random.nextInt(OPS_MAX);
        while (ops.size() < count) {
            String key = prefix + group.number() + "/" + random.nextInt(keysPerGroup);
            int percent = random.nextInt(100);
            // etcd refuses a second write of a key in one transaction, so that one becomes a read
            if (percent < READ_PERCENT || !written.add(key)) {
                ops.add(new MicroOp.Read(key));
            } else if (percent < READ_PERCENT + DELETE_PERCENT) {
                ops.add(new MicroOp.Delete(key));
            } else {
                ops.add(new MicroOp.Write(key, "v" + value++));
            }
        }
        return new Step(new Operation.Txn(ops), after(index, value));
    }

    private TxnGenerator after(int index, long value) {
        List<Group> next = new ArrayList<>(groups);
        Group group = groups.get(index);
        boolean retires = group.used() + 1 >= transactionsPerGroup;
        next.set(index, retires ? new Group(nextGroup, 0) : new Group(group.number(), group.used() + 1));
        return new TxnGenerator(prefix, keysPerGroup, transactionsPerGroup, next, retires ? nextGroup + 1 : nextGroup, value);
    }
}
