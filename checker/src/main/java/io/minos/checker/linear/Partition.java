package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Splits spans into groups that share no key. Linearizability is local (Herlihy and Wing 1990, theorem 1): the whole is
 * linearizable exactly when each group is. Groups come in the order of their first spans.
 */
public final class Partition {
    private Partition() {}

    public static <A> List<List<Span<A>>> byKeys(List<Span<A>> spans, Model<?, A> model) {
        Map<String, String> parents = new HashMap<>();
        List<String> members = new ArrayList<>(spans.size());
        for (Span<A> span : spans) {
            String first = null;
            for (String key : model.footprint(span.action()).keys()) {
                String root = root(parents, key);
                if (first == null) first = root;
                else parents.put(root, first);
            }
            members.add(Objects.requireNonNull(first, "every action concerns a key"));
        }
        Map<String, List<Span<A>>> groups = new LinkedHashMap<>();
        for (int i = 0; i < spans.size(); i++) groups.computeIfAbsent(root(parents, members.get(i)), absent -> new ArrayList<>()).add(spans.get(i));
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
