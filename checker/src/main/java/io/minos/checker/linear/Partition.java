package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits spans into groups that share no key. Linearizability is local (Herlihy and Wing 1990, theorem 1): the whole is
 * linearizable exactly when each group is. Groups come in the order of their first spans.
 */
public final class Partition {
    private Partition() {}

    public static <A> List<List<Span<A>>> byKeys(List<Span<A>> spans, Model<?, A> model) {
        Map<String, String> parents = new HashMap<>();
        for (Span<A> span : spans) {
            String first = null;
            for (String key : model.footprint(span.action()).keys()) {
                String root = root(parents, key);
                if (first == null) first = root;
                else parents.put(root, first);
            }
        }
        Map<String, List<Span<A>>> groups = new LinkedHashMap<>();
        for (Span<A> span : spans) {
            String key = model.footprint(span.action()).keys().iterator().next();
            groups.computeIfAbsent(root(parents, key), absent -> new ArrayList<>()).add(span);
        }
        return List.copyOf(groups.values());
    }

    private static String root(Map<String, String> parents, String key) {
        String root = key;
        while (true) {
            String parent = parents.putIfAbsent(root, root);
            if (parent == null || parent.equals(root)) break;
            root = parent;
        }
        parents.put(key, root);
        return root;
    }
}
