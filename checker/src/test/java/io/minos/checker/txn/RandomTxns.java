package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Small executions of a store that is sometimes right and sometimes wrong. */
final class RandomTxns {
    private enum Store { SERIAL, INTERLEAVED, LYING }

    private record Micro(boolean write, int key, int value) {}

    private static final class Txn {
        private final List<Micro> micros = new ArrayList<>();
        private final List<List<Integer>> answers = new ArrayList<>();
        private final int process;
        private long invoked;
        private long returned;
        private Outcome outcome = Outcome.OK;
        private boolean takesEffect;
        private long revision;

        private Txn(int process) {
            this.process = process;
        }
    }

    private final RandomGenerator random;
    private final boolean lists;
    private final boolean deletes;
    private final int keys;
    private final int[] values = new int[4];
    private final Map<Integer, List<Integer>> state = new HashMap<>();

    private RandomTxns(RandomGenerator random, boolean lists, boolean deletes) {
        this.random = random;
        this.lists = lists;
        this.deletes = deletes;
        this.keys = 1 + random.nextInt(3);
    }

    /** @param revisions tell them in the answers, as they were */
    static Txns draw(RandomGenerator random, boolean lists, boolean deletes, boolean revisions) {
        RandomTxns drawn = new RandomTxns(random, lists, deletes);
        List<Txn> txns = drawn.txns(2 + random.nextInt(4));
        drawn.run(txns, Store.values()[random.nextInt(3)]);
        return drawn.built(txns, revisions);
    }

    private List<Txn> txns(int count) {
        List<Txn> txns = new ArrayList<>();
        int processes = 1 + random.nextInt(4);
        long[] free = new long[processes];
        for (int i = 0; i < count; i++) {
            Txn txn = new Txn(random.nextInt(processes));
            txn.invoked = Math.max(free[txn.process], i * 4L) + random.nextInt(4);
            txn.returned = txn.invoked + 1 + random.nextInt(random.nextBoolean() ? 4 : 20);
            free[txn.process] = txn.returned + 1;
            int outcome = random.nextInt(10);
            txn.outcome = outcome == 0 ? Outcome.FAIL : outcome < 3 ? Outcome.INFO : Outcome.OK;
            txn.takesEffect = txn.outcome == Outcome.OK || random.nextInt(txn.outcome == Outcome.INFO ? 2 : 5) == 0;
            int micros = 1 + random.nextInt(3);
            for (int j = 0; j < micros; j++) txn.micros.add(micro());
            txns.add(txn);
        }
        txns.sort((a, b) -> Long.compare(a.invoked, b.invoked));
        return txns;
    }

    private Micro micro() {
        int key = random.nextInt(keys);
        if (random.nextBoolean()) return new Micro(false, key, 0);
        boolean delete = !lists && deletes && random.nextInt(6) == 0;
        return new Micro(true, key, delete ? Txns.NIL : ++values[key]);
    }

    private void run(List<Txn> txns, Store store) {
        List<Txn> order = new ArrayList<>();
        // In some order that time allows, or in any.
        boolean strict = random.nextInt(4) > 0;
        for (Txn txn : txns) if (txn.takesEffect) order.add(strict ? order.size() : random.nextInt(order.size() + 1), txn);
        if (strict) order.sort((a, b) -> Long.compare(a.returned, b.returned));
        int[] next = new int[order.size()];
        for (int i = 0; i < order.size(); i++) order.get(i).revision = i + 2;
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) for (int j = 0; j < order.get(i).micros.size(); j++) steps.add(i);
        if (store == Store.INTERLEAVED) {
            for (int i = 0; i < 3 && !steps.isEmpty(); i++) {
                Integer moved = steps.remove(random.nextInt(steps.size()));
                steps.add(random.nextInt(steps.size() + 1), moved);
            }
        }
        for (int i : steps) step(order.get(i), order.get(i).micros.get(next[i]++), store);
        for (Txn txn : txns) while (txn.answers.size() < txn.micros.size()) txn.answers.add(List.of());
    }

    private void step(Txn txn, Micro micro, Store store) {
        List<Integer> now = state.computeIfAbsent(micro.key(), absent -> new ArrayList<>());
        txn.answers.add(store == Store.LYING && random.nextInt(4) == 0 ? lie(now) : List.copyOf(now));
        if (micro.write()) now.add(micro.value());
    }

    private List<Integer> lie(List<Integer> truth) {
        List<Integer> lie = new ArrayList<>(truth);
        switch (random.nextInt(4)) {
            case 0, 1 -> lie = lie.subList(0, random.nextInt(lie.size() + 1));
            case 2 -> {
                if (!lie.isEmpty()) lie.remove(random.nextInt(lie.size()));
            }
            default -> lie.add(random.nextInt(lie.size() + 1), 1 + random.nextInt(6));
        }
        return lie;
    }

    private Txns built(List<Txn> txns, boolean revisions) {
        TxnsBuilder builder = new TxnsBuilder();
        for (int i = 0; i < txns.size(); i++) {
            Txn txn = txns.get(i);
            builder.begin(i, txn.process, txn.invoked, txn.returned, txn.outcome, revisions && txn.outcome == Outcome.OK ? txn.revision : 0);
            for (int j = 0; j < txn.micros.size(); j++) add(txn.micros.get(j), txn.answers.get(j), builder);
        }
        return builder.build(Names.NUMBERS);
    }

    private void add(Micro micro, List<Integer> answer, TxnsBuilder builder) {
        if (micro.write() && lists) builder.append(micro.key(), micro.value());
        else if (micro.write() && micro.value() == Txns.NIL) builder.delete(micro.key());
        else if (micro.write()) builder.write(micro.key(), micro.value());
        else if (lists) builder.readList(micro.key(), answer.stream().mapToInt(Integer::intValue).toArray(), answer.size(), 0);
        else builder.read(micro.key(), answer.isEmpty() ? Txns.NIL : answer.get(answer.size() - 1), 0);
    }
}
