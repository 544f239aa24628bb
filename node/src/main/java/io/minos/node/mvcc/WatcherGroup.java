package io.minos.node.mvcc;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watchers, found by a key they watch: those of one key in a hash table (only looked up, never iterated), those of ranges in an
 * interval tree, an AVL tree by the ranges' starts of which each node knows how far its subtree reaches.
 */
final class WatcherGroup {
    private final Map<ByteString, TreeSet<Watcher>> ofKey = new HashMap<>();
    private @Nullable Node root;
    private final TreeSet<Watcher> all = new TreeSet<>(Watcher.ORDER);

    Iterable<Watcher> all() {
        return all;
    }

    void add(Watcher watcher) {
        if (!all.add(watcher)) {
            return;
        }
        if (watcher.range.isOneKey()) {
            ofKey.computeIfAbsent(watcher.range.from(), key -> new TreeSet<>(Watcher.ORDER)).add(watcher);
        } else {
            root = insert(root, watcher);
        }
    }

    void remove(Watcher watcher) {
        if (!all.remove(watcher)) {
            return;
        }
        if (!watcher.range.isOneKey()) {
            root = delete(root, watcher.range, watcher);
            return;
        }
        TreeSet<Watcher> same = ofKey.get(watcher.range.from());
        if (same != null && same.remove(watcher) && same.isEmpty()) {
            ofKey.remove(watcher.range.from());
        }
    }

    void forEachWatching(ByteString key, Consumer<Watcher> visitor) {
        TreeSet<Watcher> one = ofKey.get(key);
        if (one != null) {
            one.forEach(visitor);
        }
        stab(root, key, visitor);
    }

    private static final class Node {
        KeyRange range;
        TreeSet<Watcher> watchers = new TreeSet<>(Watcher.ORDER);
        @Nullable Node left;
        @Nullable Node right;
        int height = 1;
        /** Of the ranges in this subtree the one that ends last. */
        KeyRange furthest;

        Node(KeyRange range) {
            this.range = range;
            this.furthest = range;
        }
    }

    private static void stab(@Nullable Node node, ByteString key, Consumer<Watcher> visitor) {
        if (node == null || !node.furthest.endsAfter(key)) {
            return;
        }
        stab(node.left, key, visitor);
        if (KeyRange.compare(node.range.from(), key) <= 0) {
            if (node.range.endsAfter(key)) {
                node.watchers.forEach(visitor);
            }
            stab(node.right, key, visitor);
        }
    }

    private static int compare(KeyRange left, KeyRange right) {
        int starts = KeyRange.compare(left.from(), right.from());
        return starts != 0 ? starts : compareEnds(left, right);
    }

    private static int compareEnds(KeyRange left, KeyRange right) {
        boolean leftEnds = left.extent() == KeyRange.Extent.BELOW_END;
        boolean rightEnds = right.extent() == KeyRange.Extent.BELOW_END;
        return leftEnds && rightEnds ? KeyRange.compare(left.end(), right.end()) : Boolean.compare(rightEnds, leftEnds);
    }

    private static Node insert(@Nullable Node node, Watcher watcher) {
        if (node == null) {
            Node fresh = new Node(watcher.range);
            fresh.watchers.add(watcher);
            return fresh;
        }
        int order = compare(watcher.range, node.range);
        if (order == 0) {
            node.watchers.add(watcher);
        } else if (order < 0) {
            node.left = insert(node.left, watcher);
        } else {
            node.right = insert(node.right, watcher);
        }
        return balanced(node);
    }

    private static @Nullable Node delete(@Nullable Node node, KeyRange range, Watcher watcher) {
        if (node == null) {
            return null;
        }
        int order = compare(range, node.range);
        if (order < 0) {
            node.left = delete(node.left, range, watcher);
        } else if (order > 0) {
            node.right = delete(node.right, range, watcher);
        } else {
            node.watchers.remove(watcher);
            if (node.watchers.isEmpty()) {
                return withoutRoot(node);
            }
        }
        return balanced(node);
    }

    private static @Nullable Node withoutRoot(Node node) {
        if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        }
        Node successor = node.right;
        while (successor.left != null) {
            successor = successor.left;
        }
        node.range = successor.range;
        node.watchers = successor.watchers;
        node.right = withoutFirst(node.right);
        return balanced(node);
    }

    private static @Nullable Node withoutFirst(Node node) {
        if (node.left == null) {
            return node.right;
        }
        node.left = withoutFirst(node.left);
        return balanced(node);
    }

    private static Node balanced(Node node) {
        measure(node);
        int lean = height(node.left) - height(node.right);
        if (lean > 1 && node.left != null) {
            if (height(node.left.left) < height(node.left.right)) {
                node.left = rotatedLeft(node.left);
            }
            return rotatedRight(node);
        }
        if (lean < -1 && node.right != null) {
            if (height(node.right.right) < height(node.right.left)) {
                node.right = rotatedRight(node.right);
            }
            return rotatedLeft(node);
        }
        return node;
    }

    private static Node rotatedRight(Node node) {
        Node top = node.left;
        if (top == null) {
            return node;
        }
        node.left = top.right;
        top.right = node;
        measure(node);
        measure(top);
        return top;
    }

    private static Node rotatedLeft(Node node) {
        Node top = node.right;
        if (top == null) {
            return node;
        }
        node.right = top.left;
        top.left = node;
        measure(node);
        measure(top);
        return top;
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static void measure(Node node) {
        node.height = 1 + Math.max(height(node.left), height(node.right));
        node.furthest = node.range;
        if (node.left != null && compareEnds(node.left.furthest, node.furthest) > 0) {
            node.furthest = node.left.furthest;
        }
        if (node.right != null && compareEnds(node.right.furthest, node.furthest) > 0) {
            node.furthest = node.right.furthest;
        }
    }
}
