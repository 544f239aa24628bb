package io.minos.node.v2;

import io.minos.node.mvcc.OrderedMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The nodes by their paths, and those that will expire by when. The root is always there, and never in the map. */
final class Nodes {
    private static final Comparator<Node> BY_EXPIRATION = Comparator.comparingLong(Node::expiration).thenComparing(Node::path);

    private final OrderedMap<Node> byPath = new OrderedMap<>();
    private final TreeSet<Node> expiring = new TreeSet<>(BY_EXPIRATION);

    Listing now() {
        return new Listing(byPath.peek());
    }

    Listing frozen() {
        return new Listing(byPath.freeze());
    }

    /** The first to expire, if its time has come. */
    Optional<Node> expired(long time) {
        return expiring.isEmpty() || expiring.first().expiration() > time ? Optional.empty() : Optional.of(expiring.first());
    }

    /** In the place of what may have been at its path. */
    void put(Node node) {
        byte[] key = Path.key(node.path());
        forget(byPath.find(key));
        byPath.put(key, node);
        if (!node.isPermanent()) {
            expiring.add(node);
        }
    }

    /** With all that is in it. @return the paths removed, each after what was in it */
    List<String> remove(Node node) {
        List<Node> gone = now().below(node.path());
        gone.add(0, node);
        Collections.reverse(gone);
        List<String> paths = new ArrayList<>();
        for (Node each : gone) {
            byPath.remove(Path.key(each.path()));
            forget(each);
            paths.add(each.path());
        }
        return paths;
    }

    private void forget(@Nullable Node old) {
        if (old != null && !old.isPermanent()) {
            expiring.remove(old);
        }
    }
}
