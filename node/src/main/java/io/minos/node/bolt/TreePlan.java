package io.minos.node.bolt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each page of a bucket's tree will be: found from the sizes alone, so that the file's length and the pages that are
 * to refer to others are known before the first value is written. Leaves first, each level of branches after the one below.
 */
final class TreePlan {
    /**
     * @param firstKey empty in an empty bucket
     * @param elements how many it holds
     */
    record Node(byte[] firstKey, long page, int elements, long bytes) {
        long pages() {
            return Format.pages(bytes);
        }
    }

    private final List<Node> leaves;
    private final List<List<Node>> branches = new ArrayList<>();

    private TreePlan(List<Node> leaves) {
        this.leaves = leaves;
        List<Node> level = leaves;
        while (level.size() > 1) {
            level = above(level, nextPage());
            branches.add(level);
        }
    }

    static TreePlan of(Entries entries, long firstPage) throws IOException {
        Leaves leaves = new Leaves(firstPage);
        entries.forEach(leaves);
        return new TreePlan(leaves.end());
    }

    List<Node> leaves() {
        return leaves;
    }

    /** From the one above the leaves up to the root's; none if a leaf is the root. */
    List<List<Node>> branches() {
        return branches;
    }

    long root() {
        return lastLevel().get(0).page();
    }

    /** What lies behind it may begin here. */
    long nextPage() {
        List<Node> level = lastLevel();
        Node last = level.get(level.size() - 1);
        return last.page() + last.pages();
    }

    /** Small enough to lie in the bucket of buckets, as bbolt would have it. */
    boolean isInline() {
        return leaves.size() == 1 && leaves.get(0).bytes() <= Format.INLINE_BYTES_MAX;
    }

    private List<Node> lastLevel() {
        return branches.isEmpty() ? leaves : branches.get(branches.size() - 1);
    }

    private static final class Leaves implements Entries.Sink {
        private final List<Node> nodes = new ArrayList<>();
        private long page;
        private byte[] firstKey = {};
        private byte[] lastKey = {};
        private int elements;
        private long bytes = Format.PAGE_HEADER_BYTES;

        Leaves(long firstPage) {
            page = firstPage;
        }

        @Override
        public void accept(byte[] key, Entries.Value value) {
            if (key.length > Format.KEY_BYTES_MAX || Arrays.compareUnsigned(lastKey, key) >= 0) {
                throw new IllegalArgumentException("keys ascend, and have 1 to " + Format.KEY_BYTES_MAX + " bytes");
            }
            long more = Format.LEAF_ELEMENT_BYTES + key.length + (long) value.bytes();
            if (elements > 0 && bytes + more > Format.PAGE_BYTES) {
                close();
            }
            if (elements == 0) {
                firstKey = key;
            }
            elements++;
            bytes += more;
            lastKey = key;
        }

        private void close() {
            Node node = new Node(firstKey, page, elements, bytes);
            nodes.add(node);
            page += node.pages();
            elements = 0;
            bytes = Format.PAGE_HEADER_BYTES;
        }

        List<Node> end() {
            if (elements > 0 || nodes.isEmpty()) {
                close();
            }
            return nodes;
        }
    }

    private static List<Node> above(List<Node> children, long firstPage) {
        List<Node> level = new ArrayList<>();
        long page = firstPage;
        int from = 0;
        while (from < children.size()) {
            int to = endOfBranch(children, from);
            Node node = new Node(children.get(from).firstKey(), page, to - from, branchBytes(children.subList(from, to)));
            level.add(node);
            page += node.pages();
            from = to;
        }
        return level;
    }

    /**
     * A branch has two children at least, even where that takes a further page: bbolt stops with an assertion ("parent must
     * have at least 2 children") when it later deletes from the only child of one.
     */
    private static int endOfBranch(List<Node> children, int from) {
        int to = Math.min(from + 2, children.size());
        long bytes = branchBytes(children.subList(from, to));
        while (to < children.size() && bytes + branchBytes(children.get(to)) <= Format.PAGE_BYTES) {
            bytes += branchBytes(children.get(to));
            to++;
        }
        return to == children.size() - 1 ? to + 1 : to;
    }

    private static long branchBytes(List<Node> children) {
        return Format.PAGE_HEADER_BYTES + children.stream().mapToLong(TreePlan::branchBytes).sum();
    }

    private static long branchBytes(Node child) {
        return Format.BRANCH_ELEMENT_BYTES + child.firstKey().length;
    }
}
