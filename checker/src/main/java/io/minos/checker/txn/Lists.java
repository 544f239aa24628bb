package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.List;

/**
 * The lists that were read. Of a key's reads one is usually the beginning of another: what begins alike is kept once, and a
 * read is a list and a length. Each key has a main list, the longest read of it.
 */
final class Lists {
    static final int NONE = -1;

    private final List<Ints> lists = new ArrayList<>();
    private final Ints keys = new Ints();
    private final Ints mains = new Ints();

    /** @return the list that begins with the elements */
    int add(int key, int[] elements, int length) {
        while (mains.size() <= key) mains.add(NONE);
        int main = mains.get(key);
        if (main == NONE) return newMain(key, elements, length);
        Ints list = lists.get(main);
        int common = list.common(elements, length);
        if (common == length) return main;
        if (common == list.size()) {
            list.addAll(elements, common, length);
            return main;
        }
        return length > list.size() ? newMain(key, elements, length) : newList(key, elements, length);
    }

    private int newMain(int key, int[] elements, int length) {
        int list = newList(key, elements, length);
        mains.set(key, list);
        return list;
    }

    private int newList(int key, int[] elements, int length) {
        Ints list = new Ints(length);
        list.addAll(elements, 0, length);
        lists.add(list);
        keys.add(key);
        return lists.size() - 1;
    }

    int count() {
        return lists.size();
    }

    Ints list(int list) {
        return lists.get(list);
    }

    int key(int list) {
        return keys.get(list);
    }

    /** {@link #NONE} if nobody read the key. */
    int main(int key) {
        return key < mains.size() ? mains.get(key) : NONE;
    }
}
