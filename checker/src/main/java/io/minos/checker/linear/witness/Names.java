package io.minos.checker.linear.witness;

import java.util.Arrays;

/** Texts as numbers from 0, equal ones the same, ten million of them in little more than their bytes. */
final class Names {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int CHAR_BYTES_MAX = 3;

    private byte[][] pages = new byte[8][];
    private int page = -1;
    private int free;
    /** Where each text's length and bytes are: page and offset. */
    private long[] places = new long[64];
    private int[] hashes = new int[64];
    private int size;
    /** The number + 1 of whoever hashed there; 0: free. */
    private int[] table = new int[128];
    private byte[] scratch = new byte[256];

    int size() {
        return size;
    }

    int of(String text) {
        int length = encode(text);
        int hash = text.hashCode() * 0x9E3779B1;
        int mask = table.length - 1;
        int slot = hash >>> 7 & mask;
        for (; table[slot] != 0; slot = slot + 1 & mask) {
            int number = table[slot] - 1;
            if (hashes[number] == hash && isAt(places[number], length)) return number;
        }
        table[slot] = size + 1;
        add(hash, length);
        return size - 1;
    }

    private void add(int hash, int length) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        int room = LENGTH_BYTES + length;
        if (page < 0 || pages[page].length - free < room) {
            if (++page == pages.length) pages = Arrays.copyOf(pages, page * 2);
            pages[page] = new byte[Math.max(PAGE_BYTES, room)];
            free = 0;
        }
        byte[] into = pages[page];
        for (int i = 0; i < LENGTH_BYTES; i++) into[free + i] = (byte) (length >>> 8 * i);
        System.arraycopy(scratch, 0, into, free + LENGTH_BYTES, length);
        places[size] = (long) page << 32 | free;
        hashes[size++] = hash;
        free += room;
        if (size * 2 > table.length) rehash();
    }

    private void rehash() {
        table = new int[table.length * 2];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = hashes[number] >>> 7 & mask;
            while (table[slot] != 0) slot = slot + 1 & mask;
            table[slot] = number + 1;
        }
    }

    private boolean isAt(long place, int length) {
        byte[] in = pages[(int) (place >>> 32)];
        int from = (int) place;
        return length(in, from) == length && Arrays.equals(in, from + LENGTH_BYTES, from + LENGTH_BYTES + length, scratch, 0, length);
    }

    private static int length(byte[] in, int from) {
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES; i++) length |= (in[from + i] & 0xff) << 8 * i;
        return length;
    }

    /** Char by char, so that texts which are no Unicode stay apart too. @return bytes in {@link #scratch} */
    private int encode(String text) {
        if (scratch.length < text.length() * CHAR_BYTES_MAX) scratch = new byte[text.length() * CHAR_BYTES_MAX];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                scratch[at++] = (byte) c;
            } else if (c < 0x800) {
                scratch[at++] = (byte) (0xc0 | c >> 6);
                scratch[at++] = (byte) (0x80 | c & 0x3f);
            } else {
                scratch[at++] = (byte) (0xe0 | c >> 12);
                scratch[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                scratch[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
        return at;
    }

    String text(int number) {
        byte[] in = pages[(int) (places[number] >>> 32)];
        int at = (int) places[number] + LENGTH_BYTES;
        int end = at + length(in, (int) places[number]);
        StringBuilder text = new StringBuilder();
        while (at < end) {
            int first = in[at++] & 0xff;
            if (first < 0x80) text.append((char) first);
            else if (first < 0xe0) text.append((char) ((first & 0x1f) << 6 | in[at++] & 0x3f));
            else text.append((char) ((first & 0x0f) << 12 | (in[at++] & 0x3f) << 6 | in[at++] & 0x3f));
        }
        return text.toString();
    }
}
