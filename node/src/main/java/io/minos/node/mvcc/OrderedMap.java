package io.minos.node.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map from byte strings (unsigned, lexicographic) that is persistent on demand: {@link #freeze} costs O(1), and
 * from then on writes copy the nodes they touch, once, so that what was frozen never changes.
 *
 * <p>A B+tree of our own and not a library's map, since this is the hot path: between two freezes a write changes its leaf
 * in place and allocates nothing, keys are compared by one vectorised instruction, and a node holds {@value #WIDTH} keys. The
 * persistent maps on Maven Central are hash tries (no order) or binary trees of boxed comparators with a path copy a write.
 *
 * <p>A node belongs to the map while its {@code owner} is the map's; freezing gives the map a new one. Deleting merges
 * sparse neighbours, so that a map that shrank is not full of nearly empty leaves.
 */
public final class OrderedMap<V> {
    static final int WIDTH = 32;
    private static final int SPARSE = WIDTH / 4;
    private static final int MERGED_MAX = WIDTH * 3 / 4;
    private static final byte[] LOWEST = {};

    public interface Visitor<V> {
        /** @return false to stop */
        boolean visit(V value);
    }

    /** A map as it was when frozen, or, from {@link #peek}, as it is until the next write. */
    public static final class Frozen<V> {
        private final Node<V> root;

        private Frozen(Node<V> root) {
            this.root = root;
        }

        public @Nullable V find(byte[] key) {
            return root.find(key);
        }

        /**
         * In ascending order, from the first key at or after {@code from} to the last before {@code end}.
         *
         * @param end null for all that follow
         */
        public void scan(byte[] from, byte @Nullable [] end, Visitor<? super V> visitor) {
            root.scan(from, end, visitor);
        }

        void scanAll(Visitor<? super V> visitor) {
            root.scan(LOWEST, null, visitor);
        }
    }

    private Object owner = new Object();
    private Node<V> root = new Leaf<>(owner);
    private int size;

    public int size() {
        return size;
    }

    public @Nullable V find(byte[] key) {
        return root.find(key);
    }

    public Frozen<V> freeze() {
        owner = new Object();
        return new Frozen<>(root);
    }

    /** Costs no copying later on, but holds only until the next write. */
    public Frozen<V> peek() {
        return new Frozen<>(root);
    }

    public void put(byte[] key, V value) {
        Node<V> left = root.ownedBy(owner);
        Node<V> right = left.put(key, value, this);
        root = right == null ? left : new Inner<>(owner, left, right);
    }

    /** The key must be there. */
    public void remove(byte[] key) {
        Node<V> mine = root.ownedBy(owner);
        mine.remove(key, owner);
        size--;
        root = mine instanceof Inner<V> inner && inner.count == 1 ? inner.child(0) : mine;
    }

    private abstract static class Node<V> {
        final Object owner;
        final byte[][] keys;
        final Object[] slots;
        int count;

        Node(Object owner, byte[][] keys, Object[] slots, int count) {
            this.owner = owner;
            this.keys = keys;
            this.slots = slots;
            this.count = count;
        }

        abstract Node<V> copy(Object newOwner);

        abstract @Nullable V find(byte[] key);

        /** @return false to stop */
        abstract boolean scan(byte[] from, byte @Nullable [] end, Visitor<? super V> visitor);

        /** @return the new right neighbour if this node had to be split, else null */
        abstract @Nullable Node<V> put(byte[] key, V value, OrderedMap<V> map);

        abstract void remove(byte[] key, Object by);

        final Node<V> ownedBy(Object newOwner) {
            return owner == newOwner ? this : copy(newOwner);
        }

        /** The last index in [low, count) with {@code keys[index] <= key}, else {@code low - 1}. */
        final int floor(byte[] key, int low) {
            int from = low;
            int to = count - 1;
            while (from <= to) {
                int middle = (from + to) >>> 1;
                if (Arrays.compareUnsigned(keys[middle], key) <= 0) {
                    from = middle + 1;
                } else {
                    to = middle - 1;
                }
            }
            return to;
        }

        final void insertAt(int index, byte[] key, Object slot) {
            System.arraycopy(keys, index, keys, index + 1, count - index);
            System.arraycopy(slots, index, slots, index + 1, count - index);
            keys[index] = key;
            slots[index] = slot;
            count++;
        }

        final void removeAt(int index) {
            System.arraycopy(keys, index + 1, keys, index, count - index - 1);
            System.arraycopy(slots, index + 1, slots, index, count - index - 1);
            count--;
            Arrays.fill(keys, count, count + 1, null);
            Arrays.fill(slots, count, count + 1, null);
        }

        final void moveTail(int from, Node<V> right) {
            int moved = count - from;
            System.arraycopy(keys, from, right.keys, 0, moved);
            System.arraycopy(slots, from, right.slots, 0, moved);
            Arrays.fill(keys, from, count, null);
            Arrays.fill(slots, from, count, null);
            right.count = moved;
            count = from;
        }

        /** Keys often come in ascending order: then a full node is left full, and a fresh one begun. */
        final int splitPoint(int insertion) {
            return insertion == count ? count : count / 2;
        }
    }

    private static final class Leaf<V> extends Node<V> {
        Leaf(Object owner) {
            super(owner, new byte[WIDTH][], new Object[WIDTH], 0);
        }

        private Leaf(Object owner, Leaf<V> from) {
            super(owner, from.keys.clone(), from.slots.clone(), from.count);
        }

        @Override
        Node<V> copy(Object newOwner) {
            return new Leaf<>(newOwner, this);
        }

        @SuppressWarnings("unchecked") // a leaf's slots hold values only
        private V value(int index) {
            return (V) slots[index];
        }

        @Override
        @Nullable V find(byte[] key) {
            int at = floor(key, 0);
            return at >= 0 && Arrays.equals(keys[at], key) ? value(at) : null;
        }

        @Override
        boolean scan(byte[] from, byte @Nullable [] end, Visitor<? super V> visitor) {
            int stop = end == null ? count : firstNotBefore(end);
            for (int i = firstNotBefore(from); i < stop; i++) {
                if (!visitor.visit(value(i))) {
                    return false;
                }
            }
            return stop == count;
        }

        private int firstNotBefore(byte[] key) {
            int at = floor(key, 0);
            return at >= 0 && Arrays.equals(keys[at], key) ? at : at + 1;
        }

        @Override
        @Nullable Node<V> put(byte[] key, V value, OrderedMap<V> map) {
            int at = floor(key, 0);
            if (at >= 0 && Arrays.equals(keys[at], key)) {
                slots[at] = value;
                return null;
            }
            map.size++;
            if (count < WIDTH) {
                insertAt(at + 1, key, value);
                return null;
            }
            Leaf<V> right = new Leaf<>(owner);
            int split = splitPoint(at + 1);
            moveTail(split, right);
            if (at + 1 < split) {
                insertAt(at + 1, key, value);
            } else {
                right.insertAt(at + 1 - split, key, value);
            }
            return right;
        }

        @Override
        void remove(byte[] key, Object by) {
            removeAt(floor(key, 0));
        }
    }

    /** {@code keys[i]} is a lower bound of child i; that of child 0 is never looked at, the parent knows better. */
    private static final class Inner<V> extends Node<V> {
        Inner(Object owner, Node<V> left, Node<V> right) {
            this(owner);
            insertAt(0, LOWEST, left);
            insertAt(1, right.keys[0], right);
        }

        private Inner(Object owner) {
            super(owner, new byte[WIDTH][], new Object[WIDTH], 0);
        }

        private Inner(Object owner, Inner<V> from) {
            super(owner, from.keys.clone(), from.slots.clone(), from.count);
        }

        @Override
        Node<V> copy(Object newOwner) {
            return new Inner<>(newOwner, this);
        }

        @SuppressWarnings("unchecked") // an inner node's slots hold nodes only
        Node<V> child(int index) {
            return (Node<V>) slots[index];
        }

        private Node<V> ownedChild(int index, Object by) {
            Node<V> mine = child(index).ownedBy(by);
            slots[index] = mine;
            return mine;
        }

        @Override
        @Nullable V find(byte[] key) {
            return child(floor(key, 1)).find(key);
        }

        @Override
        boolean scan(byte[] from, byte @Nullable [] end, Visitor<? super V> visitor) {
            int start = floor(from, 1);
            for (int i = start; i < count; i++) {
                if (!child(i).scan(i == start ? from : LOWEST, end, visitor)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        @Nullable Node<V> put(byte[] key, V value, OrderedMap<V> map) {
            int at = floor(key, 1);
            Node<V> added = ownedChild(at, owner).put(key, value, map);
            if (added == null) {
                return null;
            }
            byte[] bound = added.keys[0];
            if (count < WIDTH) {
                insertAt(at + 1, bound, added);
                return null;
            }
            Inner<V> right = new Inner<>(owner);
            int split = splitPoint(at + 1);
            moveTail(split, right);
            if (at + 1 < split) {
                insertAt(at + 1, bound, added);
            } else {
                right.insertAt(at + 1 - split, bound, added);
            }
            return right;
        }

        @Override
        void remove(byte[] key, Object by) {
            int at = floor(key, 1);
            Node<V> mine = ownedChild(at, by);
            mine.remove(key, by);
            if (mine.count < SPARSE && count > 1) {
                mergeAround(at, by);
            }
        }

        private void mergeAround(int at, Object by) {
            int leftIndex = at > 0 ? at - 1 : at;
            Node<V> right = child(leftIndex + 1);
            if (child(leftIndex).count + right.count <= MERGED_MAX) {
                Node<V> left = ownedChild(leftIndex, by);
                System.arraycopy(right.keys, 0, left.keys, left.count, right.count);
                System.arraycopy(right.slots, 0, left.slots, left.count, right.count);
                if (right instanceof Inner) {
                    left.keys[left.count] = keys[leftIndex + 1];
                }
                left.count += right.count;
                removeAt(leftIndex + 1);
            } else if (child(at).count == 0) {
                removeAt(at);
            }
        }
    }
}
