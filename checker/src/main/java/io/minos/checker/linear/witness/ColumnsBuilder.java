package io.minos.checker.linear.witness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes operations one after the other, in any order, each with its parts, and makes {@link Columns} of them. A value that is
 * null stands for a missing key; a revision, mod, create or version of 0 for one that was not told.
 */
public final class ColumnsBuilder {
    private static final int FIRST_ROOM = 64;

    int size;
    int parts;
    int[] invoked = new int[FIRST_ROOM];
    int[] returned = new int[FIRST_ROOM];
    int[] revision = new int[FIRST_ROOM];
    int[] firstPart = new int[FIRST_ROOM + 1];
    byte[] kind = new byte[FIRST_ROOM];
    int[] key = new int[FIRST_ROOM];
    int[] value = new int[FIRST_ROOM];
    int[] mod = new int[FIRST_ROOM];
    int[] create = new int[FIRST_ROOM];
    int[] version = new int[FIRST_ROOM];
    int[] told = {};
    int toldSize;
    boolean others;
    final Names keys = new Names();
    final Names values = new Names();
    final Names prefixes = new Names();

    /**
     * The next operation, of which the parts follow.
     *
     * @param invoked its place in the history, which is also its name, below 2³¹ - 1
     * @param returned the place of its answer; {@link Long#MAX_VALUE}: its outcome is unknown
     * @throws ArithmeticException if a number is too great for the columns
     */
    public void operation(long invoked, long returned, long revision) {
        if (size == this.invoked.length) {
            int room = grown(size);
            this.invoked = Arrays.copyOf(this.invoked, room);
            this.returned = Arrays.copyOf(this.returned, room);
            this.revision = Arrays.copyOf(this.revision, room);
            firstPart = Arrays.copyOf(firstPart, room + 1);
        }
        this.invoked[size] = Math.toIntExact(invoked);
        this.returned[size] = returned == Long.MAX_VALUE ? Columns.NEVER : Math.toIntExact(returned);
        this.revision[size] = Math.toIntExact(revision);
        firstPart[++size] = parts;
    }

    public void read(String key, @Nullable String value, long mod, long create, long version) {
        part(Part.READ, keys.of(key), number(value), mod, create, version);
    }

    /** What a change of this operation said to have been there before. */
    public void prev(String key, @Nullable String value, long mod, long create, long version) {
        part(Part.PREV, keys.of(key), number(value), mod, create, version);
    }

    public void put(String key, String value) {
        part(Part.PUT, keys.of(key), number(value), 0, 0, 0);
    }

    /** @param found whether there was something to delete; null: not told */
    public void delete(String key, @Nullable Boolean found) {
        part(found == null ? Part.DELETE : found ? Part.DELETE_SOME : Part.DELETE_NONE, keys.of(key), Columns.MISSING, 0, 0, 0);
    }

    /** What follows takes effect if the key has this value. */
    public void expect(String key, @Nullable String value) {
        part(Part.EXPECT, keys.of(key), number(value), 0, 0, 0);
    }

    /** The key did not have this value. */
    public void refuse(String key, @Nullable String value) {
        part(Part.REFUSE, keys.of(key), number(value), 0, 0, 0);
    }

    /**
     * There were so many keys under the prefix; which, is said by reads.
     *
     * @param told the number the answer gave for itself
     */
    public void count(String prefix, int different, long told) {
        part(Part.COUNT, prefixes.of(prefix), different, Math.min(told, Integer.MAX_VALUE), 0, 0);
    }

    /** A change that a watcher was told of: helps to place an operation of unknown outcome, and proves nothing. */
    public void told(String key, @Nullable String value, long revision) {
        if (revision > Integer.MAX_VALUE) return;
        if (toldSize + 3 > told.length) told = Arrays.copyOf(told, Math.max(FIRST_ROOM * 3, told.length * 2));
        told[toldSize++] = keys.of(key);
        told[toldSize++] = number(value);
        told[toldSize++] = (int) revision;
    }

    /** Others than these operations may have made revisions, of keys that no operation touches. */
    public void others() {
        others = true;
    }

    /** The builder is not used any more. */
    public Columns build() {
        if (others) leaveOutOthers();
        return new Columns(this);
    }

    /** Of keys that nobody here touches, others may have made what they like. */
    private void leaveOutOthers() {
        boolean[] touched = new boolean[keys.size()];
        for (int part = 0; part < parts; part++) if (Part.changes(kind[part])) touched[key[part]] = true;
        int kept = 0;
        for (int op = 0; op < size; op++) {
            int part = firstPart[op];
            firstPart[op] = kept;
            for (; part < firstPart[op + 1]; part++) {
                boolean keeps = kind[part] != Part.COUNT && (touched[key[part]] || !Part.shows(kind[part]));
                if (keeps) move(part, kept++);
            }
        }
        firstPart[size] = kept;
        parts = kept;
    }

    private void move(int from, int to) {
        kind[to] = kind[from];
        key[to] = key[from];
        value[to] = value[from];
        mod[to] = mod[from];
        create[to] = create[from];
        version[to] = version[from];
    }

    private int number(@Nullable String value) {
        return value == null ? Columns.MISSING : values.of(value);
    }

    private void part(byte kind, int key, int value, long mod, long create, long version) {
        if (parts == this.kind.length) {
            int room = grown(parts);
            this.kind = Arrays.copyOf(this.kind, room);
            this.key = Arrays.copyOf(this.key, room);
            this.value = Arrays.copyOf(this.value, room);
            this.mod = Arrays.copyOf(this.mod, room);
            this.create = Arrays.copyOf(this.create, room);
            this.version = Arrays.copyOf(this.version, room);
        }
        this.kind[parts] = kind;
        this.key[parts] = key;
        this.value[parts] = value;
        this.mod[parts] = Math.toIntExact(mod);
        this.create[parts] = Math.toIntExact(create);
        this.version[parts] = Math.toIntExact(version);
        firstPart[size] = ++parts;
    }

    private static int grown(int room) {
        return Math.addExact(room, room >> 1);
    }
}
