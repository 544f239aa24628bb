package io.minos.checker.linear.witness;

import io.minos.checker.linear.witness.Told.Do;
import io.minos.checker.linear.witness.Told.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Small histories of a right store; some answers are lost, and with luck a lie is told in the end. */
final class RandomHistories {
    private final Random random;
    private final boolean uniqueValues;
    private final int keys;
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private int revision = 1;
    private int values;

    private RandomHistories(Random random) {
        this.random = random;
        this.uniqueValues = random.nextInt(4) > 0;
        this.keys = 1 + random.nextInt(3);
    }

    /** @param lies whether something in it is changed afterwards, which mostly makes it invalid */
    static List<Told> next(Random random, int size, boolean lies) {
        List<Told> history = new RandomHistories(random).make(size);
        return lies ? lie(history, random) : history;
    }

    private List<Told> make(int size) {
        List<int[]> times = times(size);
        List<Told> history = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean unknown = random.nextInt(4) == 0;
            List<Do> asked = ask();
            boolean happens = !unknown || random.nextBoolean();
            List<Do> answered = new ArrayList<>();
            if (happens) perform(asked, answered);
            if (unknown) history.add(new Told(times.get(i)[0], Told.NEVER, 0, bare(asked)));
            else history.add(new Told(times.get(i)[0], times.get(i)[1], revision, answered));
        }
        Collections.shuffle(history, random);
        return history;
    }

    /** Spans around moments in a row, each a point of its own. */
    private List<int[]> times(int size) {
        TreeSet<Integer> used = new TreeSet<>();
        List<int[]> times = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int invoked = free(used, Math.max(0, i * 100 + 50 - random.nextInt(random.nextBoolean() ? 300 : 60)), -1);
            int returned = free(used, i * 100 + 51 + random.nextInt(random.nextBoolean() ? 300 : 40), 1);
            times.add(new int[] {invoked + 10_000, returned + 10_000});
        }
        return times;
    }

    private static int free(TreeSet<Integer> used, int time, int step) {
        int at = time;
        while (!used.add(at)) at += step;
        return at;
    }

    private String key() {
        return "k" + random.nextInt(keys);
    }

    private String value() {
        return uniqueValues ? "v" + ++values : "v" + random.nextInt(3);
    }

    private @Nullable String guess(String key) {
        Entry there = entries.get(key);
        if (random.nextInt(3) == 0) return random.nextBoolean() ? null : "v" + random.nextInt(4);
        return there == null ? null : there.value();
    }

    /** Answers in it are no matter. */
    private List<Do> ask() {
        String key = key();
        return switch (random.nextInt(9)) {
            case 0, 1 -> List.of(new Do.Read(key, Entry.MISSING, false));
            case 2 -> List.of(new Do.Put(key, value()));
            case 3 -> List.of(new Do.Read(key, Entry.MISSING, true), new Do.Put(key, value()));
            case 4 -> List.of(new Do.Delete(key, true));
            case 5 -> List.of(new Do.Delete(key, null));
            case 6 -> List.of(new Do.Compare(key, guess(key), true), new Do.Put(key, value()));
            case 7 -> List.of(new Do.Count("k", 0));
            default -> List.of(new Do.Read(key, Entry.MISSING, false), random.nextBoolean() ? new Do.Put(key(), value()) : new Do.Delete(key(), null), new Do.Read(key(), Entry.MISSING, false));
        };
    }

    private void perform(List<Do> asked, List<Do> answered) {
        boolean changed = false;
        for (Do part : asked) {
            if (part instanceof Do.Read read) {
                answered.add(new Do.Read(read.key(), tell(entries.getOrDefault(read.key(), Entry.MISSING)), read.prev()));
            } else if (part instanceof Do.Count count) {
                answered.add(new Do.Count(count.prefix(), entries.size()));
                entries.forEach((key, entry) -> answered.add(new Do.Read(key, tell(entry), false)));
            } else if (part instanceof Do.Compare compare) {
                boolean equal = new PlainEtcd().step(new PlainEtcd.State(revision, entries), new Told(0, Told.NEVER, 0, List.of(compare))) != null;
                answered.add(new Do.Compare(compare.key(), compare.value(), equal));
                if (!equal) break;
            } else {
                answered.add(part instanceof Do.Delete delete && delete.found() != null ? new Do.Delete(delete.key(), entries.containsKey(delete.key())) : part);
                changed |= PlainEtcd.apply(part, entries, revision + 1);
            }
        }
        if (changed) revision++;
    }

    private Entry tell(Entry entry) {
        return switch (random.nextInt(4)) {
            case 0 -> new Entry(entry.value(), 0, 0, 0);
            case 1 -> new Entry(entry.value(), entry.mod(), 0, 0);
            default -> entry;
        };
    }

    /** What is asked without an answer. */
    private static List<Do> bare(List<Do> asked) {
        List<Do> bare = new ArrayList<>();
        for (Do part : asked) {
            if (part instanceof Do.Delete delete) bare.add(new Do.Delete(delete.key(), null));
            else if (!(part instanceof Do.Read) && !(part instanceof Do.Count)) bare.add(part);
        }
        return bare;
    }

    private static List<Told> lie(List<Told> history, Random random) {
        List<Told> lies = new ArrayList<>(history);
        int which = random.nextInt(lies.size());
        Told told = lies.get(which);
        if (told.unknown()) {
            // Somebody never asked for what perhaps happened.
            lies.remove(which);
            return lies;
        }
        switch (random.nextInt(4)) {
            case 0 -> lies.set(which, new Told(told.invoked(), told.returned(), Math.max(1, told.revision() + random.nextInt(3) - 1), told.parts()));
            case 1 -> lies.set(which, new Told(told.invoked(), Math.max(told.invoked() + 1, told.returned() - random.nextInt(200)), told.revision(), told.parts()));
            case 2 -> lies.set(which, new Told(told.invoked(), Told.NEVER, 0, bare(told.parts())));
            default -> lies.set(which, told.with(told.parts().stream().map(part -> changed(part, random)).toList()));
        }
        return lies;
    }

    private static Do changed(Do part, Random random) {
        if (part instanceof Do.Read read) return new Do.Read(read.key(), changed(read.seen(), random), read.prev());
        if (part instanceof Do.Delete delete && delete.found() != null) return new Do.Delete(delete.key(), !delete.found());
        if (part instanceof Do.Compare compare) return new Do.Compare(compare.key(), compare.value(), !compare.equal());
        return part instanceof Do.Count count ? new Do.Count(count.prefix(), count.keys() + random.nextInt(2)) : part;
    }

    private static Entry changed(Entry seen, Random random) {
        if (seen.value() == null) return random.nextBoolean() ? seen : new Entry("v" + random.nextInt(5), 0, 0, 0);
        return switch (random.nextInt(4)) {
            case 0 -> Entry.MISSING;
            case 1 -> new Entry("v" + random.nextInt(6), seen.mod(), seen.create(), seen.version());
            case 2 -> new Entry(seen.value(), Math.max(0, seen.mod() - 1), 0, 0);
            default -> new Entry(seen.value(), seen.mod(), seen.create(), seen.version() == 0 ? 0 : seen.version() + 1);
        };
    }
}
