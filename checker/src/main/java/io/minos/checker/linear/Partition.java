package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits spans into groups that share no key. Linearizability is local (Herlihy and Wing 1990, theorem 1): the whole is
 * linearizable exactly when each group is. Groups come in the order of their first spans.
 */
public final class Partition {
    private Partition() {}

    public static <A> List<List<Span<A>>> byKeys(List<Span<A>> spans, Model<?, A> model) {
        Map<String, String> parents = new HashMap<>();
        List<String> firsts = new ArrayList<>(spans.size());
        for (Span<A> span : spans) {
            Set<String> keys = model.footprint(span.action()).keys();
            firsts.add(keys.iterator().next());
            connect(keys, parents);
        }
        Map<String, List<Span<A>>> groups = new LinkedHashMap<>();
        for (int i = 0; i < firsts.size(); i++) groups.computeIfAbsent(root(parents, firsts.get(i)), absent -> new ArrayList<>()).add(spans.get(i));
        return List.copyOf(groups.values());
    }

    private static void connect(Set<String> keys, Map<String, String> parents) {
        String first = null;
        for (String key : keys) {
            String root = root(parents, key);
            if (first == null) first = root;
            else parents.put(root, first);
        }
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
