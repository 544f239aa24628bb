package io.minos.checker.check;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Some of a history's keys: in order, and quick to ask whether a key is among them. Immutable. */
final class Keys implements Iterable<String> {
    private final Set<String> keys;
    private final List<String> sorted;

    Keys(Collection<String> keys) {
        this.keys = new HashSet<>(keys);
        this.sorted = this.keys.stream().sorted().toList();
    }

    boolean contains(String key) {
        return keys.contains(key);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Those that begin with the prefix. */
    List<String> under(String prefix) {
        int found = Collections.binarySearch(sorted, prefix);
        int from = found < 0 ? -found - 1 : found;
        int to = from;
        while (to < sorted.size() && sorted.get(to).startsWith(prefix)) to++;
        return sorted.subList(from, to);
    }

    @Override
    public Iterator<String> iterator() {
        return sorted.iterator();
    }
}
